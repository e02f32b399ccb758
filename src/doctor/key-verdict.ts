import type { HttpAnswer } from './ask-http.ts'

/** What a service's answer says of the credentials that it was asked with. */
export interface KeyVerdict {
  /**
   * - `valid`: accepted
   * - `refused`: not known there, or without the right
   * - `no-credit`: accepted, but nothing left to pay with
   * - `limited`: too many requests just now
   * - `odd`: an answer that says nothing of the key
   */
  kind: 'valid' | 'refused' | 'no-credit' | 'limited' | 'odd'
  /** A few words more. */
  note: string
}

const CREDIT = /quota|credit|balance|billing|insufficient|payment/i
/** Keys may be allowed to do their work only, and not to read what we ask for; whoever is told so is known there. */
const NARROW = /missing_permissions?|missing scopes?|insufficient permissions/i

/** Reads an answer as nearly all services mean it. */
export function verdictOf({ status, text }: Pick<HttpAnswer, 'status' | 'text'>): KeyVerdict {
  if (status === 101 || (status >= 200 && status < 300)) return { kind: 'valid', note: '' }
  if ((status === 401 || status === 403) && NARROW.test(text)) return { kind: 'valid', note: 'for some things only' }
  if ((status === 401 || status === 403) && /quota_exceeded/i.test(text)) return { kind: 'no-credit', note: String(status) }
  if (status === 401 || status === 403) return { kind: 'refused', note: String(status) }
  // Google's way.
  if (status === 400 && /api.?key/i.test(text)) return { kind: 'refused', note: '400' }
  if (status === 402) return { kind: 'no-credit', note: '402' }
  if (status === 429) return { kind: CREDIT.test(text) ? 'no-credit' : 'limited', note: '429' }
  return { kind: 'odd', note: `it answers ${status}` }
}

/** The object in an answer's body; empty where there is none. */
export function bodyOf({ text }: Pick<HttpAnswer, 'text'>): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
