import { z } from 'zod'
import { isE164 } from '../sip-numbers.ts'

/** What a transfer can go to, as LiveKit takes it. */
const URI = /^(?:tel:\+[1-9]\d{6,14}|sips?:[^\s@<>"]+@[^\s@<>"]+)$/

const name = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'expected a name of lower-case letters, digits, dashes and underscores')
const uri = z.string().regex(URI, 'expected tel:+… with the country code, or sip:user@host')

export const transferTargets = z
  .record(name, uri)
  .optional()
  .describe('Whom the agent may hand callers over to, and nobody else: name: tel:+15105550100 or sip:desk@pbx.example.com.')

/** The URI that a number, or a URI as it is, stands for; null for anything else. */
export function transferUri(text: string): string | null {
  if (isE164(text)) return `tel:${text}`
  return URI.test(text) ? text : null
}
