import { describe, expect, test } from 'vitest'
import { NUMBER, stackOf } from '../../../test/support/carriers/bench.ts'
import type { SipState } from '../../core/sip-resources.ts'
import type { CarrierFacts } from './carrier.ts'
import type { ChainInput } from './chain-input.ts'
import { carrierChain } from './chain.ts'
import { carrierWant } from './want.ts'

const DOMAIN = 'my-stack.pstn.twilio.com'
const NETWORKS = { entries: ['54.172.60.0/30', '54.244.51.0/30'], source: 'https://example.com', read: '2026-01-01' }

const want = carrierWant(
  stackOf(
    {
      inbound: [{ name: 'in', numbers: [NUMBER] }],
      outbound: [{ name: 'out', address: DOMAIN, numbers: [NUMBER], authUsername: 'livekit', authPassword: '${SIP_PASSWORD}' }],
      carrier: { provider: 'twilio', outbound: { domain: DOMAIN } },
    },
    { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token-0123456789' },
  ),
)
const facts: CarrierFacts = {
  numbers: [{ number: NUMBER, owned: true, isOurs: true, leadsTo: 'trunk my-stack' }],
  routes: [{ host: 'livekit.example.com', port: 5060, transport: 'tcp', written: 'sip:livekit.example.com;transport=tcp', enabled: true }],
  termination: { domain: DOMAIN, alsoKnownAs: [], usernames: ['livekit'], addresses: null, secure: false },
}
const livekit: SipState = {
  inbound: [{ sipTrunkId: 'ST_1', name: 'in', numbers: ['+1 510-555-0100'], allowedAddresses: ['54.172.60.0/23', '54.244.51.0/30'] }],
  outbound: [{ sipTrunkId: 'ST_2', name: 'out', address: DOMAIN, numbers: [NUMBER], authUsername: 'livekit', authPassword: 'x' }],
  rules: [{ sipDispatchRuleId: 'SDR_1', name: 'to agent', trunkIds: ['ST_1'], roomConfig: { agents: [{ agentName: 'voice-agent' }] } }],
}

function chain(input: Partial<ChainInput> = {}) {
  return carrierChain({ want, facts, networks: NETWORKS, livekit, declared: {}, server: null, ...input })
}

/** The one link that is not in order. */
function fault(input: Partial<ChainInput>) {
  const faults = chain(input).filter(({ state }) => state !== 'ok')
  expect(faults, JSON.stringify(faults)).toHaveLength(1)
  return faults[0]
}

const withFacts = (part: Partial<CarrierFacts>) => ({ facts: { ...facts, ...part } })
const withLiveKit = (part: Partial<SipState>) => ({ livekit: { ...livekit, ...part } })
const inbound = (part: object) => withLiveKit({ inbound: [{ ...livekit.inbound[0], ...part }] })
const outbound = (part: object) => withLiveKit({ outbound: [{ ...livekit.outbound[0], ...part }] })

test('where all is right each link is told once, in the order of a call', () => {
  const links = chain()
  expect(links.map(({ way, link, state }) => `${way} ${link} ${state}`)).toEqual([
    'inbound number ok',
    'inbound route ok',
    'inbound trunk ok',
    'inbound networks ok',
    'inbound rule ok',
    'outbound domain ok',
    'outbound credentials ok',
  ])
  expect(links.every(({ fix }) => fix === null)).toBe(true)
})

describe('at the carrier', () => {
  test.each([
    [{ owned: false, isOurs: false, leadsTo: null }, 'is no number of this Twilio account'],
    [{ isOurs: false, leadsTo: null }, 'leads nowhere'],
    [{ isOurs: false, leadsTo: 'trunk PBX (TK1)' }, 'leads to trunk PBX (TK1), not to my-stack'],
  ])('number %j', (part, detail) => {
    const numbers = [{ number: NUMBER, owned: true, ...part }]
    expect(fault(withFacts({ numbers }))).toMatchObject({
      link: 'number',
      state: 'wrong',
      detail: expect.stringContaining(detail),
      fix: expect.any(String),
    })
  })

  const route = facts.routes?.[0]
  test.each<[string, CarrierFacts['routes'], string]>([
    ['no trunk', null, 'There is no my-stack at Twilio yet'],
    ['no route', [], 'leads nowhere'],
    ['one that is off', route ? [{ ...route, enabled: false }] : [], 'leads nowhere'],
    ['another host', route ? [{ ...route, host: 'old.example.com', written: 'sip:old.example.com' }] : [], 'sip:old.example.com'],
    ['another port', route ? [{ ...route, port: 5080 }] : [], 'not to sip:livekit.example.com:5060 over TCP'],
    ['another transport', route ? [{ ...route, transport: 'udp' }] : [], 'over TCP'],
  ])('%s', (_what, routes, detail) => {
    expect(fault(withFacts({ routes }))).toMatchObject({ link: 'route', state: 'wrong', detail: expect.stringContaining(detail) })
  })

  test('a second route takes a share of the calls', () => {
    const routes = route ? [route, { ...route, host: 'pbx.example.com', written: 'sip:pbx.example.com' }] : []
    expect(fault(withFacts({ routes }))).toMatchObject({
      link: 'route',
      state: 'warn',
      detail: expect.stringContaining('sip:pbx.example.com'),
    })
  })
})

describe("on LiveKit's side", () => {
  test.each([
    [{ numbers: ['+15105550199'] }, 'trunk', 'No inbound trunk of LiveKit takes +15105550100'],
    [{ allowedAddresses: ['54.172.60.0/30'] }, 'networks', 'refuses calls from 54.244.51.0/30'],
    [{ allowedAddresses: ['54.172.60.0/30', '54.244.51.0/31'] }, 'networks', '54.244.51.0/30'],
    [{ sipTrunkId: 'ST_9' }, 'rule', 'No dispatch rule is for calls of inbound trunk in'],
  ])('inbound trunk %j', (part, link, detail) => {
    expect(fault(inbound(part))).toMatchObject({ link, state: 'wrong', detail: expect.stringContaining(detail) })
  })

  test('two trunks for one number', () => {
    const both = [...livekit.inbound, { ...livekit.inbound[0], sipTrunkId: 'ST_3', name: 'double' }]
    expect(fault(withLiveKit({ inbound: both }))).toMatchObject({
      state: 'wrong',
      detail: expect.stringContaining('LiveKit refuses to choose'),
    })
  })

  test('a trunk without a number is for all that no other has', () => {
    const open = chain(withLiveKit({ inbound: [{ ...livekit.inbound[0], numbers: [] }] }))
    expect(open.every(({ state }) => state === 'ok')).toBe(true)
  })

  test('a trunk that lets everybody in is open, unless it asks for a password', () => {
    expect(fault(inbound({ allowedAddresses: [] }))).toMatchObject({
      link: 'networks',
      state: 'warn',
      fix: expect.stringContaining('54.172.60.0/30'),
    })
    const asking = chain(inbound({ allowedAddresses: [], authUsername: 'u', authPassword: 'p' }))
    expect(asking.every(({ state }) => state === 'ok')).toBe(true)
  })

  test('where the carrier publishes no networks that is unknown, and networks of voicectl.yaml take their place', () => {
    const none = { entries: [], source: '', read: '' }
    expect(fault({ networks: none })).toMatchObject({ link: 'networks', state: 'unknown' })
    const own = { ...want, networks: ['203.0.113.0/24'] }
    expect(fault({ networks: none, want: own })).toMatchObject({ state: 'wrong', detail: expect.stringContaining('203.0.113.0/24') })
  })

  test('a rule for all trunks will do, one that sends nobody is told', () => {
    expect(chain(withLiveKit({ rules: [{ ...livekit.rules[0], trunkIds: [] }] })).every(({ state }) => state === 'ok')).toBe(true)
    expect(fault(withLiveKit({ rules: [{ name: 'r', trunkIds: ['ST_1'] }] }))).toMatchObject({ link: 'rule', state: 'warn' })
  })

  test('what could not be seen is unknown, both ways', () => {
    const links = chain({ livekit: { unseen: 'ECONNREFUSED' } })
    expect(links.filter(({ state }) => state === 'unknown').map(({ way }) => way)).toEqual(['inbound', 'outbound'])
  })
})

describe('calls that go out', () => {
  test.each([
    [{ address: 'sip.example.com' }, 'domain', 'calls sip.example.com, not my-stack.pstn.twilio.com'],
    [{ authUsername: undefined }, 'credentials', 'has no user name'],
    [{ authUsername: 'somebody' }, 'credentials', 'Twilio does not know user somebody'],
  ])('outbound trunk %j', (part, link, detail) => {
    expect(fault(outbound(part))).toMatchObject({ way: 'outbound', link, state: 'wrong', detail: expect.stringContaining(detail) })
  })

  test('a port at the address, and another name for the same, are right', () => {
    const alias = { termination: { ...(facts.termination ?? never()), alsoKnownAs: ['my-stack.pstn.ashburn.twilio.com'] } }
    const links = chain({ ...withFacts(alias), ...outbound({ address: 'MY-STACK.pstn.ashburn.twilio.com:5060' }) })
    expect(links.every(({ state }) => state === 'ok')).toBe(true)
  })

  test('no trunk at all, and none at the carrier', () => {
    expect(fault(withLiveKit({ outbound: [] }))).toMatchObject({ link: 'trunk', detail: expect.stringContaining('outbound trunk out') })
    expect(fault(withFacts({ termination: null }))).toMatchObject({ link: 'domain', detail: 'Twilio does not take calls of my-stack yet' })
  })

  test('a carrier that asks nobody who calls, and one that lets in from elsewhere', () => {
    const termination = facts.termination ?? never()
    expect(fault(withFacts({ termination: { ...termination, usernames: null } }))).toMatchObject({ link: 'credentials', state: 'wrong' })
    const byAddress = { ...want, outbound: { ...(want.outbound ?? never()), allowedAddresses: ['203.0.113.4'] } }
    expect(fault({ want: byAddress, ...withFacts({ termination: { ...termination, addresses: ['203.0.113.5/32'] } }) })).toMatchObject({
      state: 'wrong',
      detail: expect.stringContaining('203.0.113.4'),
    })
    const right = chain({ want: byAddress, ...withFacts({ termination: { ...termination, addresses: ['203.0.113.4/32'] } }) })
    expect(right.every(({ state }) => state === 'ok')).toBe(true)
  })

  test('TLS and SRTP are asked for where secure is', () => {
    const secure = { ...want, secure: true }
    const termination = { ...(facts.termination ?? never()), secure: true }
    expect(fault({ want: secure, ...withFacts({ termination }) })).toMatchObject({
      link: 'secure',
      detail: expect.stringContaining('TLS and SRTP'),
    })
    const right = { transport: 'SIP_TRANSPORT_TLS', media: { encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE' } }
    expect(chain({ want: secure, ...withFacts({ termination }), ...outbound(right) }).every(({ state }) => state === 'ok')).toBe(true)
  })

  test('a password that LiveKit keeps to itself is unknown; a caller number that nobody knows as ours, too', () => {
    expect(fault(outbound({ authPassword: undefined }))).toMatchObject({ link: 'credentials', state: 'unknown' })
    expect(fault(outbound({ numbers: ['+15105550177'] }))).toMatchObject({ link: 'caller-id', state: 'unknown' })
  })

  test('nothing is said of them where none are wanted', () => {
    expect(chain({ want: { ...want, outbound: null } }).every(({ way }) => way === 'inbound')).toBe(true)
  })
})

describe('what is declared, and not applied yet', () => {
  const declared = {
    inbound: [{ name: 'in', numbers: ['+1 510 555 0100'], allowedAddresses: NETWORKS.entries }],
    outbound: [
      {
        name: 'out',
        address: DOMAIN,
        transport: 'tls' as const,
        numbers: [NUMBER],
        authUsername: 'livekit',
        authPassword: '${SIP_PASSWORD}',
        media: { encryption: 'require' as const },
      },
    ],
    dispatch: [{ name: 'to agent', trunks: ['in'], rule: { individual: {} } }],
  }
  const secure = {
    want: { ...want, secure: true },
    ...withFacts({ termination: { ...(facts.termination ?? never()), secure: true } }),
  }

  test.each<[string, Partial<ChainInput>, string]>([
    ['a number', inbound({ numbers: ['+15105550199'] }), 'Add it to numbers'],
    ['networks', inbound({ allowedAddresses: ['54.172.60.0/30'] }), 'Add it to allowedAddresses'],
    ['addresses of an open trunk', inbound({ allowedAddresses: [] }), 'Set allowedAddresses'],
    ['a rule', withLiveKit({ rules: [] }), 'Add one to sip.dispatch'],
    ['an address', outbound({ address: 'sip.example.com' }), 'Change it in sip.outbound'],
    ['a user', outbound({ authUsername: undefined }), 'Change it in sip.outbound'],
    ['TLS', secure, 'Set transport: tls'],
  ])('%s is told to be applied; what is not declared, to be declared before', (_what, input, declareIt) => {
    expect(fault({ ...input, declared })?.fix).toBe('voicectl sip apply')
    expect(fault(input)?.fix).toMatch(new RegExp(`^${declareIt}.*, then: voicectl sip apply$`))
  })

  test('an outbound trunk', () => {
    expect(fault({ ...withLiveKit({ outbound: [] }), declared })?.fix).toBe('voicectl sip apply')
  })

  test('a trunk that is declared to let in others only is to be changed first', () => {
    const elsewhere = { inbound: [{ name: 'in', numbers: [NUMBER], allowedAddresses: ['203.0.113.0/24'] }] }
    expect(fault({ ...inbound({ allowedAddresses: ['203.0.113.0/24'] }), declared: elsewhere })?.fix).toContain('Add them')
  })
})

test('three trunks for one number are all named', () => {
  const inboundTrunks = ['a', 'b', 'c'].map((name) => ({ ...livekit.inbound[0], sipTrunkId: name, name }))
  expect(fault(withLiveKit({ inbound: inboundTrunks }))?.detail).toContain('Inbound trunks a, b and c all take')
})

test('of a carrier that nobody can ask only our side is told', () => {
  expect(chain({ facts: null }).map(({ link, state }) => `${link} ${state}`)).toEqual([
    'trunk ok',
    'networks ok',
    'rule ok',
    'credentials ok',
  ])
})

function never(): never {
  throw new Error('there is none')
}
