import { createHash } from 'node:crypto'

const NOTE = 'Derived from voicectl.yaml. Change either: `voicectl generate` keeps your edits.'
const HASH = /sha256:([0-9a-f]{64})/
const COMMENT_HEADER = /^# Derived from voicectl\.yaml\..*\n# sha256:[0-9a-f]{64}\n\n?/m
const JSON_HEADER = /^ *"\$comment": "Derived from voicectl\.yaml\..*\n/m

/** A derived file taken apart. */
export interface Derived {
  /** Hash of the body as it was derived; null when the file carries no header of ours. */
  hash: string | null
  body: string
  /** The header's own text; empty when there is none. */
  header: string
}

/**
 * Puts the header before the body of a derived file: a comment with a hash, by which a hand edit is recognised; JSON gets a `$comment`.
 * `derived` is the body as derived, where `body` has hand edits merged in.
 */
export function withHeader(file: string, body: string, derived = body): string {
  const hash = hashOf(derived)
  if (!file.endsWith('.json')) return `# ${NOTE}\n# sha256:${hash}\n\n${body}`
  return body.replace('{\n', () => `{\n  "$comment": "${NOTE} sha256:${hash}",\n`)
}

/** Takes the header off. Line ends of Windows count as none. */
export function withoutHeader(file: string, content: string): Derived {
  const text = content.replaceAll('\r\n', '\n')
  const header = (file.endsWith('.json') ? JSON_HEADER : COMMENT_HEADER).exec(text)
  if (!header) return { hash: null, body: text, header: '' }
  return { hash: HASH.exec(header[0])?.[1] ?? null, body: text.replace(header[0], ''), header: header[0] }
}

/** The text of a file as it would be with another body and its header left as it is. */
export function withBody(file: string, { header }: Derived, body: string): string {
  return file.endsWith('.json') ? body.replace('{\n', () => `{\n${header}`) : header + body
}

/** True when the body isn't the one that was derived. */
export function isEdited({ hash, body }: Pick<Derived, 'hash' | 'body'>): boolean {
  return hash !== hashOf(body)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
