import { describe, expect, test } from 'vitest'
import { addressEntry, allowsAddress, internationalForm, isE164, normaliseNumber, repeated, ruleKeys, trunkKeys } from './sip-numbers.ts'

test.each([
  ['', ''],
  ['15551234567', '+15551234567'],
  ['+1 (555) 123-4567', '+15551234567'],
  ['02621234567', '+02621234567'],
  ['100', '+100'],
  ['alice', 'alice'],
  ['+1.555.123.4567', '+1.555.123.4567'],
  ['1+2', '1+2'],
])('normalises %j to %j, as the server does', (number, expected) => {
  expect(normaliseNumber(number)).toBe(expected)
})

test.each([
  ['+44 (0)20 7946 0958', '+442079460958'],
  ['0044 (0) 20 7946 0958', '+442079460958'],
  ['+1 (0) 5', null],
  ['+1.555.123.4567', '+15551234567'],
  ['0044 20 7946 0000', '+442079460000'],
  ['tel:+1-555-123-4567', '+15551234567'],
  ['sip:+15551234567@example.com', '+15551234567'],
  ['020 7946 0000', null],
  ['5551234567', null],
  ['+123', null],
])('tells the international form of %j: %j', (number, expected) => {
  expect(internationalForm(number)).toBe(expected)
  if (expected !== null) expect(isE164(expected)).toBe(true)
})

test.each([
  ['1.2.3.4', 'address'],
  ['2001:db8::1', 'address'],
  ['::ffff:1.2.3.4', 'address'],
  ['1.2.3.0/24', 'network'],
  ['0.0.0.0/0', 'network'],
  ['2001:db8::/32', 'network'],
  ['sip.example.com', 'host'],
  ['1.2.3.4, 5.6.7.8', 'discarded'],
  ['sip://1.2.3.4', 'discarded'],
  ['*', 'discarded'],
  ['+15551234567', 'discarded'],
  ['1.2.3.4:5060', 'never'],
  ['1.2.3.4\u00A0', 'never'],
  ['[::1]', 'never'],
  ['1.2.3.0/33', 'never'],
  ['1.2.3.256', 'never'],
  ['01.2.3.4', 'never'],
  ['1.2.3.4-1.2.3.9', 'never'],
  ['1:2', 'never'],
  ['', 'never'],
] as const)('an allowed address %j is %s', (entry, expected) => {
  expect(addressEntry(entry)).toBe(expected)
})

test('knows which addresses a network lets in', () => {
  expect(allowsAddress('203.0.113.0/24', '203.0.113.9')).toBe(true)
  expect(allowsAddress('203.0.113.0/24', '203.0.114.9')).toBe(false)
  expect(allowsAddress('128.0.0.0/1', '203.0.113.9')).toBe(true)
  expect(allowsAddress('203.0.113.9', '203.0.113.9')).toBe(true)
  expect(allowsAddress('sip.example.com', '203.0.113.9')).toBe(false)
})

describe('what LiveKit refuses beside one another', () => {
  const shared = (a: string[], b: string[]) => a.some((key) => b.includes(key))

  test('trunks of one number, unless their callers differ', () => {
    const one = trunkKeys({ numbers: ['+15551234567'], allowedNumbers: [] })
    expect(shared(one, trunkKeys({ numbers: ['1 555 123 4567', '+1999'], allowedNumbers: [] }))).toBe(true)
    expect(shared(one, trunkKeys({ numbers: ['+15551234567'], allowedNumbers: ['+1777'] }))).toBe(false)
    expect(shared(one, trunkKeys({ numbers: [], allowedNumbers: [] }))).toBe(false)
  })

  test('rules of one trunk, caller, called number and pin', () => {
    const rule = { pin: '', trunkIds: [], inboundNumbers: [], numbers: [] }
    expect(shared(ruleKeys(rule), ruleKeys(rule))).toBe(true)
    expect(shared(ruleKeys(rule), ruleKeys({ ...rule, pin: '1234' }))).toBe(false)
    expect(shared(ruleKeys(rule), ruleKeys({ ...rule, trunkIds: ['ST_a'] }))).toBe(false)
    expect(shared(ruleKeys({ ...rule, trunkIds: ['ST_a', 'ST_b'] }), ruleKeys({ ...rule, trunkIds: ['ST_b'] }))).toBe(true)
    expect(shared(ruleKeys({ ...rule, numbers: ['+1555'] }), ruleKeys({ ...rule, numbers: ['1555'] }))).toBe(true)
  })

  test('a rule with one number in two forms', () => {
    const entries = ['+1555', '1 555', 'alice', '+1777', '1555'].map((value) => ({ value }))
    expect(repeated(entries).map(([again, first]) => [again.value, first.value])).toEqual([
      ['1 555', '+1555'],
      ['1555', '+1555'],
    ])
  })

  test('lists of thousands take no time', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `+1${index}`)
    expect(ruleKeys({ pin: '', trunkIds: many, inboundNumbers: many, numbers: many }).length).toBeLessThanOrEqual(10_000)
  })
})
