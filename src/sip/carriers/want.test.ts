import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { NUMBER, SIP_PASSWORD, stackOf } from '../../../test/support/carriers/bench.ts'
import { Failure } from '../../core/failure.ts'
import { parseStack } from '../../stack/parse.ts'
import { carrierWant, secretsOfWant } from './want.ts'

const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'the-token-of-the-account' }
const inbound = [
  { name: 'in', numbers: ['+1 510 555-0100', NUMBER] },
  { name: 'other', numbers: ['+15105550101'] },
]
const outbound = [
  { name: 'out', address: 'x.pstn.twilio.com', numbers: [NUMBER], authUsername: 'livekit', authPassword: '${SIP_PASSWORD}' },
]
const domain = 'x.pstn.twilio.com'

describe('what follows from the stack', () => {
  test('name, numbers, host and transport', () => {
    expect(carrierWant(stackOf({ inbound, carrier: { provider: 'twilio' } }, TWILIO))).toMatchObject({
      name: 'my-stack',
      numbers: [NUMBER, '+15105550101'],
      target: { host: 'livekit.example.com', port: 5060, transport: 'tcp' },
      outbound: null,
      baseUrl: null,
    })
  })

  test('TLS has a port of its own', () => {
    const secure = stackOf({ inbound, carrier: { provider: 'twilio', secure: true, sipHost: 'sip.example.com' } }, TWILIO)
    expect(carrierWant(secure).target).toEqual({ host: 'sip.example.com', port: 5061, transport: 'tls' })
  })

  test('user and password are those of the outbound trunk, or others where they are said', () => {
    const own = stackOf({ inbound, outbound, carrier: { provider: 'twilio', outbound: { domain } } }, TWILIO)
    expect(carrierWant(own).outbound).toMatchObject({
      trunk: 'out',
      username: 'livekit',
      password: SIP_PASSWORD,
      passwordName: 'SIP_PASSWORD',
    })
    const said = { domain, username: 'me', password: '${OTHER}' }
    const other = stackOf({ inbound, outbound, carrier: { provider: 'twilio', outbound: said } }, { ...TWILIO, OTHER: 'Other4Password9' })
    expect(carrierWant(other).outbound).toMatchObject({ username: 'me', password: 'Other4Password9', passwordName: 'OTHER' })
  })

  test('SignalWire asks for no password, so that none is needed for it', () => {
    const stack = stackOf(
      { inbound, outbound, carrier: { provider: 'signalwire', outbound: { allowedAddresses: ['203.0.113.4'] } } },
      { SIGNALWIRE_SPACE: 'acme', SIGNALWIRE_PROJECT_ID: 'p', SIGNALWIRE_API_TOKEN: 'the-token-of-the-space', SIP_PASSWORD: '' },
    )
    expect(carrierWant(stack).outbound).toMatchObject({ username: null, password: null })
  })
})

test('calls of LiveKit Cloud come from its own networks, and those let SignalWire know them', () => {
  const { config, env } = stackOf(
    {
      inbound,
      outbound,
      carrier: { provider: 'signalwire', sipHost: 'abc.sip.livekit.cloud', outbound: { allowedAddresses: ['203.0.113.4'] } },
    },
    { SIGNALWIRE_SPACE: 'acme', SIGNALWIRE_PROJECT_ID: 'p', SIGNALWIRE_API_TOKEN: 'the-token-of-the-space' },
  )
  const { carrier } = config.sip ?? {}
  const cloud = { ...config, target: 'cloud' as const, sip: { ...config.sip, carrier: carrier && { ...carrier, outbound: {} } } }
  expect(carrierWant({ config: cloud, env }).outbound?.allowedAddresses).toEqual(['143.223.88.0/21', '161.115.160.0/19', '153.57.128.0/18'])
  expect(carrierWant({ config, env }).outbound?.allowedAddresses).toEqual(['203.0.113.4'])
})

describe('credentials', () => {
  const of = (env: Record<string, string>, credentials?: object) =>
    carrierWant(stackOf({ inbound, carrier: { provider: 'twilio', ...(credentials ? { credentials } : {}) } }, env)).credentials

  test('are those of the usual names, the account’s token before a key', () => {
    expect(of({ ...TWILIO, TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 's' })).toEqual({ account: 'AC1', secret: TWILIO.TWILIO_AUTH_TOKEN })
    expect(of({ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_API_KEY_SID: 'SK1', TWILIO_API_KEY_SECRET: 's2' })).toEqual({
      account: 'AC1',
      key: 'SK1',
      secret: 's2',
    })
  })

  test('or those that voicectl.yaml refers to', () => {
    const env = { MY_SID: 'AC9', MY_TOKEN: 'another-token-0123456789' }
    expect(of(env, { account: '${MY_SID}', secret: '${MY_TOKEN}' })).toEqual({ account: 'AC9', secret: env.MY_TOKEN })
  })

  test('that are not set are all named at once, with the secrets that are missing', () => {
    const stack = stackOf({ inbound, outbound, carrier: { provider: 'twilio', outbound: { domain } } }, { SIP_PASSWORD: '' })
    const bare = { config: stack.config, env: new Map([...stack.env].filter(([name]) => name !== 'SIP_PASSWORD')) }
    expect(() => carrierWant(bare)).toThrow(
      expect.objectContaining({
        code: 'CARRIER_SECRET_MISSING',
        message: 'SIP_PASSWORD, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set',
        exit: 2,
      }),
    )
  })

  test('and passwords are what must not be shown; accounts may be', () => {
    const want = carrierWant(stackOf({ inbound, outbound, carrier: { provider: 'twilio', outbound: { domain } } }, TWILIO))
    expect(secretsOfWant(want)).toEqual([TWILIO.TWILIO_AUTH_TOKEN, SIP_PASSWORD])
  })
})

const BASES = {
  local: { target: 'local' },
  'self-hosted': { target: 'self-hosted', livekit: { domain: 'livekit.example.com' }, web: { domain: 'app.example.com' } },
  cloud: { target: 'cloud', livekit: { url: 'wss://acme.livekit.cloud' } },
} as const

describe.each(['local', 'self-hosted', 'cloud'] as const)('a stack of target %s that names no carrier', (target) => {
  test.each([
    ['has telephony off and no sip block', { telephony: {} }],
    ['has a sip block without a number', { telephony: { enabled: true }, sip: {} }],
    ['has an inbound trunk', { telephony: { enabled: true }, sip: { inbound } }],
  ] as const)('and %s is told what to add, which then is right', (_what, rest) => {
    const base = { version: 1, name: 'acme', ...BASES[target], ...rest }
    const { config } = parseStack(stringify(base), 'voicectl.yaml')
    const failure = failureOf(() => carrierWant({ config: config ?? never(), env: new Map() }))
    expect(failure).toMatchObject({ code: 'CARRIER_NOT_CONFIGURED', exit: 2 })
    const [add = '', ...others] = failure.fix.map(({ text }) => text)
    const added = parse(add.replace(/^[^:]*: /, '')) as { sip?: object }
    const isSet = others.some((text) => text.includes('telephony.enabled'))
    const followed = {
      ...base,
      ...(isSet ? { telephony: { enabled: true } } : {}),
      ...('sip' in base ? { sip: { ...base.sip, ...added } } : added),
    }
    expect(parseStack(stringify(followed), 'voicectl.yaml').problems).toEqual([])
  })
})

function failureOf(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
  }
  throw new Error('it did not fail')
}

function never(): never {
  throw new Error('it is no stack')
}
