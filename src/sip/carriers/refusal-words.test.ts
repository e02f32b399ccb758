import { expect, test } from 'vitest'
import type { Failure } from '../../core/failure.ts'
import type { CarrierProvider } from '../../stack/sip/carrier-names.ts'
import { CarrierRefusal, type RefusalOptions } from './refusal.ts'
import { carrierFailure } from './refusal-words.ts'

const TWILIO = { provider: 'twilio', label: 'Twilio', baseUrl: null } as const
const PATH = '/2010-04-01/Accounts/SK1/IncomingPhoneNumbers.json'

function told(refusal: Partial<RefusalOptions>, asked: { provider: CarrierProvider; label: string; baseUrl: string | null } = TWILIO) {
  const options = { trouble: 'refused', request: `GET ${PATH}`, status: 404, words: null, mayBeDone: false, ...refusal } as const
  const { code, message, why, fix } = carrierFailure(new CarrierRefusal(options), asked) as Failure
  return { code, message, why, fix: fix.map(({ text }) => text).join(' ') }
}

test('a 404 says what is likely: the account, the space, or the address that is asked', () => {
  const account = told({})
  expect(account).toMatchObject({
    code: 'CARRIER_NOT_FOUND',
    message: `Twilio knows nothing at ${PATH}`,
    why: 'It says 404 and nothing else.',
  })
  expect(account.fix).toMatch(/account SID .*AC.*region/)
  expect(told({ request: 'GET /v1/Trunks/TK1' }).fix).toContain('still there')
  expect(told({}, { provider: 'signalwire', label: 'SignalWire', baseUrl: null }).fix).toContain("SignalWire's space and project")
  expect(told({}, { ...TWILIO, baseUrl: 'https://proxy.example' }).fix).toContain('sip.carrier.baseUrl is https://proxy.example')
})

test.each([
  [{ status: 409 }, 'Twilio refused it: GET', 'It gives no reason.', 'console.twilio.com'],
  [{ status: 400, words: 'Bad name', code: '21245' }, 'Bad name (Twilio 21245)', 'It says 400 to GET', 'Change what it names'],
  [{ status: 503 }, 'answers 503', 'The trouble is on its side', 'again later'],
])('%j is told once, with something to do', (refusal, message, why, fix) => {
  const seen = told(refusal)
  expect(seen).toMatchObject({ code: 'CARRIER_REFUSED', message: expect.stringContaining(message), why: expect.stringContaining(why) })
  expect(seen.fix).toContain(fix)
})

test('no answer at an address of voicectl.yaml is told with that address', () => {
  const refusal = { trouble: 'unanswered', status: null, words: 'ECONNREFUSED' } as const
  expect(told(refusal, { ...TWILIO, baseUrl: 'https://proxy.example' }).fix).toContain('sip.carrier.baseUrl (https://proxy.example)')
  expect(told(refusal).fix).not.toContain('baseUrl')
})

test('anything else stays what it is', () => {
  const error = new Error('a fault')
  expect(carrierFailure(error, TWILIO)).toBe(error)
})
