import { firstValue } from '../../stack/first-value.ts'
import { carriers } from '../../stack/sip/carrier-names.ts'
import type { HttpAnswer } from '../ask-http.ts'
import { carrierProbe, type Carrier } from '../carrier-probe.ts'
import { bodyOf, type KeyVerdict } from '../key-verdict.ts'
import type { Probe } from '../probe.ts'

const { secret: KEY = [] } = carriers.telnyx.names

/** Telnyx, by its balance: an account at zero takes no calls. */
export function telnyx(baseUrl = 'https://api.telnyx.com'): Carrier {
  return {
    id: 'telnyx',
    names: [KEY],
    question: (env) => ({ url: `${baseUrl}/v2/balance`, headers: { Authorization: `Bearer ${firstValue(env, KEY)}` } }),
    verdict: balanceVerdict,
  }
}

function balanceVerdict(answer: HttpAnswer): KeyVerdict | null {
  const { data } = bodyOf(answer) as { data?: { available_credit?: unknown; balance?: unknown } }
  const left = Number(data?.available_credit ?? data?.balance ?? Number.NaN)
  return answer.status === 200 && left <= 0 ? { kind: 'no-credit', note: 'no credit is left' } : null
}

export const probe: Probe = carrierProbe(telnyx())
