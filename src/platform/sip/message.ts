import { parseSipAddress } from './address.ts'

/** A message as it came. */
export interface SipMessage {
  /** What it answers with, or what it asks for. */
  start: { kind: 'response'; status: number; reason: string } | { kind: 'request'; method: string; uri: string }
  headers: SipHeaders
  body: string
}

export type SipResponse = SipMessage & { start: { kind: 'response' } }
export type SipRequest = SipMessage & { start: { kind: 'request' } }

/** The part of a Via that says how a request came there. */
export interface Via {
  branch: string | null
  received: string | null
  rport: number | null
}

/** More than any head that is meant for a person's call. */
export const LONGEST_HEAD = 64 * 1024
const COMPACT: Record<string, string> = {
  c: 'content-type',
  f: 'from',
  i: 'call-id',
  l: 'content-length',
  m: 'contact',
  s: 'subject',
  t: 'to',
  v: 'via',
}
const LONGEST_SAID = 200

/** Header fields by name, also by its short form; names in small letters. */
export class SipHeaders {
  readonly #values = new Map<string, string[]>()

  add(name: string, value: string): void {
    const small = name.toLowerCase()
    const full = COMPACT[small] ?? small
    const before = this.#values.get(full)
    if (before) before.push(value)
    else this.#values.set(full, [value])
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  first(name: string): string | null {
    return this.#values.get(name)?.[0] ?? null
  }

  /** Each value of a header that may hold several, in their order. */
  list(name: string): string[] {
    return this.all(name).flatMap((value) => splitList(value))
  }
}

/** A message, or null for what is none. Takes any text in time that grows with its length only. */
export function parseSipMessage(text: string): SipMessage | null {
  const head = headOf(text)
  const [first = '', ...lines] = text.slice(0, Math.min(head.end, LONGEST_HEAD)).split(/\r?\n/)
  const start = startOf(first)
  if (start === null) return null
  const headers = new SipHeaders()
  for (const line of unfolded(lines)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.add(line.slice(0, colon).trim(), line.slice(colon + 1).trim())
  }
  return { start, headers, body: text.slice(head.bodyFrom) }
}

export function isResponse(message: SipMessage): message is SipResponse {
  return message.start.kind === 'response'
}

/** Where the head of a message ends and its body begins; the whole text where the blank line is not there yet. */
export function headOf(text: string, from = 0): { end: number; bodyFrom: number; isWhole: boolean } {
  const blank = /\r?\n\r?\n/g
  blank.lastIndex = from
  const match = blank.exec(text)
  if (match === null) return { end: text.length, bodyFrom: text.length, isWhole: false }
  return { end: match.index, bodyFrom: match.index + match[0].length, isWhole: true }
}

/** The first Via, which is ours in an answer to us. */
export function topVia(headers: SipHeaders): Via {
  const [, ...params] = (headers.list('via')[0] ?? '').split(';')
  const values = new Map(params.map((param) => pairOf(param)))
  const rport = Number(values.get('rport') || Number.NaN)
  return {
    branch: values.get('branch') ?? null,
    received: values.get('received')?.replaceAll(/[[\]]/g, '') || null,
    rport: Number.isInteger(rport) && rport > 0 && rport < 65_536 ? rport : null,
  }
}

/** The tag of a From or To. */
export function tagOf(value: string | null): string | null {
  const params = (value ?? '').slice((value ?? '').lastIndexOf('>') + 1).split(';')
  return params.map((param) => pairOf(param)).find(([name]) => name === 'tag')?.[1] || null
}

/** `CSeq: 2 INVITE`. */
export function cseqOf(headers: SipHeaders): { number: number; method: string } | null {
  const [, number, method] = /^(\d{1,10})\s+([A-Za-z]+)$/.exec(headers.first('cseq') ?? '') ?? []
  return number === undefined || method === undefined ? null : { number: Number(number), method: method.toUpperCase() }
}

/** Program and version, where it says so. */
export function programOf(headers: SipHeaders): string | null {
  return (headers.first('server') ?? headers.first('user-agent'))?.slice(0, LONGEST_SAID / 2) || null
}

/** The host of its first Contact: where it wants what follows. */
export function contactHostOf(headers: SipHeaders): string | null {
  return parseSipAddress(headers.list('contact')[0] ?? '')?.host ?? null
}

/** A header's values cut at the commas that are in no quotes and no brackets. */
export function splitList(value: string): string[] {
  const parts: string[] = []
  let [from, quoted, bracketed] = [0, false, false]
  for (let at = 0; at < value.length; at++) {
    const character = value[at]
    if (quoted && character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === '<') bracketed = true
    else if (!quoted && character === '>') bracketed = false
    else if (!quoted && !bracketed && character === ',') {
      parts.push(value.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...parts, value.slice(from).trim()].filter((part) => part !== '')
}

function startOf(line: string): SipMessage['start'] | null {
  const [, status, reason] = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(line) ?? []
  if (status !== undefined) return { kind: 'response', status: Number(status), reason: (reason ?? '').trim().slice(0, LONGEST_SAID) }
  const [, method, uri] = /^([A-Z]{2,20}) (\S+) SIP\/2\.0$/.exec(line) ?? []
  return method === undefined || uri === undefined ? null : { kind: 'request', method, uri }
}

/** A line that begins with white space goes on with the one before it. */
function unfolded(lines: readonly string[]): string[] {
  const whole: string[][] = []
  for (const line of lines) {
    const last = whole.at(-1)
    if (/^[ \t]/.test(line) && last) last.push(line.trim())
    else whole.push([line])
  }
  return whole.map((parts) => parts.join(' '))
}

function pairOf(param: string): [name: string, value: string] {
  const [name = '', ...value] = param.split('=')
  return [name.trim().toLowerCase(), value.join('=').trim()]
}
