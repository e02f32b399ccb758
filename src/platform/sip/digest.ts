import { createHash } from 'node:crypto'
import { splitList, type SipHeaders } from './message.ts'

export interface Credentials {
  username: string
  password: string
}

/** What a server wants to be answered by a hash of the password (RFC 7616, RFC 8760). */
export interface Challenge {
  /** The header that the answer goes into. */
  answerIn: 'Authorization' | 'Proxy-Authorization'
  realm: string
  nonce: string
  algorithm: Algorithm
  opaque: string | null
  hasQop: boolean
  /** The password was right, the nonce too old. */
  isStale: boolean
}

export interface DigestQuestion extends Credentials {
  method: string
  uri: string
  /** Ours, unique to this answer. */
  cnonce: string
}

/** By strength, the best first. */
const HASHES = { 'SHA-256': 'sha256', MD5: 'md5' } as const
type Algorithm = keyof typeof HASHES

/** The strongest challenge of a 401 or 407 that can be answered; null where there is none. */
export function challengeIn(headers: SipHeaders): Challenge | null {
  const found = [
    ...headers.all('proxy-authenticate').map((value) => challengeOf(value, 'Proxy-Authorization')),
    ...headers.all('www-authenticate').map((value) => challengeOf(value, 'Authorization')),
  ].filter((challenge) => challenge !== null)
  const byStrength = Object.keys(HASHES)
  return found.toSorted((a, b) => byStrength.indexOf(a.algorithm) - byStrength.indexOf(b.algorithm))[0] ?? null
}

/** The value of the header that answers a challenge. */
export function digestAnswer(challenge: Challenge, { username, password, method, uri, cnonce }: DigestQuestion): string {
  const { realm, nonce, algorithm, opaque, hasQop } = challenge
  const hash = (text: string) => createHash(HASHES[algorithm]).update(text, 'utf8').digest('hex')
  const count = '00000001'
  const secret = hash(`${username}:${realm}:${password}`)
  const asked = hash(`${method}:${uri}`)
  const response = hasQop ? hash(`${secret}:${nonce}:${count}:${cnonce}:auth:${asked}`) : hash(`${secret}:${nonce}:${asked}`)
  const parts = [
    `username="${escaped(username)}"`,
    `realm="${escaped(realm)}"`,
    `nonce="${escaped(nonce)}"`,
    `uri="${escaped(uri)}"`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(hasQop ? ['qop=auth', `nc=${count}`, `cnonce="${escaped(cnonce)}"`] : []),
    ...(opaque === null ? [] : [`opaque="${escaped(opaque)}"`]),
  ]
  return `Digest ${parts.join(', ')}`
}

function challengeOf(value: string, answerIn: Challenge['answerIn']): Challenge | null {
  const [, rest] = /^Digest\s+(.*)$/is.exec(value) ?? []
  if (rest === undefined) return null
  const values = new Map(splitList(rest).map((part) => pairOf(part)))
  const [realm, nonce] = [values.get('realm'), values.get('nonce')]
  const algorithm = (Object.keys(HASHES) as Algorithm[]).find((name) => name === (values.get('algorithm') ?? 'MD5').toUpperCase())
  const qop = values.get('qop')?.split(',') ?? []
  const canQop = qop.some((each) => each.trim().toLowerCase() === 'auth')
  // What only takes auth-int wants a hash of the body too; nobody in telephony does.
  if (realm === undefined || nonce === undefined || algorithm === undefined || (qop.length > 0 && !canQop)) return null
  return {
    answerIn,
    realm,
    nonce,
    algorithm,
    opaque: values.get('opaque') ?? null,
    hasQop: canQop,
    isStale: values.get('stale')?.toLowerCase() === 'true',
  }
}

function pairOf(part: string): [name: string, value: string] {
  const equals = part.indexOf('=')
  const value = part.slice(equals + 1).trim()
  const bare = value.startsWith('"') ? value.slice(1, value.endsWith('"') ? -1 : undefined).replaceAll(/\\(.)/gs, '$1') : value
  return [part.slice(0, Math.max(equals, 0)).trim().toLowerCase(), bare]
}

function escaped(text: string): string {
  return text.replaceAll(/[\r\n]/g, '').replaceAll(/["\\]/g, '\\$&')
}
