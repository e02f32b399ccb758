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
  const { data } = bodyOf(answer) as { data?: { available_credit?: unknown; balance?: unknown } | null }
  const left = amountOf(data?.available_credit) ?? amountOf(data?.balance)
  return answer.status === 200 && left !== null && left <= 0 ? { kind: 'no-credit', note: 'no credit is left' } : null
}

/** An amount of money; null for what is none, which is not the same as nothing left. */
function amountOf(value: unknown): number | null {
  const isAmount = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
  return isAmount ? Number(value) : null
}

export const probe: Probe = carrierProbe(telnyx())
