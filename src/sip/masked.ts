import type { SipResource, SipState } from '../core/sip-resources.ts'
import { SECRET_FIELDS } from '../stack/sip/references.ts'
import { mapTextsIn } from '../stack/sip/secret-texts.ts'

/** What stands for a secret. */
export const HIDDEN = '••••••'

/** A state, or one trunk or rule, as it may be shown: that there is a secret stays to be seen, what it is does not. */
export function masked<T extends SipState | SipResource>(value: T): T {
  return mapTextsIn(value, SECRET_FIELDS, (text) => (text === '' ? '' : HIDDEN))
}
