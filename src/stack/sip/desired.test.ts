import { expect, test } from 'vitest'
import { desiredSip } from './desired.ts'

test('a value with quotes and backslashes stays whole within an object that becomes JSON text', () => {
  const value = 'sec"ret-tok\\en1'
  const sip = {
    inbound: [{ name: 'in', metadata: { k: '${TOKEN}' } }],
    dispatch: [{ name: 'r', rule: { individual: {} }, agents: [{ metadata: { k: '${TOKEN}', n: 1 } }] }],
  }
  const { state, missing } = desiredSip({ sip, agent: { name: 'a' } as never }, new Map([['TOKEN', value]]))
  expect(missing).toEqual([])
  expect(JSON.parse(state.inbound[0]?.metadata ?? '')).toEqual({ k: value })
  expect(JSON.parse(state.rules[0]?.roomConfig?.agents?.[0]?.metadata ?? '')).toEqual({ k: value, n: 1 })
})

test('what .env lacks is named once for each place', () => {
  const sip = { inbound: [{ name: 'in', authUsername: 'u', authPassword: '${A}', headers: { 'X-A': '${A} ${B}' } }] }
  expect(desiredSip({ sip, agent: { name: 'a' } as never }, new Map()).missing.map(({ name }) => name)).toEqual(['A', 'A', 'B'])
})
