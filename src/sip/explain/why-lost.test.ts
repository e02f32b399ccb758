import { describe, expect, test } from 'vitest'
import { explain, individual, support, twilio } from '../../../test/support/explained.ts'
import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import type { Call } from './call.ts'
import type { Explanation } from './explain-call.ts'

const why = ({ trunks, rules }: Explanation, name: string) => [...trunks, ...rules].find((one) => one.name === name)?.why

describe('why one does not take a call', () => {
  test.each<[SipInboundTrunk, Partial<Call>, string]>([
    [{}, { to: '02079460000' }, 'its numbers are +15551234567, not 02079460000, which LiveKit reads as +02079460000'],
    [
      { allowedNumbers: ['+15551234567'] },
      {},
      'its allowedNumbers lack the caller +15550001111: they hold the called number, and are for callers',
    ],
    [
      { allowedAddresses: ['203.0.113.7', 'a b'] },
      { ip: '9.9.9.9' },
      `its allowedAddresses don't let 9.9.9.9 in; LiveKit drops the entry "a b"`,
    ],
    [{ numbers: ['1', '2', '3', '4', '5'] }, {}, 'its numbers are 1, 2, 3 and 2 more, not +15551234567'],
  ])('the trunk %j', (fields, call, expected) => {
    expect(why(explain(call, { inbound: [{ ...twilio, ...fields }] }), 'Twilio')).toBe(expected)
  })

  test.each<[SipDispatchRule, Partial<Call>, string]>([
    [{ trunkIds: ['ST_b'] }, {}, 'is for the trunk Telnyx (ST_b), and the call comes in over Twilio (ST_a)'],
    [{ trunkIds: ['ST_z'] }, { to: '1' }, 'is for the trunk ST_z, which is not here, and the call comes in over none'],
    [{ inboundNumbers: ['15551234567'] }, {}, 'its inboundNumbers hold the called number, but they are for callers'],
    [
      { inboundNumbers: ['15550001111'] },
      {},
      'its inboundNumbers hold 15550001111, and rules compare letter by letter: the caller is +15550001111',
    ],
    [{ numbers: ['+15559999999'] }, {}, 'its numbers lack the called number +15551234567'],
    [{ numbers: ['+15550001111'] }, {}, 'its numbers hold the caller, but they are for called numbers'],
    [{ rule: individual('a', '1234') }, { pin: '99' }, 'has another pin'],
    [{}, { pin: '99' }, 'has no pin, and once one is dialled only rules with a pin are looked at'],
    [{ rule: individual('a', '1234') }, { noPin: true }, 'has a pin, and the caller has none'],
  ])('the rule %j', (fields, call, expected) => {
    expect(why(explain(call, { rules: [{ ...support, ...fields }] }), 'support')).toBe(expected)
  })

  test.each<[SipDispatchRule, SipDispatchRule, string]>([
    [{ trunkIds: ['ST_a'] }, { trunkIds: [] }, 'it names the trunk, and this one names none'],
    [{ numbers: ['+15551234567'] }, {}, 'it has a list of numbers, and this one none'],
    [
      { numbers: ['+15551234567'], inboundNumbers: ['+15550001111'] },
      { numbers: ['+15551234567'] },
      'it has both lists of numbers, and this one one',
    ],
    [{ rule: individual('z', '1234') }, { rule: { dispatchRuleDirect: {} } }, 'it has a pin, and this one none'],
    [
      { rule: { dispatchRuleDirect: { roomName: 'z' } }, numbers: ['+15551234567'] },
      { inboundNumbers: ['+15550001111'] },
      'direct goes before individual',
    ],
    [
      { rule: individual('a'), numbers: ['+15551234567'] },
      { rule: individual('b'), inboundNumbers: ['+15550001111'] },
      'its room a comes before b in the alphabet',
    ],
  ])('%j goes before %j', (first, second, reason) => {
    const rules = [
      { ...support, ...second, name: 'second', sipDispatchRuleId: 'SDR_1' },
      { ...support, ...first, name: 'first', sipDispatchRuleId: 'SDR_2' },
    ]
    expect(why(explain({}, { rules }), 'second')).toBe(`fits, but first (SDR_2) goes before it: ${reason}`)
  })

  test('what only ids decide is told as that', () => {
    const rules = [
      { ...support, name: 'one', sipDispatchRuleId: 'SDR_1', numbers: ['+15551234567'] },
      { ...support, name: 'two', sipDispatchRuleId: 'SDR_2', inboundNumbers: ['+15550001111'] },
    ]
    const told = explain({}, { rules })
    expect(told.rule?.name).toBe('one')
    expect(told.notes).toEqual(['Nothing parts one (SDR_1) and two (SDR_2) but the ids that the server gave them: it takes the lowest'])
  })

  test('a trunk without numbers gives way to one with the number', () => {
    const told = explain({}, { inbound: [twilio, { sipTrunkId: 'ST_c', name: 'any', authUsername: 'a', authPassword: 'b' }] })
    expect(why(told, 'any')).toBe('fits, but has no numbers, and Twilio (ST_a) lists the called one')
    expect(told.auth).toBe(false)
  })
})
