import { DirectiveTree, type Directive } from './directive.ts'

// One word, gap or comment at a time. `${NAME}` belongs to its word; quotes open only where a word begins.
const PART =
  /[^\S\n]+|#[^\n]*|"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)|'[^'\\]*(?:\\[\s\S][^'\\]*)*(?:'|$)|[\n;{}]|(?:\$\{[^}\s]*\}|\\[\s\S]|[^\s;{}\\$]+|\$|\\)+/y

/** Reads any text as nginx's config; what makes no sense is left out. */
export function parseNginx(file: string, text: string): readonly Directive[] {
  const tree = new DirectiveTree()
  let line = 1
  let lineStart = 0
  let position = 0
  while (position < text.length) {
    PART.lastIndex = position
    const raw = PART.exec(text)?.[0]
    if (raw === undefined) break
    const at = { file, line, column: position - lineStart + 1, length: raw.split('\n', 1)[0]?.length ?? 0 }
    if (raw === ';') tree.end()
    else if (/^["']/.test(raw)) tree.add({ text: unquoted(raw), at, quoted: true })
    else if (!/^[\s#]/.test(raw)) tree.add({ text: raw, at, quoted: false })
    position += raw.length
    if (raw.includes('\n')) {
      line += raw.split('\n').length - 1
      lineStart = position - raw.length + raw.lastIndexOf('\n') + 1
    }
  }
  tree.end()
  return tree.top
}

function unquoted(raw: string): string {
  return raw.slice(1, raw.length > 1 && raw.endsWith(raw.charAt(0)) ? -1 : undefined)
}
