import { expect, test } from 'vitest'
import { partyOf } from './party.ts'

test.each([
  ['+1 (555) 010-0000', { user: '+15550100000', host: null }],
  ['0262.123.45', { user: '026212345', host: null }],
  ['desk-2', { user: 'desk-2', host: null }],
  ['*98#', { user: '*98%23', host: null }],
  ['sip:+15550100@sip.example.com;transport=tcp', { user: '+15550100', host: 'sip.example.com' }],
  [' me@pbx ', { user: 'me', host: 'pbx' }],
])('%j', (text, party) => expect(partyOf(text, '--invite')).toEqual(party))

test.each(['', ' ', 'two words', 'x>\r\nVia: y', 'sip:host', '@host', 'naïve', 'a%zz'])('%j is nobody', (text) => {
  expect(() => partyOf(text, '--from')).toThrow(expect.objectContaining({ code: 'SIP_PARTY_INVALID', exit: 2 }))
})
