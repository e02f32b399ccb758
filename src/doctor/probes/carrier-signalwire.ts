import { firstValue } from '../../stack/first-value.ts'
import { carriers, hostOfSpace } from '../../stack/sip/carrier-names.ts'
import { accountVerdict, basic, carrierProbe, type Carrier } from '../carrier-probe.ts'
import type { Probe } from '../probe.ts'

const { account: PROJECT = [], secret: TOKEN = [], space: SPACE = [] } = carriers.signalwire.names

/** SignalWire; the space is a name, a host or a URL, as people have it. */
export function signalwire(baseUrl: string | null = null): Carrier {
  return {
    id: 'signalwire',
    names: [PROJECT, TOKEN, SPACE],
    question: (env) => {
      const origin = baseUrl ?? `https://${hostOfSpace(firstValue(env, SPACE) ?? '')}`
      return {
        url: `${origin}/api/laml/2010-04-01/Accounts/${encodeURIComponent(firstValue(env, PROJECT) ?? '')}.json`,
        headers: basic(firstValue(env, PROJECT), firstValue(env, TOKEN)),
      }
    },
    verdict: accountVerdict,
  }
}

export const probe: Probe = carrierProbe(signalwire())
