import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SipDispatchRule, SipInboundTrunk, SipOutboundTrunk, SipState } from '../../src/core/sip-resources.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { lacks } from '../support/require.ts'
import { applyTo, plainState, startSipStack, type SipStack } from '../support/sip-server.ts'

const [N1, N2, N3, N4] = ['+15550000001', '+15550000002', '+15550000003', '+15550000004'] as const

const inbound = (name: string, numbers: string[], more: SipInboundTrunk = {}): SipInboundTrunk => ({ name, numbers, ...more })
const rule = (name: string, trunkIds: string[], more: SipDispatchRule = {}): SipDispatchRule => ({
  name,
  trunkIds,
  rule: { dispatchRuleIndividual: { roomPrefix: 'call' } },
  ...more,
})
const outbound = (name: string, more: SipOutboundTrunk = {}): SipOutboundTrunk => ({
  name,
  address: 'acme.pstn.twilio.com',
  numbers: [N1],
  ...more,
})

/** Every field of the protocol, twice over. */
const FULL_INBOUND: [SipInboundTrunk, SipInboundTrunk] = [
  {
    name: 'full',
    metadata: '{"team":"a"}',
    numbers: [N1, N2],
    allowedAddresses: ['54.172.60.0/30'],
    allowedNumbers: [N3],
    authUsername: 'user',
    authPassword: 'password-one',
    authRealm: 'realm',
    headers: { 'X-A': 'a' },
    headersToAttributes: { 'X-In': 'in' },
    attributesToHeaders: { out: 'X-Out' },
    includeHeaders: 'SIP_X_HEADERS',
    ringingTimeout: '30s',
    maxCallDuration: '3600s',
    krispEnabled: true,
    media: { onlyListedCodecs: true, codecs: [{ name: 'PCMU', rate: 8000 }], encryption: 'SIP_MEDIA_ENCRYPT_ALLOW', mediaTimeout: '20s' },
  },
  {
    name: 'full',
    metadata: 'plain',
    numbers: [N2, N4],
    allowedAddresses: ['54.244.51.0/30', '1.2.3.4'],
    authUsername: 'user2',
    authPassword: 'password-two',
    headers: { 'X-B': 'b' },
    headersToAttributes: {},
    includeHeaders: 'SIP_ALL_HEADERS',
    ringingTimeout: '40s',
    media: {
      codecs: [
        { name: 'G722', rate: 8000 },
        { name: 'PCMA', rate: 8000 },
      ],
      encryption: 'SIP_MEDIA_ENCRYPT_REQUIRE',
    },
  },
]
const FULL_OUTBOUND: [SipOutboundTrunk, SipOutboundTrunk] = [
  outbound('full-out', {
    metadata: 'm',
    destinationCountry: 'US',
    transport: 'SIP_TRANSPORT_TLS',
    numbers: [N1, N2],
    authUsername: 'u',
    authPassword: 'out-password',
    headers: { 'X-A': 'a' },
    headersToAttributes: { 'X-In': 'in' },
    attributesToHeaders: { out: 'X-Out' },
    includeHeaders: 'SIP_X_HEADERS',
    fromHost: 'sip.example.com',
    media: { encryption: 'SIP_MEDIA_ENCRYPT_ALLOW' },
  }),
  outbound('full-out', { address: 'other.example.com:5080', transport: 'SIP_TRANSPORT_UDP', numbers: [N3] }),
]
const FULL_RULE: [SipDispatchRule, SipDispatchRule] = [
  {
    name: 'full-rule',
    trunkIds: ['full'],
    rule: { dispatchRuleIndividual: { roomPrefix: 'call', pin: '1234', noRandomness: true } },
    inboundNumbers: [N3],
    numbers: [N1, N2],
    hidePhoneNumber: true,
    metadata: '{"mode":"support"}',
    attributes: { a: 'b' },
    roomPreset: 'preset',
    roomConfig: {
      name: 'config',
      emptyTimeout: 30,
      departureTimeout: 5,
      maxParticipants: 4,
      metadata: 'room',
      minPlayoutDelay: 10,
      maxPlayoutDelay: 20,
      syncStreams: true,
      agents: [{ agentName: 'desk', metadata: '{"x":1}', restartPolicy: 'JRP_NEVER', deployment: 'd', attributes: { k: 'v' } }],
      tags: { team: 'a' },
      egress: { room: { roomName: 'r', audioOnly: true, fileOutputs: [{ filepath: 'a.ogg' }] } },
    },
    krispEnabled: true,
    media: { encryption: 'SIP_MEDIA_ENCRYPT_DISABLE' },
  },
  {
    name: 'full-rule',
    rule: { dispatchRuleCallee: { roomPrefix: 'to', randomize: true } },
    trunkIds: ['full'],
    metadata: 'other',
    roomConfig: { agents: [{ agentName: 'desk' }, { agentName: 'second' }] },
  },
]

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('sip apply on a real server', () => {
  let stack: SipStack
  beforeAll(async () => void (stack = await startSipStack()))
  afterEach(() => stack.clear())
  afterAll(() => stack.stop())

  /** What the server has of ours, and of others where it is named so. */
  async function stored(): Promise<SipState> {
    return (await plainState(stack.api)).ours
  }

  /** Applies, and shows that the server has it and that nothing is left to do. */
  async function converges(desired: Partial<SipState>, options: { prune?: boolean } = {}): Promise<string[]> {
    const { plan, applied } = await applyTo(stack, desired, options)
    expect(plan.problems).toEqual([])
    expect(applied?.receipts.filter(({ outcome }) => outcome !== 'done')).toEqual([])
    expect(applied?.notStored).toEqual([])
    const again = await applyTo(stack, desired, options)
    expect(again.plan.writes).toEqual([])
    expect(again.applied?.requests).toBe(3)
    return plan.writes.map(({ change }) => `${change.action} ${change.kind} ${change.name}`)
  }

  it('creates all with every field, changes every field, and writes nothing the second time', async () => {
    const [first, second] = [0, 1].map((index) => ({
      inbound: [FULL_INBOUND[index as 0]],
      outbound: [FULL_OUTBOUND[index as 0]],
      rules: [FULL_RULE[index as 0]],
    })) as [SipState, SipState]
    await converges(first)
    const before = await stored()
    expect(before.inbound).toEqual([FULL_INBOUND[0]])
    expect(before.outbound).toEqual([FULL_OUTBOUND[0]])
    expect(before.rules).toEqual([FULL_RULE[0]])
    expect(await converges(second)).toEqual(['update inbound full', 'update outbound full-out', 'update rules full-rule'])
    const { headersToAttributes: _, ...expected } = FULL_INBOUND[1]
    expect((await stored()).inbound).toEqual([expected])
    expect((await stored()).rules).toEqual([FULL_RULE[1]])
  })

  it('moves a number from one trunk to another', async () => {
    await converges({ inbound: [inbound('a', [N1, N2]), inbound('b', [N3])], rules: [rule('r', ['a'])] })
    await converges({ inbound: [inbound('a', [N2]), inbound('b', [N3, N1])], rules: [rule('r', ['b'])] })
    expect((await stored()).rules[0]?.trunkIds).toEqual(['b'])
  })

  it('swaps numbers, also where each keeps one, and in a ring of three', async () => {
    await converges({ inbound: [inbound('a', [N1]), inbound('b', [N2])] })
    await converges({ inbound: [inbound('a', [N2]), inbound('b', [N1])] })
    await converges({ inbound: [inbound('a', [N2, N3]), inbound('b', [N1, N4])] })
    await converges({ inbound: [inbound('a', [N1, N3]), inbound('b', [N2, N4])] })
    await converges({ inbound: [inbound('a', [N1]), inbound('b', [N2]), inbound('c', [N3])] })
    await converges({ inbound: [inbound('a', [N2]), inbound('b', [N3]), inbound('c', [N1])] })
    expect((await stored()).inbound.map(({ numbers, allowedNumbers }) => [numbers, allowedNumbers])).toEqual([
      [[N2], undefined],
      [[N3], undefined],
      [[N1], undefined],
    ])
  })

  it('swaps the calls of two rules', async () => {
    const trunks = [inbound('a', [N1]), inbound('b', [N2])]
    await converges({ inbound: trunks, rules: [rule('x', ['a']), rule('y', ['b'])] })
    await converges({ inbound: trunks, rules: [rule('x', ['b']), rule('y', ['a'])] })
  })

  it('renames in place what stands for the same calls', async () => {
    await converges({ inbound: [inbound('old', [N1])], outbound: [outbound('old')], rules: [rule('old', ['old'])] })
    const [trunk] = (await stack.api.list()).inbound
    const renamed = { inbound: [inbound('new', [N1])], outbound: [outbound('new')], rules: [rule('new', ['new'])] }
    expect(await converges(renamed)).toEqual(['update inbound new', 'update outbound new', 'update rules new'])
    expect((await stack.api.list()).inbound[0]?.sipTrunkId).toBe(trunk?.sipTrunkId)
  })

  it('deletes what is wanted no more with --prune only, and never what others made', async () => {
    await stack.api.create('inbound', inbound('theirs', [N4]))
    await converges({ inbound: [inbound('a', [N1]), inbound('b', [N2])], rules: [rule('x', ['a']), rule('y', ['b'])] })
    expect(await converges({ inbound: [inbound('a', [N1])], rules: [rule('x', ['a'])] })).toEqual([])
    expect(await converges({ inbound: [inbound('a', [N1])], rules: [rule('x', ['a'])] }, { prune: true })).toEqual([
      'delete inbound b',
      'delete rules y',
    ])
    expect((await stored()).inbound.map(({ name }) => name)).toEqual(['a'])
    expect((await plainState(stack.api)).foreign).toEqual([inbound('theirs', [N4])])
  })

  it('a trunk that goes hands its number to one that comes', async () => {
    await converges({ inbound: [inbound('a', [N1])], rules: [rule('x', ['a'])] })
    await converges(
      { inbound: [inbound('b', [N1], { allowedAddresses: ['1.2.3.4'] })], rules: [rule('x', ['b'], { metadata: 'm' })] },
      { prune: true },
    )
    expect((await stored()).rules[0]?.trunkIds).toEqual(['b'])
  })

  it('refuses what the server would let in by a back door, and writes nothing', async () => {
    await stack.api.create('inbound', inbound('theirs', [N1]))
    const { plan, applied } = await applyTo(stack, { inbound: [inbound('a', [N2]), inbound('ours', [N1])] })
    expect(applied).toBeNull()
    expect(plan.problems).toMatchObject([{ message: expect.stringMatching(/"ours" and inbound trunk "theirs" .*same number/) }])
    expect(await plainState(stack.api)).toEqual({ ours: { inbound: [], outbound: [], rules: [] }, foreign: [inbound('theirs', [N1])] })
  })

  it('two live ones of one name are refused with the list; an id settles it', async () => {
    const first = await stack.api.create('outbound', outbound('twin'))
    const second = await stack.api.create('outbound', outbound('twin', { numbers: [N2] }))
    const ids = [first, second].map((each) => (each as SipOutboundTrunk).sipTrunkId ?? '')
    const { plan } = await applyTo(stack, { outbound: [outbound('twin')] })
    expect(plan.problems[0]?.message).toContain(ids[0])
    expect(plan.problems[0]?.message).toContain(ids[1])
    await converges({ outbound: [{ ...outbound('twin'), sipTrunkId: ids[1] ?? '' }] })
  })

  it('a rule that names a trunk nobody knows', async () => {
    const { plan } = await applyTo(stack, { inbound: [inbound('carrier-in', [N1])], rules: [rule('r', ['carrier-on'])] })
    expect(plan.problems).toEqual([{ message: expect.stringContaining('"carrier-on"'), fix: 'Did you mean "carrier-in"?' }])
  })

  it('tells who changed what since the last time', async () => {
    await converges({ inbound: [inbound('a', [N1], { ringingTimeout: '30s', maxCallDuration: '60s', metadata: 'm' })] })
    const [{ sipTrunkId: id = '', ...live } = {}] = (await stack.api.list()).inbound
    await stack.api.replace('inbound', id, { ...live, ringingTimeout: '40s', maxCallDuration: '70s' })
    const { plan } = await applyTo(stack, {
      inbound: [inbound('a', [N1], { ringingTimeout: '30s', maxCallDuration: '80s', metadata: 'n' })],
    })
    expect(plan.writes[0]?.change.fields).toEqual([
      { path: 'maxCallDuration', from: '70s', to: '80s', side: 'both' },
      { path: 'metadata', from: 'm', to: 'n', side: 'ours' },
      { path: 'ringingTimeout', from: '40s', to: '30s', side: 'theirs' },
    ])
  })
})
