import { NUMBER, stackOf } from './bench.ts'
import { SIGNALWIRE_PROJECT, SIGNALWIRE_TOKEN } from './signalwire.ts'
import { TELNYX_KEY } from './telnyx.ts'
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

/** The same with Telnyx. */
export function telnyxStack(url: string, carrier: object = {}, env: Record<string, string> = {}): Stack {
  return stackOf(
    {
      inbound: [{ name: 'in', numbers: [NUMBER] }],
      outbound: [{ name: 'out', address: 'sip.telnyx.com', numbers: [NUMBER], authUsername: 'livekit1', authPassword: '${SIP_PASSWORD}' }],
      carrier: { provider: 'telnyx', outbound: {}, baseUrl: url, ...carrier },
    },
    { TELNYX_API_KEY: TELNYX_KEY, ...env },
  )
}

/** The same with SignalWire. */
export function signalwireStack(url: string, carrier: object = {}, env: Record<string, string> = {}): Stack {
  return stackOf(
    {
      inbound: [{ name: 'in', numbers: [NUMBER] }],
      outbound: [{ name: 'out', address: 'acme-my-stack.dapp.signalwire.com', numbers: [NUMBER] }],
      carrier: { provider: 'signalwire', outbound: { allowedAddresses: ['203.0.113.4'] }, baseUrl: url, ...carrier },
    },
    { SIGNALWIRE_SPACE: 'acme', SIGNALWIRE_PROJECT_ID: SIGNALWIRE_PROJECT, SIGNALWIRE_API_TOKEN: SIGNALWIRE_TOKEN, ...env },
  )
}
