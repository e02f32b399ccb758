import { z } from 'zod'
import { isE164 } from '../sip-numbers.ts'
import { sipForms } from './forms.ts'

export const transferTargets = z
  .record(z.string().regex(...sipForms.targetName), z.string().regex(...sipForms.targetUri))
  .optional()
  .describe('Whom the agent may hand callers over to, and nobody else: name: tel:+15105550100 or sip:desk@pbx.example.com.')

/** The URI that a number, or a URI as it is, stands for; null for anything else. */
export function transferUri(text: string): string | null {
  if (isE164(text)) return `tel:${text}`
  return sipForms.targetUri[0].test(text) ? text : null
}
