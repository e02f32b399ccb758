export type Language = 'python' | 'javascript'

/** Source code with what is no code blanked out, character for character, so that places stay. */
export interface MaskedCode {
  /** Without comments, docstrings and templates. */
  code: string
  /** Also without what stands in strings; their quotes are there. */
  bare: string
}

const STRING = String.raw`"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?`
const PYTHON = new RegExp(String.raw`("""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|#[^\n]*)|(${STRING})`, 'g')
const JAVASCRIPT = new RegExp(String.raw`(\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|${'`'}(?:[^${'`'}\\]|\\[^])*${'`'}?)|(${STRING})`, 'g')

/** Blanks out comments and strings. A text that is no such code gives something or other, of the same length. */
export function maskCode(text: string, language: Language): MaskedCode {
  const pattern = language === 'python' ? PYTHON : JAVASCRIPT
  const code = text.replaceAll(pattern, (whole, other: string | undefined) => (other === undefined ? whole : blank(whole)))
  const bare = code.replaceAll(new RegExp(STRING, 'g'), (whole) => {
    const end = whole.length > 1 && whole.endsWith(whole.charAt(0)) ? 1 : 0
    return whole.slice(0, 1) + blank(whole.slice(1, whole.length - end)) + whole.slice(whole.length - end)
  })
  return { code, bare }
}

function blank(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ')
}
