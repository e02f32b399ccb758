import { describe, expect, test } from 'vitest'
import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import type { Call } from './call.ts'
import { declaredState } from './declared-state.ts'
import type { CallSource } from './explain-call.ts'
import { explain, individual, support, telnyx, twilio } from '../../../test/support/explained.ts'

describe('a call that is taken', () => {
  test('gets trunk, rule, room and participant', () => {
    const rule = { ...support, metadata: '{"mode":"support"}', attributes: { tenant: 'acme' } }
    const told = explain({ ip: '203.0.113.7', host: 'sip.example.com' }, { rules: [rule] })
    expect(told).toMatchObject({
      outcome: 'accept',
      why: null,
      fix: [],
      notes: [],
      trunk: { id: 'ST_a', name: 'Twilio' },
      auth: false,
      rule: { id: 'SDR_a', name: 'support' },
      room: 'support_+15550001111_*',
    })
    expect(told.participant).toEqual({
      identity: 'sip_+15550001111',
      name: 'Phone +15550001111',
      metadata: '{"mode":"support"}',
      attributes: {
        tenant: 'acme',
        'sip.callID': 'SCL_*',
        'sip.trunkID': 'ST_a',
        'sip.ruleID': 'SDR_a',
        'sip.phoneNumber': '+15550001111',
        'sip.hostname': 'sip.example.com',
        'sip.trunkPhoneNumber': '+15551234567',
      },
    })
  })

  test('a declared one has no ids yet', () => {
    const state = declaredState({
      inbound: [{ name: 'Twilio', numbers: ['+15551234567'] }],
      rules: [{ name: 'support', trunkIds: ['Twilio'], rule: individual('call') }],
    })
    const told = explain({}, state, { kind: 'declared' })
    expect(told).toMatchObject({ outcome: 'accept', trunk: { id: 'Twilio', name: 'Twilio' }, rule: { id: 'support' } })
    expect(told.participant?.attributes).toMatchObject({ 'sip.trunkID': 'ST_*', 'sip.ruleID': 'SDR_*' })
  })

  test('a declared rule names a trunk that has an id by its name', () => {
    const { rules } = declaredState({ inbound: [twilio], rules: [{ name: 'a', trunkIds: ['Twilio', 'ST_other'], rule: individual('a') }] })
    expect(rules[0]?.trunkIds).toEqual(['ST_a', 'ST_other'])
  })

  const agents = (metadata?: string) => [{ agentName: 'voice-agent', ...(metadata ? { metadata } : {}) }, { agentName: 'recorder' }]
  test.each([
    ['{"mode":"support","language":"hi"}', undefined, 'support_hi'],
    [undefined, '{"mode":"sales"}', 'sales_en'],
    ['{"mode":"support"}', '{"mode":"sales","language":"hi"}', 'support_hi'],
    [undefined, undefined, 'general_en'],
    ['no json', undefined, 'general_en'],
  ])("with the caller's metadata %j and the job's %j voicectl's agent takes the route %s", (metadata, job, route) => {
    const rule = { ...support, ...(metadata ? { metadata } : {}), roomConfig: { agents: agents(job) } }
    const told = explain({}, { rules: [rule] }, { agent: { name: 'voice-agent', isBundled: true } })
    expect(told.route).toBe(route)
    expect(told.agents.map((agent) => agent.route)).toEqual([route, null])
    expect(explain({}, { rules: [rule] }, { agent: { name: 'voice-agent', isBundled: false } }).route).toBeNull()
  })

  test("the rule's attributes choose a route too, where no metadata does", () => {
    const rule = { ...support, attributes: { mode: 'technical', language: 'hi' }, roomConfig: { agents: agents('{"mode":"sales"}') } }
    expect(explain({}, { rules: [rule] }, { agent: { name: 'voice-agent', isBundled: true } }).route).toBe('sales_hi')
  })

  test.each<[SipInboundTrunk, Partial<Call>, RegExp]>([
    [{ authUsername: 'acme', authPassword: 'x' }, {}, /is asked for the password of the user acme$/],
    [{ authUsername: 'acme' }, {}, /nobody is asked for a password; it has a user name without a password/],
    [{ allowedAddresses: ['1.2.3.4, 5.6.7.8'] }, { ip: '9.9.9.9' }, /drops every entry/],
    [{ allowedAddresses: ['203.0.113.0/24'] }, { ip: '203.0.113.7' }, /let 203.0.113.7 in by 203.0.113.0\/24/],
    [
      { allowedAddresses: ['sip.example.com'] },
      { ip: '9.9.9.9', host: 'sip.example.com' },
      /the host sip.example.com in, which the caller writes/,
    ],
    [{ allowedAddresses: ['203.0.113.7'] }, {}, /--ip says from where/],
  ])('what keeps others out of the trunk %j', (fields, call, expected) => {
    expect(explain(call, { inbound: [{ ...twilio, ...fields }] }).authWhy).toMatch(expected)
  })
})

describe('a call that is dropped', () => {
  test.each<[string, Partial<CallSource['state']>, Partial<Call>, RegExp, string[]]>([
    ['no rules', { rules: [] }, {}, /^There is no dispatch rule\. /, ['Add a dispatch rule: it says which room and agent a call gets']],
    ['no trunk', {}, { to: '+1555' }, /^No trunk is for the call, and no rule/, ['Add +1555 to numbers of the trunk Twilio (ST_a)']],
    [
      'a rule for a trunk that is not there',
      { rules: [{ ...support, trunkIds: ['ST_z'] }] },
      { to: '+1555' },
      /^No trunk/,
      ['Make the inbound trunk ST_z, or name another one in the rule: none here has this id'],
    ],
    [
      'a rule of another trunk',
      { rules: [{ ...support, trunkIds: ['ST_b'] }] },
      {},
      /^No dispatch/,
      ['Add Twilio (ST_a) to the trunks of the rule support (SDR_a)'],
    ],
    [
      'the own number as caller',
      {
        rules: [
          { ...support, trunkIds: ['ST_b'] },
          { ...support, name: 'own', inboundNumbers: ['+15551234567'] },
        ],
      },
      {},
      /^No dispatch/,
      ['Move +15551234567 from inboundNumbers to numbers of the rule own (SDR_a)'],
    ],
    [
      'another writing',
      { rules: [{ ...support, numbers: ['15551234567'] }] },
      {},
      /^No dispatch/,
      ['Write +15551234567 instead of 15551234567 in numbers of the rule support (SDR_a): that is what the carrier sends'],
    ],
    [
      'an address',
      { inbound: [{ ...twilio, allowedAddresses: ['203.0.113.7'] }] },
      { ip: '9.9.9.9' },
      /^No trunk/,
      ['Add 9.9.9.9 to allowedAddresses of the trunk Twilio (ST_a)'],
    ],
    [
      'a wrong pin',
      { rules: [{ ...support, rule: individual('a', '1234') }] },
      { pin: '99' },
      /hears that the pin is wrong/,
      ['Dial the pin of the rule support (SDR_a)'],
    ],
  ])('%s', (_what, state, call, expected, fix) => {
    const told = explain(call, state)
    expect(told).toMatchObject({ outcome: 'drop', room: null, rule: null, why: expect.stringMatching(expected) })
    expect(told.fix.map(({ text }) => text)).toEqual(fix)
  })

  test('a change of voicectl.yaml comes with the command that brings it to the server', () => {
    expect(explain({ to: '+1555' }, {}, { kind: 'declared' }).fix.at(-1)).toMatchObject({ command: 'voicectl sip apply' })
    expect(explain({ to: '+1555' }, {}).fix.at(-1)).not.toHaveProperty('command')
  })

  test.each([
    [true, /^No dispatch rule is for the call\. LiveKit Cloud answers 404\.$/],
    [false, /logs a flood, at debug level\.$/],
    [null, /debug level\. LiveKit Cloud answers 404\.$/],
  ])('what the caller notices, at LiveKit Cloud: %j', (cloud, expected) => {
    expect(explain({}, { rules: [{ ...support, trunkIds: ['ST_b'] }] }, { cloud }).why).toMatch(expected)
  })
})

describe('a call that the server fails at', () => {
  const again = { ...support, name: 'again', sipDispatchRuleId: 'SDR_b' }
  const hidden = { ...support, hidePhoneNumber: true }
  test.each<[string, Partial<CallSource['state']>, Partial<Call>, string]>([
    ['a source address', {}, { ip: '203.0.113.7:5060' }, '203.0.113.7:5060 is no IP address, and the server refuses to look.'],
    [
      'two trunks',
      { inbound: [twilio, { ...telnyx, numbers: ['15551234567'] }] },
      {},
      "2 trunks list +15551234567, and the server can't choose: Twilio (ST_a) and Telnyx (ST_b).",
    ],
    [
      'two trunks for all',
      { inbound: [{ name: 'a' }, { name: 'b' }] },
      {},
      "2 trunks have no numbers, and the server can't choose: a and b.",
    ],
    [
      'two rules',
      { rules: [support, again] },
      {},
      'The rules support (SDR_a) and again (SDR_b) are for the same calls: the trunk ST_a, every caller, every number and no pin',
    ],
    ['a number twice', { rules: [{ ...support, numbers: ['+1555', '1555'] }] }, {}, 'The rule support (SDR_a) lists something twice'],
    ['a rule without a choice', { rules: [{ name: 'empty' }] }, {}, 'The rule empty does not say which room a call gets'],
    ['nobody to hide', { rules: [hidden] }, { from: '' }, 'livekit-server 1.13.5 crashes at such a call'],
    ['half a letter', { rules: [hidden] }, { from: 'ü' }, "the server can't send its answer"],
  ])('%s', (_what, state, call, expected) => {
    const told = explain(call, state)
    expect(told).toMatchObject({ outcome: 'error', rule: null, room: null, why: expect.stringContaining(expected) })
    expect(told.fix).toHaveLength(1)
  })

  test('a conflict among rules of another trunk is no matter', () => {
    const other = { ...support, name: 'x', trunkIds: ['ST_b'] }
    expect(
      explain({}, { rules: [support, { ...other, sipDispatchRuleId: 'SDR_1' }, { ...other, sipDispatchRuleId: 'SDR_2' }] }).outcome,
    ).toBe('accept')
    expect(
      explain({ to: '1' }, { rules: [support, { ...other, sipDispatchRuleId: 'SDR_1' }, { ...other, sipDispatchRuleId: 'SDR_2' }] })
        .outcome,
    ).toBe('error')
  })
})

test('a rule that names no trunk takes what the trunk of its number turns away: the rule dispatch.trunk-bypassed of check', () => {
  const inbound = [{ ...twilio, allowedAddresses: ['203.0.113.7'], authUsername: 'a', authPassword: 'b' }]
  const rules = [{ name: 'loose', numbers: ['+15551234567'], rule: individual('call') }]
  expect(explain({ ip: '9.9.9.9' }, { inbound, rules })).toMatchObject({
    outcome: 'accept',
    trunk: null,
    auth: false,
    rule: { name: 'loose' },
  })
  expect(explain({ ip: '9.9.9.9' }, { inbound, rules: [{ ...rules[0], trunkIds: ['ST_a'] }] })).toMatchObject({ outcome: 'drop' })
})

describe('notes', () => {
  test('a number in another form', () => {
    const told = explain({ from: '0044 20 7946 0000' }, {})
    expect(told.call.from).toBe('0044 20 7946 0000')
    expect(told.notes[0]).toBe(
      '--from "0044 20 7946 0000" was looked at as it is; in international form it is +442079460000, which is what most carriers send',
    )
  })

  test('what is to be said of the trunks and rules themselves', () => {
    expect(explain({}, {}, { remarks: ['A secret is missing'] }).notes).toEqual(['A secret is missing'])
  })

  const open = { ...support, name: 'open', sipDispatchRuleId: 'SDR_b' }
  const guarded = { ...support, rule: individual('vip', '1234') }
  test.each<[SipDispatchRule[], Partial<Call>, string[]]>([
    [[guarded, open], {}, ['Who presses # without a pin gets the rule open (SDR_b)']],
    [[guarded], {}, ['Who presses # without a pin hears that it is wrong, and the call ends']],
    [
      [guarded, { ...open, numbers: ['+15551234567'] }],
      { pin: '1234' },
      ['Nobody is asked for a pin here: at first, without one, the call is taken by the rule open (SDR_b)'],
    ],
    [[guarded, open], { pin: '1234' }, []],
  ])('what a pin changes: %#', (rules, call, expected) => {
    expect(explain(call, { rules }).notes).toEqual(expected)
  })

  test('a rule that sends nobody', () => {
    expect(explain({}, { rules: [{ ...support, roomConfig: {} }] }).notes).toEqual([expect.stringContaining('sends no agent')])
  })

  test('LiveKit Cloud takes no call without a trunk', () => {
    const rules = [{ name: 'all', roomConfig: { agents: [{ agentName: 'a' }] }, rule: individual('a') }]
    expect(explain({ to: '1' }, { rules }, { cloud: true }).notes).toEqual([expect.stringContaining('LiveKit Cloud answers 404')])
    expect(explain({ to: '1' }, { rules }, { cloud: false }).notes).toEqual([])
  })
})

test('no text holds a password or pin', () => {
  const inbound = [{ ...twilio, authUsername: 'acme', authPassword: 'hush-hush-hush' }]
  const rules = [{ ...support, rule: individual('a', '739164') }, { ...support, rule: individual('b', '739164') }, support]
  for (const call of [{}, { pin: '739164' }, { pin: '1' }, { noPin: true }]) {
    for (const some of [rules, rules.slice(1)]) expect(JSON.stringify(explain(call, { inbound, rules: some }))).not.toMatch(/hush|739164/)
  }
})
