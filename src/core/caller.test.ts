import { describe, expect, it } from 'vitest'
import { callerOf } from './caller.ts'

describe('callerOf', () => {
  it("takes the participant's metadata, what it leaves out from the dispatch's, and then the attributes", () => {
    const attributes = { mode: 'technical', language: 'en', voice: 'gemini' }
    const jobMetadata = '{"mode":"support","language":"hi"}'
    expect(callerOf({ participantMetadata: '{"mode":"sales"}', jobMetadata, attributes })).toEqual({
      mode: 'sales',
      language: 'hi',
      voice: 'gemini',
    })
  })

  it.each([
    [undefined, undefined],
    ['', ''],
    ['not json', '{"mode":'],
    ['[]', '"text"'],
    [JSON.stringify({ mode: 'sales', filler: 'x'.repeat(1024 * 1024) }), undefined],
  ])('falls back to the defaults', (participantMetadata = '', jobMetadata = '') => {
    expect(callerOf({ participantMetadata, jobMetadata })).toEqual({ mode: 'general', language: 'en', voice: null })
  })

  it('knows who is on the phone', () => {
    const { phone } = callerOf({
      attributes: { 'sip.callID': 'SCL_1', 'sip.phoneNumber': '+15105550100' },
      jobMetadata: '{"template_id":"t-7"}',
    })
    expect(phone).toEqual({ direction: 'outbound', callId: 'SCL_1', number: '+15105550100', templateId: 't-7', attributes: {} })
  })
})
