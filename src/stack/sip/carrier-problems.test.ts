import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { parseStack } from '../parse.ts'

const NUMBER = '+15105550100'
const DOMAIN = 'acme.pstn.twilio.com'

/** What is said of a stack whose carrier is given; `rest` takes the place of other blocks. */
function problemsOf(carrier: object, rest: Record<string, unknown> = {}): string[] {
  const { sip, ...blocks } = rest
  const whole = {
    version: 1,
    name: 'acme',
    target: 'self-hosted',
    livekit: { domain: 'livekit.example.com' },
    web: { domain: 'app.example.com' },
    telephony: { enabled: true },
    ...blocks,
    sip: {
      inbound: [{ name: 'in', numbers: [NUMBER] }],
      outbound: [{ name: 'out', address: DOMAIN, numbers: [NUMBER], authUsername: 'livekit', authPassword: '${SIP_PASSWORD}' }],
      ...(sip as object | undefined),
      carrier,
    },
  }
  return parseStack(stringify(whole), 'voicectl.yaml').problems.map(({ message }) => message)
}

test.each([
  [{ provider: 'twilio' }],
  [{ provider: 'twilio', outbound: { domain: DOMAIN }, region: 'ashburn', transfers: 'enable-all', secure: true }],
  [{ provider: 'signalwire', outbound: { allowedAddresses: ['203.0.113.4'] } }],
  [{ provider: 'telnyx', region: 'Europe', outbound: { destinations: ['DE'], concurrentCalls: 2, dailyLimit: 5 } }],
  [{ provider: 'plivo', outbound: {} }],
  [{ provider: 'other', name: 'My carrier 1', numbers: [NUMBER], sipHost: '203.0.113.4', port: 5080, transport: 'udp' }],
])('%j is well', (carrier) => {
  expect(problemsOf(carrier)).toEqual([])
})

test.each<[object, Record<string, unknown>, string]>([
  [{ provider: 'vonage' }, {}, 'sip.carrier.provider: expected one of twilio, signalwire, telnyx, plivo, other'],
  [{ provider: 'twilio', numbrs: [] }, {}, 'sip.carrier.numbrs: unknown key; did you mean numbers?'],
  [{ provider: 'twilio', credentials: { secret: 'in-clear-0123456789' } }, {}, 'sip.carrier.credentials.secret: expected a name in .env'],
  [
    { provider: 'twilio', outbound: { domain: DOMAIN, password: 'in-clear-0123456789' } },
    {},
    'sip.carrier.outbound.password: expected a name in .env',
  ],
  [{ provider: 'twilio' }, { target: 'cloud', livekit: { url: 'wss://a.livekit.cloud' } }, 'sip.carrier.sipHost: target cloud needs it'],
  [{ provider: 'twilio' }, { target: 'local', livekit: {} }, 'sip.carrier.sipHost: target local needs it'],
  [{ provider: 'twilio', sipHost: 'sip:host' }, {}, 'sip.carrier.sipHost: expected a host name'],
  [{ provider: 'twilio', secure: true, transport: 'udp' }, {}, 'sip.carrier.transport: expected tls'],
  [{ provider: 'twilio', region: 'moon' }, {}, 'sip.carrier.region: expected one of ashburn'],
  [{ provider: 'telnyx', region: 'ashburn' }, {}, 'sip.carrier.region: expected one of US'],
  [{ provider: 'telnyx', sipHost: '203.0.113.4' }, {}, 'sip.carrier.sipHost: Telnyx takes a host name'],
  [{ provider: 'telnyx', transfers: 'sip-only' }, {}, 'sip.carrier.transfers: has no effect with telnyx'],
  [{ provider: 'twilio', credentials: { space: 'acme' } }, {}, 'sip.carrier.credentials.space: has no effect with twilio'],
  [
    { provider: 'signalwire', outbound: { username: 'me', allowedAddresses: ['203.0.113.4'] } },
    {},
    'sip.carrier.outbound.username: has no effect',
  ],
  [{ provider: 'twilio', numbers: ['5105550100'] }, {}, ''],
  [{ provider: 'twilio', numbers: ['0800-HELLO'] }, {}, 'sip.carrier.numbers: expected + and country code in 0800-HELLO'],
  [
    { provider: 'twilio' },
    { sip: { inbound: [{ name: 'in', allowedAddresses: ['203.0.113.4'] }] } },
    'sip.carrier.numbers: expected at least one number',
  ],
  [{ provider: 'twilio', networks: ['sip.twilio.com'] }, {}, 'sip.carrier.networks: expected addresses'],
  [{ provider: 'twilio', outbound: {} }, {}, 'sip.carrier.outbound.domain: Twilio needs it'],
  [{ provider: 'twilio', outbound: { domain: 'sip.example.com' } }, {}, 'sip.carrier.outbound.domain: Twilio needs it'],
  [{ provider: 'twilio', outbound: { domain: DOMAIN, trunk: 'none' } }, {}, 'sip.carrier.outbound.trunk: there is no outbound trunk none'],
  [
    { provider: 'twilio', outbound: { domain: DOMAIN } },
    {
      sip: { outbound: ['a', 'b'].map((name) => ({ name, address: DOMAIN, numbers: [NUMBER], authUsername: 'u', authPassword: '${P}' })) },
    },
    'sip.carrier.outbound.trunk: expected one of a, b',
  ],
  [
    { provider: 'twilio', outbound: { domain: DOMAIN } },
    { sip: { outbound: [] } },
    'sip.carrier.outbound.username: Twilio needs a user name',
  ],
  [
    { provider: 'twilio', outbound: { domain: DOMAIN, username: 'u' } },
    { sip: { outbound: [] } },
    'sip.carrier.outbound.username: expected a user name with a password',
  ],
  [
    { provider: 'twilio', outbound: { domain: DOMAIN, username: 'u'.repeat(33) } },
    {},
    'sip.carrier.outbound.username: Twilio takes at most 32',
  ],
  [{ provider: 'telnyx', outbound: { username: 'with-dash' } }, {}, 'sip.carrier.outbound.username: Telnyx takes 4 to 32'],
  [{ provider: 'twilio', baseUrl: 'https://proxy.example.com/twilio' }, {}, ''],
  [{ provider: 'twilio', baseUrl: 'http://127.0.0.1:8080' }, {}, ''],
  [{ provider: 'twilio', baseUrl: 'http://[::1]:8080/' }, {}, ''],
  [{ provider: 'twilio', baseUrl: 'http://api.localhost:8080' }, {}, ''],
  [
    { provider: 'twilio', baseUrl: 'http://proxy.example.com' },
    {},
    'sip.carrier.baseUrl: expected https://, as http:// sends the credentials',
  ],
  [{ provider: 'twilio', baseUrl: 'http://127.0.0.1.example.com' }, {}, 'sip.carrier.baseUrl: expected https://'],
  [{ provider: 'twilio', baseUrl: 'http://10.0.0.5' }, {}, 'sip.carrier.baseUrl: expected https://'],
  [{ provider: 'twilio', baseUrl: 'wss://proxy.example.com' }, {}, 'sip.carrier.baseUrl: expected an https:// URL'],
  [{ provider: 'twilio', baseUrl: 'https://[' }, {}, 'sip.carrier.baseUrl: expected an https:// URL'],
  [{ provider: 'twilio', baseUrl: 'https://me:pass@proxy.example.com' }, {}, 'sip.carrier.baseUrl: expected no user and password'],
  [{ provider: 'twilio', baseUrl: 'https://proxy.example.com/?to=twilio' }, {}, 'sip.carrier.baseUrl: expected no ?'],
  [{ provider: 'signalwire', outbound: {} }, {}, 'sip.carrier.outbound.allowedAddresses: SignalWire needs the addresses'],
])('%j is told: %j', (carrier, rest, expected) => {
  const problems = problemsOf(carrier, rest)
  if (expected === '') expect(problems).toEqual([])
  else expect(problems).toEqual([expect.stringContaining(expected)])
})

test('all that is wrong is told at once', () => {
  const carrier = {
    provider: 'telnyx',
    transfers: 'sip-only',
    secure: true,
    transport: 'tcp',
    outbound: { domain: DOMAIN, username: 'x y' },
  }
  expect(problemsOf(carrier)).toHaveLength(4)
})
