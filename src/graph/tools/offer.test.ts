import { expect, test } from 'vitest'
import { toCaller } from '../route.ts'
import { toolsFor } from './offer.ts'

const onPhone = { ...toCaller({}), phone: { callId: 'SCL_1', attributes: {} } }
const names = (...[caller, targets]: Parameters<typeof toolsFor>) => toolsFor(caller, targets).map(({ name }) => name)

test('a caller on the phone may be transferred to what is configured, hung up on, and sent keys', () => {
  expect(names(onPhone, ['billing', 'desk'])).toEqual(['transfer_call', 'hang_up', 'send_dtmf'])
  expect(toolsFor(onPhone, ['billing', 'desk'])[0]?.parameters.properties['target']?.enum).toEqual(['billing', 'desk'])
})

test('without targets nobody is transferred', () => {
  expect(names(onPhone, [])).toEqual(['hang_up', 'send_dtmf'])
})

test('a caller of a page has no telephone, whatever the dispatch says of one', () => {
  expect(names(toCaller({}), ['billing'])).toEqual([])
  expect(names({ ...toCaller({}), phone: { number: '+15105550100', attributes: {} } }, ['billing'])).toEqual([])
})
