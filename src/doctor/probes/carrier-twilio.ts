import { accountVerdict, basic, carrierProbe, valueOf, type Carrier } from '../carrier-probe.ts'
import type { Probe } from '../probe.ts'

const SID = ['TWILIO_ACCOUNT_SID']
const KEY = ['TWILIO_API_KEY', 'TWILIO_API_KEY_SID']
const SECRET = ['TWILIO_AUTH_TOKEN', 'TWILIO_API_SECRET', 'TWILIO_API_KEY_SECRET']

/** Twilio; an API key and its secret may stand in for the account's token. */
export function twilio(baseUrl = 'https://api.twilio.com'): Carrier {
  return {
    id: 'twilio',
    label: 'Twilio',
    keyPage: 'https://console.twilio.com',
    names: [SID, SECRET],
    question: (env) => {
      const [sid, key, token] = [valueOf(env, SID), valueOf(env, KEY), valueOf(env, ['TWILIO_AUTH_TOKEN'])]
      const user = token === null ? (key ?? sid) : sid
      return {
        url: `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(sid ?? '')}.json`,
        headers: basic(user, token ?? valueOf(env, SECRET)),
      }
    },
    verdict: accountVerdict,
  }
}

export const probe: Probe = carrierProbe(twilio())
