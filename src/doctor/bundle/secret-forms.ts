/** Shorter ones would be found in ordinary words; they are looked for as whole words only. */
const SHORTEST = 6
const SHORTEST_WORD = 4
/** Fewer characters of base64 would be found by chance. */
const SHORTEST_BASE64 = 8
const BASE64 = /[A-Za-z0-9+/_=-]/

/** The forms in which secrets may stand in a text, the longest first. */
export interface SecretForms {
  /** As they are, in JSON, in a URL, as hex. */
  plain: readonly string[]
  /** Inside of base64: what their bytes alone decide of it, wherever they begin there. */
  encoded: readonly string[]
  /** Short ones, as whole words. */
  words: readonly RegExp[]
}

export function secretForms(secrets: Iterable<string>): SecretForms {
  const plain = new Set<string>()
  const encoded = new Set<string>()
  const words = new Set<string>()
  for (const secret of secrets) {
    if (secret.length < SHORTEST) {
      if (secret.length >= SHORTEST_WORD) words.add(secret)
      continue
    }
    const hex = Buffer.from(secret).toString('hex')
    const json = JSON.stringify(secret).slice(1, -1)
    for (const form of [secret, json, encodeURIComponent(secret), formEncoded(secret), hex, hex.toUpperCase()]) plain.add(form)
    for (const form of base64Forms(secret)) encoded.add(form)
  }
  const word = (text: string) => new RegExp(`(?<![A-Za-z0-9])${escaped(text)}(?![A-Za-z0-9])`, 'g')
  return { plain: longestFirst(plain), encoded: longestFirst(encoded), words: longestFirst(words).map(word) }
}

/** The text without any of the forms; base64 goes as a whole. In time that grows with the text's length. */
export function hideForms(text: string, { plain, encoded, words }: SecretForms, mask: string): string {
  const whole = encoded.reduce((shown, form) => hideRuns(shown, form, mask), text)
  const named = plain.reduce((shown, form) => shown.replaceAll(form, mask), whole)
  return words.reduce((shown, word) => shown.replaceAll(word, mask), named)
}

/** True where one of the forms is in a text. */
export function hasForm(text: string, { plain, encoded, words }: SecretForms): boolean {
  return [...plain, ...encoded].some((form) => text.includes(form)) || words.some((word) => text.search(word) !== -1)
}

function hideRuns(text: string, form: string, mask: string): string {
  const parts: string[] = []
  let from = 0
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, from)) {
    let start = at
    while (start > from && BASE64.test(text[start - 1] ?? '')) start--
    let end = at + form.length
    while (end < text.length && BASE64.test(text[end] ?? '')) end++
    parts.push(text.slice(from, start), mask)
    from = end
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from)
}

/** The characters that a secret's bytes alone decide, at each of the three offsets that it may have in base64. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const inner = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
    return inner.length < SHORTEST_BASE64 ? [] : [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2)
}

function longestFirst(texts: ReadonlySet<string>): string[] {
  return [...texts].toSorted((a, b) => b.length - a.length)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
