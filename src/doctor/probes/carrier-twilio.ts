import { firstValue } from '../../stack/first-value.ts'
import { carriers } from '../../stack/sip/carrier-names.ts'
import { accountVerdict, basic, carrierProbe, type Carrier } from '../carrier-probe.ts'
import type { Probe } from '../probe.ts'

const { names, keySecret = [] } = carriers.twilio
const { account: SID = [], key: KEY = [], secret: TOKEN = [] } = names
const SECRET = [...TOKEN, ...keySecret]

/** Twilio; an API key and its secret may stand in for the account's token. */
export function twilio(baseUrl = 'https://api.twilio.com'): Carrier {
  return {
    id: 'twilio',
    names: [SID, SECRET],
    question: (env) => {
      const [sid, key, token] = [firstValue(env, SID), firstValue(env, KEY), firstValue(env, TOKEN)]
      const user = token === null ? (key ?? sid) : sid
      return {
        url: `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(sid ?? '')}.json`,
        headers: basic(user, token ?? firstValue(env, SECRET)),
      }
    },
    verdict: accountVerdict,
  }
}

export const probe: Probe = carrierProbe(twilio())
