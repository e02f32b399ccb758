import { expect, test } from 'vitest'
import { Failure } from '../../core/failure.ts'
import { ApiRefusal } from '../../livekit/twirp.ts'
import { callFailure, transferFailure } from './call-failure.ts'

const access = { url: 'ws://127.0.0.1:1', key: 'k', secret: 's' }
const refusal = (message: string, meta: Record<string, string> = {}) => new ApiRefusal(message, { status: 500, code: 'unknown', meta })

test.each([
  ['twirp error unknown: no response from servers', 'SIP_SERVICE_MISSING'],
  ['requested sip trunk does not exist', 'OUTBOUND_TRUNK_GONE'],
  ['twirp error unknown: sip request timed out', 'CALL_UNANSWERED'],
  ['request timed out', 'CALL_UNANSWERED'],
  ['something else', 'SERVER_REFUSED'],
])('a call that ends with "%s" is %s', async (text, code) => {
  expect(await callFailure(refusal(text), '+15105550100', access)).toMatchObject({ code })
})

test("the carrier's status says more than the server's words", async () => {
  const failure = await callFailure(
    refusal('request timed out', { sip_status_code: '486', sip_status: 'Busy Here' }),
    '+15105550100',
    access,
  )
  expect(failure).toMatchObject({
    code: 'CALL_FAILED',
    message: 'The call to •••0100 failed: the line is busy (486 Busy Here)',
    retryable: true,
  })
})

test('a name of the protocol is no word of the carrier', async () => {
  const failure = await callFailure(
    refusal('', { sip_status_code: '603', sip_status: 'SIP_STATUS_GLOBAL_DECLINE' }),
    '+15105550100',
    access,
  )
  expect(failure.message).toBe('The call to •••0100 failed: the call was declined (603)')
})

test('a transfer whose caller is gone is told as such', async () => {
  expect(await transferFailure(refusal('no response from servers'), 'billing', access)).toMatchObject({ code: 'CALL_NOT_HELD' })
})

test('a fault of ours and a Failure stay what they are', async () => {
  const [fault, failure] = [new TypeError('x is undefined'), new Failure({ code: 'A', message: 'b' })]
  expect(await callFailure(fault, '+15105550100', access)).toBe(fault)
  expect(await callFailure(failure, '+15105550100', access)).toBe(failure)
})
