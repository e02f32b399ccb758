import { expect, test } from 'vitest'
import { fileState } from './file-state.ts'

const trunk = { name: 'Twilio', numbers: ['+1'] }
const outbound = { name: 'out', address: 'sip.example.com', numbers: ['+1'] }
const rule = { name: 'calls', rule: { dispatchRuleDirect: { roomName: 'a' } } }
const none = { inbound: [], outbound: [], rules: [] }

test.each<[string, unknown, unknown]>([
  ['a state', { inbound: [trunk], outbound: [], rules: [rule] }, { ...none, inbound: [trunk], rules: [rule] }],
  ['what sip pull --json prints', { ok: true, data: { state: { inbound: [trunk], rules: [] } } }, { ...none, inbound: [trunk] }],
  ['the same without state', { ok: true, data: { inbound: [trunk], rules: [] } }, { ...none, inbound: [trunk] }],
  ['an empty state', { ok: true, data: { state: none } }, none],
  ['an empty list', { items: [] }, none],
  ['a trunk for lk', { trunk }, { ...none, inbound: [trunk] }],
  ['an outbound trunk for lk', { trunk: outbound }, { ...none, outbound: [outbound] }],
  ['a rule for lk', { dispatch_rule: rule }, { ...none, rules: [rule] }],
  ['a rule for an SDK', { dispatchRule: rule }, { ...none, rules: [rule] }],
  ['an update', { replace: rule }, { ...none, rules: [rule] }],
  ['a list of lk', { items: [trunk, outbound] }, { ...none, inbound: [trunk], outbound: [outbound] }],
  ['an array', [{ trunk }, { dispatch_rule: rule }, rule], { ...none, inbound: [trunk], rules: [rule, rule] }],
  ['a trunk alone', trunk, { ...none, inbound: [trunk] }],
  ['a rule alone, in snake_case', { sip_dispatch_rule_id: 'SDR_a' }, { ...none, rules: [{ sipDispatchRuleId: 'SDR_a' }] }],
])('%s', async (_what, json, expected) => {
  expect(await fileState(json)).toEqual(expected)
})

test.each([null, 7, 'text', {}, [], { ok: true }, { name: 'a' }, { data: {} }, { scripts: { test: 'x' } }])(
  '%j holds none',
  async (json) => {
    await expect(fileState(json)).rejects.toThrow('it holds no trunk and no dispatch rule')
  },
)
