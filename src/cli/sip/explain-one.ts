import { Failure } from '../../core/failure.ts'
import { explainCall, type Explanation } from '../../sip/explain/explain-call.ts'
import { callSource, type SourceRequest } from './call-source.ts'

/** A call as flags tell of it. */
export interface CallFlags {
  from?: string | undefined
  to?: string | undefined
  ip?: string | undefined
  host?: string | undefined
  pin?: string | undefined
}

/** What happens to one call. Raises CALL_INCOMPLETE, and as callSource does. */
export async function explainOne({ from, to, ip = '', host = '', pin = '' }: CallFlags, request: SourceRequest): Promise<Explanation> {
  if (from === undefined || to === undefined)
    throw incomplete([...(from === undefined ? ['--from'] : []), ...(to === undefined ? ['--to'] : [])])
  return explainCall({ from, to, ip, host, pin, noPin: false }, await callSource(request))
}

function incomplete(missing: readonly string[]): Failure {
  return new Failure({
    code: 'CALL_INCOMPLETE',
    message: `A call has two ends: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    fix: [{ text: 'Give both', command: 'voicectl sip explain --from +15550001111 --to +15551234567' }],
    exit: 2,
  })
}
