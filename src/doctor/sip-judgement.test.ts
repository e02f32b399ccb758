import { expect, test } from 'vitest'
import type { DispatchRule, InboundTrunk, OutboundTrunk } from './stored-sip.ts'
import { judgeSip, type KnownWorkers } from './sip-judgement.ts'

const trunk = (known: Partial<InboundTrunk> = {}): InboundTrunk => ({
  id: 'ST_a',
  name: 'desk',
  numbers: ['+15550100'],
  allowedAddresses: ['203.0.113.0/24'],
  allowedNumbers: [],
  username: '',
  hasPassword: false,
  ...known,
})
const rule = (known: Partial<DispatchRule> = {}): DispatchRule => ({
  id: 'SDR_a',
  name: 'calls',
  trunkIds: ['ST_a'],
  inboundNumbers: [],
  numbers: [],
  pin: '',
  agents: ['desk'],
  room: null,
  ...known,
})
const outbound: OutboundTrunk = { id: 'ST_out', name: '', address: 'a.example', numbers: ['+15550100'], username: '', hasPassword: false }
const workers: KnownWorkers = { names: ['desk'], complete: true }

function judge(inbound: InboundTrunk[], rules: DispatchRule[], known = workers): string[] {
  return judgeSip({ inbound, outbound: [outbound], rules }, known).map(({ status, message }) => `${status}: ${message}`)
}

test('what is in order has no problem', () => {
  expect(judge([trunk()], [rule()])).toEqual([])
  expect(judge([trunk({ username: 'u', hasPassword: true })], [rule({ numbers: ['+15550100'], pin: '1234' })])).toEqual([])
  expect(judge([trunk(), trunk({ id: 'ST_b', numbers: ['+15550199'] })], [rule({ trunkIds: ['ST_a', 'ST_b'] })])).toEqual([])
  expect(judge([trunk()], [rule({ agents: [] })], { names: ['', 'desk'], complete: true })).toEqual([])
  expect(judge([trunk()], [rule({ agents: ['x'] })], { names: [], complete: false })).toEqual([])
  expect(judge([], [])).toEqual([])
})

test.each([
  [
    'two trunks for one number, written in two ways',
    [trunk(), trunk({ id: 'ST_b', name: '', numbers: ['1 (555) 0100'] })],
    [rule({ trunkIds: ['ST_a', 'ST_b'] })],
    'fail: Inbound trunks desk (ST_a) and ST_b take the same calls',
  ],
  [
    'two rules for one trunk',
    [trunk()],
    [rule(), rule({ id: 'SDR_b' })],
    'fail: Dispatch rules calls (SDR_a) and calls (SDR_b) are for the same calls',
  ],
  ['a user name alone', [trunk({ username: 'u' })], [rule()], 'fail: Inbound trunk desk (ST_a) has a user name without a password'],
  ['a password alone', [trunk({ hasPassword: true })], [rule()], 'fail: Inbound trunk desk (ST_a) has a password without a user name'],
  [
    'a list of addresses in one entry',
    [trunk({ allowedAddresses: ['1.2.3.4, 5.6.7.8'] })],
    [rule()],
    'fail: All entries in allowed_addresses of inbound trunk desk (ST_a) are not addresses: 1.2.3.4, 5.6.7.8',
  ],
  [
    'a trunk that no rule is for',
    [trunk(), trunk({ id: 'ST_b', name: '', numbers: ['+15550199'] })],
    [rule()],
    'fail: No dispatch rule is for calls of inbound trunk ST_b',
  ],
  [
    'a trunk that is gone',
    [trunk()],
    [rule({ trunkIds: ['ST_a', 'ST_gone'] })],
    'warn: Dispatch rule calls (SDR_a) is for ST_gone, which does not exist',
  ],
  ['an open rule', [trunk()], [rule({ trunkIds: [] })], 'fail: Dispatch rule calls (SDR_a) takes calls that belong to no trunk'],
  [
    'the own number as caller',
    [trunk()],
    [rule({ inboundNumbers: ['15550100'] })],
    'fail: Dispatch rule calls (SDR_a) is only for calls that come from your own number 15550100',
  ],
  [
    'a number that no trunk takes',
    [trunk()],
    [rule({ numbers: ['+15550111'] })],
    'warn: Dispatch rule calls (SDR_a) is for +15550111, which none of its trunks takes',
  ],
  [
    'an agent of another case',
    [trunk()],
    [rule({ agents: ['Desk'] })],
    'fail: Dispatch rule calls (SDR_a) sends Desk, and no worker is registered as that; one is as desk',
  ],
  ['no agent', [trunk()], [rule({ agents: [] })], 'fail: Dispatch rule calls (SDR_a) sends no agent, and every worker has a name'],
])('%s', (_, inbound, rules, expected) => {
  expect(judge(inbound, rules)).toEqual([expected])
})

test('a rule for outbound or deleted trunks only fits no call', () => {
  expect(judge([], [rule({ trunkIds: ['ST_out'] })])).toEqual([
    'fail: Dispatch rule calls (SDR_a) is for ST_out, which is an outbound trunk',
  ])
  expect(judge([], [rule({ trunkIds: ['ST_gone'] })])).toEqual(['fail: Dispatch rule calls (SDR_a) is for ST_gone, which does not exist'])
})

test('what only files say of workers is no more than a warning', () => {
  expect(judge([trunk()], [rule({ agents: ['other'] })], { names: ['desk'], complete: false })[0]).toMatch(/^warn: .*sends other/)
})

test('no PIN in any text', () => {
  const rules = [rule({ trunkIds: [], pin: '314159' }), rule({ id: 'SDR_b', trunkIds: [], pin: '314159' })]
  const problems = judgeSip({ inbound: [], outbound: [], rules }, workers)
  expect(problems).toHaveLength(1)
  expect(JSON.stringify(problems)).not.toContain('314159')
})

test('a thousand trunks and rules are judged in no time', () => {
  const inbound = Array.from({ length: 1000 }, (_, i) => trunk({ id: `ST_${i}`, numbers: [`+1555${i}`] }))
  const rules = inbound.map(({ id }, i) => rule({ id: `SDR_${i}`, trunkIds: [id] }))
  const began = performance.now()
  expect(judgeSip({ inbound, outbound: [], rules }, workers)).toEqual([])
  expect(performance.now() - began).toBeLessThan(1000)
})
