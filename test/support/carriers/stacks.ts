import { NUMBER, stackOf } from './bench.ts'
import { TWILIO_SID, TWILIO_TOKEN } from './twilio.ts'

export const TWILIO_DOMAIN = 'my-stack.pstn.twilio.com'

type Stack = ReturnType<typeof stackOf>

/** A stack with Twilio at `url`; `carrier` and `env` add to it or take its place. */
export function twilioStack(url: string, carrier: object = {}, env: Record<string, string> = {}): Stack {
  return stackOf(
    {
      inbound: [{ name: 'in', numbers: [NUMBER] }],
      outbound: [{ name: 'out', address: TWILIO_DOMAIN, numbers: [NUMBER], authUsername: 'livekit', authPassword: '${SIP_PASSWORD}' }],
      carrier: { provider: 'twilio', outbound: { domain: TWILIO_DOMAIN }, baseUrl: url, ...carrier },
    },
    { TWILIO_ACCOUNT_SID: TWILIO_SID, TWILIO_AUTH_TOKEN: TWILIO_TOKEN, ...env },
  )
}
