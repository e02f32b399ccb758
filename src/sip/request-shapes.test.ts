import { expect, test } from 'vitest'
import { writtenResources } from './request-shapes.ts'

const inbound = { name: 'in', numbers: ['+1555'] }
const outbound = { name: 'out', address: 'a.example.com', numbers: ['+1555'] }
const rule = { name: 'r', rule: { dispatchRuleIndividual: { roomPrefix: 'call' } } }

test.each([
  ['what lk creates a trunk from', { trunk: inbound }, [['inbound', inbound]]],
  ['what lk creates an outbound trunk from', { trunk: outbound }, [['outbound', outbound]]],
  ['what lk creates a rule from', { dispatch_rule: rule }, [['rules', rule]]],
  ['the same in camelCase', { dispatchRule: rule }, [['rules', rule]]],
  ['the legacy form', { ...rule, trunk_ids: ['ST_a'] }, [['rules', { ...rule, trunk_ids: ['ST_a'] }]]],
  ['a bare trunk', outbound, [['outbound', outbound]]],
  ['an update', { sip_trunk_id: 'ST_a', replace: inbound }, [['inbound', inbound]]],
  [
    'what lk lists',
    { items: [inbound, rule] },
    [
      ['inbound', inbound],
      ['rules', rule],
    ],
  ],
  [
    'a list',
    [{ trunk: outbound }, { dispatch_rule: rule }],
    [
      ['outbound', outbound],
      ['rules', rule],
    ],
  ],
  [
    'a state',
    { inbound: [inbound], outbound: [outbound], rules: [rule] },
    [
      ['inbound', inbound],
      ['outbound', outbound],
      ['rules', rule],
    ],
  ],
  ['what sip pull --json prints', { ok: true, data: { state: { inbound: [inbound], outbound: [], rules: [] } } }, [['inbound', inbound]]],
  [
    'a trunk with a carrier address and callers is inbound',
    { address: 'x', allowed_addresses: ['1.2.3.4'] },
    [['inbound', { address: 'x', allowed_addresses: ['1.2.3.4'] }]],
  ],
])('%s', (_, json, expected) => {
  expect(writtenResources(json).map(({ kind, json: found }) => [kind, found])).toEqual(expected)
})

test.each([null, 3, 'text', {}, [], { name: 'x' }, { items: [{}] }, { trunk: 3 }])('%j is none', (json) => {
  expect(writtenResources(json)).toEqual([])
})
