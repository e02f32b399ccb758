import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOnSip, maskNumber, maskNumbers, phoneOf } from './phone.ts'

const SIP = {
  'sip.callID': 'SCL_1',
  'sip.trunkID': 'ST_1',
  'sip.ruleID': 'SDR_1',
  'sip.phoneNumber': '+15105550100',
  'sip.trunkPhoneNumber': '+15105550199',
  'sip.callStatus': 'active',
  'sip.h.x-customer': '42',
  'lk.agent.state': 'listening',
  campaign: 'spring',
}

describe('a phone call', () => {
  it('is what the attributes of livekit-sip say', () => {
    expect(phoneOf(SIP, {})).toEqual({
      direction: 'inbound',
      number: '+15105550100',
      ourNumber: '+15105550199',
      callId: 'SCL_1',
      trunkId: 'ST_1',
      ruleId: 'SDR_1',
      attributes: { campaign: 'spring' },
    })
  })

  it('has no numbers where they are hidden', () => {
    const { 'sip.phoneNumber': _, 'sip.trunkPhoneNumber': __, ...hidden } = SIP
    expect(Object.keys(phoneOf(hidden, {}) ?? {})).toEqual(['direction', 'callId', 'trunkId', 'ruleId', 'attributes'])
  })

  it('is one of ours where no rule took it', () => {
    const { 'sip.ruleID': _, ...ours } = SIP
    expect(phoneOf(ours, {})?.direction).toBe('outbound')
  })

  it('keeps what the dispatch says of it; the line itself knows the number better', () => {
    const job = { template_id: 't-7', call_type: 'inbound', phone_number: '+15105550123' }
    expect(phoneOf({}, job)).toEqual({ number: '+15105550123', templateId: 't-7', callType: 'inbound', attributes: {} })
    expect(phoneOf(SIP, job)).toMatchObject({ number: '+15105550100', templateId: 't-7' })
  })

  it('is none where nobody speaks of one', () => {
    expect(phoneOf({ campaign: 'spring', 'lk.agent.state': 'listening' }, { mode: 'support' })).toBeNull()
    expect(isOnSip(phoneOf({}, { call_type: 'inbound' }) ?? undefined)).toBe(false)
    expect(isOnSip(phoneOf(SIP, {}) ?? undefined)).toBe(true)
  })

  it('takes any metadata', () => {
    const job = fc.record({ phone_number: fc.jsonValue(), template_id: fc.jsonValue() })
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), job, (attributes, fields) => {
        const { number = '', templateId = '' } = phoneOf(attributes, fields) ?? {}
        return typeof number === 'string' && typeof templateId === 'string'
      }),
    )
  })
})

describe('in a log', () => {
  it.each([
    ['+15105550100', '•••0100'],
    ['15105550100', '•••0100'],
    ['911', '•••'],
  ])('%s is %s', (number, masked) => {
    expect(maskNumber(number)).toBe(masked)
  })

  it.each([
    ['[call_+15105550100_aXb12] Call accepted', '[call_•••0100_aXb12] Call accepted'],
    ['[call_15105550100] ended', '[call_•••0100] ended'],
    ['participant=sip_+919876543210', 'participant=sip_•••3210'],
    ['call-123456789012 after 1234567890 ms at +12', 'call-123456789012 after 1234567890 ms at +12'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskNumbers(text)).toBe(masked)
  })
})
