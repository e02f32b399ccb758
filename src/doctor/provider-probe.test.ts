import { afterEach, expect, test } from 'vitest'
import { answering } from '../../test/support/answering.ts'
import { NUMBER, stackOf } from '../../test/support/carriers/bench.ts'
import { freePort } from '../../test/support/free-port.ts'
import { bareSubject, runOne } from '../../test/support/probing.ts'
import { startDeepgram } from '../../test/support/providers/deepgram.ts'
import { startElevenLabs } from '../../test/support/providers/elevenlabs.ts'
import { startGoogleTts } from '../../test/support/providers/google-tts.ts'
import { startOpenAi } from '../../test/support/providers/openai.ts'
import { startSarvam } from '../../test/support/providers/sarvam.ts'
import type { Stub } from '../../test/support/providers/stub-server.ts'
import { Undo } from '../../test/support/undo.ts'
import { providers, type ProviderId } from '../stack/providers.ts'
import { askHttp } from './ask-http.ts'
import { carrierProbe, type Carrier } from './carrier-probe.ts'
import { signalwire } from './probes/carrier-signalwire.ts'
import { telnyx } from './probes/carrier-telnyx.ts'
import { twilio } from './probes/carrier-twilio.ts'
import { providerProbe } from './provider-probe.ts'
import { keyQuestion, keyVerdict } from './provider-requests.ts'
import type { ChosenProvider, Subject } from './subject.ts'

const GOOD = 'the-good-key-of-this-test'
const BAD = 'a-wrong-key-that-is-not-shown'

const undo = new Undo()
afterEach(() => undo.run())

type Part = ChosenProvider['parts'][number]

function using(id: ProviderId, chosen: Partial<ChosenProvider>): Subject {
  const key = chosen.key ?? null
  const [name = ''] = providers[id].keys
  return bareSubject({
    mode: 'live',
    providers: [{ id, parts: ['llm'], key, baseUrl: null, ...chosen }],
    env: new Map(key === null ? [] : [[name, key]]),
  })
}

const stubs: [ProviderId, Part, () => Promise<Stub>][] = [
  ['deepgram', 'stt', () => startDeepgram({ key: GOOD })],
  ['openai', 'llm', () => startOpenAi({ key: GOOD })],
  ['groq', 'llm', () => startOpenAi({ key: GOOD })],
  ['openrouter', 'llm', () => startOpenAi({ key: GOOD })],
  ['google', 'tts', () => startGoogleTts({ key: GOOD })],
  ['sarvam', 'tts', () => startSarvam({ key: GOOD })],
  ['elevenlabs', 'tts', () => startElevenLabs({ key: GOOD })],
]

test.each(stubs)('%s: a wrong key is refused, and taken once it is right', async (id, part, start) => {
  const stub = undo.add(await start(), (server) => server.stop())
  const { label, keys } = providers[id]
  const look = (key: string) => runOne(providerProbe(id), using(id, { parts: [part], key, baseUrl: stub.baseUrl }))
  const ill = await look(BAD)
  expect(ill).toMatchObject({ id: `provider.${id}`, status: 'fail', detail: `${label} refuses ${keys[0]} (401)` })
  expect(ill.finding?.fix.text).toContain(`put it into .env as ${keys[0]}`)
  expect(JSON.stringify(ill)).not.toContain(BAD)
  expect(await look(GOOD)).toMatchObject({ status: 'pass', detail: `${label} takes ${keys[0]}`, finding: null })
  expect(stub.requests.map(({ messages, binaryBytes }) => messages.length + binaryBytes)).toEqual([0, 0])
})

test.each(stubs)('%s: too many requests, no credit, a fault of its own', async (id, part, start) => {
  const stub = undo.add(await start(), (server) => server.stop())
  const look = async (fault: number) => {
    stub.fail(fault)
    return runOne(providerProbe(id), using(id, { parts: [part], key: GOOD, baseUrl: stub.baseUrl }))
  }
  expect(await look(429)).toMatchObject({ status: 'warn', detail: expect.stringContaining('no more requests') })
  expect(await look(402)).toMatchObject({ status: 'fail', detail: expect.stringContaining('no credit left') })
  expect(await look(503)).toMatchObject({ status: 'unknown', detail: expect.stringContaining('503') })
})

test('a provider that hangs is unknown within the time of the probe', async () => {
  const stub = undo.add(await startOpenAi(), (server) => server.stop())
  stub.fail('hang')
  const probe = { ...providerProbe('groq'), timeoutMs: 200 }
  expect(await runOne(probe, using('groq', { key: GOOD, baseUrl: stub.baseUrl }))).toMatchObject({ status: 'unknown' })
})

test('nobody at the address: known of this machine, unknown of others', async () => {
  const near = await runOne(providerProbe('local'), using('local', { baseUrl: `http://127.0.0.1:${await freePort()}/v1` }))
  expect(near).toMatchObject({ status: 'fail', detail: expect.stringMatching(/^No model server at .*: nothing listens there/) })
  const far = await runOne(providerProbe('groq'), using('groq', { key: GOOD, baseUrl: 'http://nowhere.example.invalid/v1' }))
  expect(far).toMatchObject({ status: 'unknown', detail: expect.stringContaining('Groq is out of reach from here') })
})

test('a missing key, a demo, and a provider that is not used', async () => {
  expect(await runOne(providerProbe('groq'), using('groq', {}))).toMatchObject({ status: 'fail', detail: 'GROQ_API_KEY is not set' })
  expect(await runOne(providerProbe('groq'), bareSubject({ mode: 'demo' }))).toMatchObject({
    status: 'skipped',
    detail: 'a demo calls no provider',
  })
  expect(await runOne(providerProbe('groq'), bareSubject({ mode: 'live' }))).toMatchObject({
    status: 'skipped',
    detail: 'not used by this stack',
  })
})

test('of two addresses of one provider the worse counts', async () => {
  const stub = undo.add(await startOpenAi({ key: GOOD }), (server) => server.stop())
  const both = [GOOD, BAD].map((key): ChosenProvider => ({ id: 'openai', parts: ['llm'], key, baseUrl: stub.baseUrl }))
  expect((await runOne(providerProbe('openai'), bareSubject({ mode: 'live', providers: both }))).status).toBe('fail')
})

test.each([
  ['openrouter', { status: 200, text: '{"data":{"limit_remaining":4.2}}' }, 'valid'],
  ['openrouter', { status: 200, text: '{"data":{"limit_remaining":null}}' }, 'valid'],
  ['openrouter', { status: 200, text: '{"data":{"limit_remaining":0}}' }, 'no-credit'],
  [
    'elevenlabs',
    { status: 200, text: '{"character_count":10000,"character_limit":10000,"can_extend_character_limit":false}' },
    'no-credit',
  ],
  ['elevenlabs', { status: 200, text: '{"character_count":10000,"character_limit":10000,"can_extend_character_limit":true}' }, 'valid'],
  ['elevenlabs', { status: 401, text: '{"detail":{"status":"missing_permissions"}}' }, 'valid'],
  ['elevenlabs', { status: 401, text: '{"detail":{"status":"quota_exceeded"}}' }, 'no-credit'],
  ['openai', { status: 403, text: '{"error":{"message":"Missing scopes: api.model.read"}}' }, 'valid'],
  ['openai', { status: 429, text: '{"error":{"code":"insufficient_quota"}}' }, 'no-credit'],
  ['sarvam', { status: 403, text: '{"error":{"code":"invalid_api_key_error"}}' }, 'refused'],
  ['google', { status: 400, text: '{"error":{"message":"API key not valid"}}' }, 'refused'],
  ['google', { status: 400, text: '{"error":{"message":"no such field"}}' }, 'odd'],
  ['deepgram', { status: 302, text: '' }, 'odd'],
  ['groq', { status: 200, text: 'not json' }, 'valid'],
] as const)('%s answering %j is %s', (id, answer, kind) => {
  expect(keyVerdict(id, { ...answer, headers: {} }).kind).toBe(kind)
})

test('each provider is asked at its own address, over TLS, with the key in a header', () => {
  const asked = (id: ProviderId, ...parts: Part[]) => keyQuestion(id, { key: GOOD, baseUrl: null, parts })
  expect(asked('openrouter', 'llm').url).toBe('https://openrouter.ai/api/v1/key')
  expect(asked('google', 'llm').url).toBe('https://generativelanguage.googleapis.com/v1beta/openai/models')
  expect(asked('google', 'llm', 'tts').url).toBe('https://generativelanguage.googleapis.com/v1beta/models?pageSize=1')
  for (const id of ['deepgram', 'groq', 'openai', 'openrouter', 'google', 'sarvam', 'elevenlabs'] as const) {
    const question = asked(id, ...(['stt', 'llm', 'tts'] as const).filter((part) => providers[id][part]))
    expect(question.url).toMatch(/^https:/)
    expect(question.url).not.toContain(GOOD)
    expect(Object.values(question.headers ?? {}).join()).toContain(GOOD)
  }
})

test('a redirect is not followed: the key would go with it', async () => {
  let followed = false
  const other = await answering(undo, (_, response) => {
    followed = true
    response.end()
  })
  const url = await answering(undo, (_, response) => response.writeHead(307, { location: other }).end())
  expect((await askHttp({ url, headers: { Authorization: GOOD } }, AbortSignal.timeout(2000))).status).toBe(307)
  expect(followed).toBe(false)
})

const carriers: [(url: string) => Carrier, Record<string, string>, string, object][] = [
  [twilio, { TWILIO_ACCOUNT_SID: 'ACtest', TWILIO_AUTH_TOKEN: GOOD }, '/2010-04-01/Accounts/ACtest.json', { status: 'active' }],
  [
    signalwire,
    { SIGNALWIRE_PROJECT_ID: 'p1', SIGNALWIRE_TOKEN: GOOD, SIGNALWIRE_SPACE: 'desk' },
    '/api/laml/2010-04-01/Accounts/p1.json',
    { status: 'active' },
  ],
  [telnyx, { TELNYX_API_KEY: GOOD }, '/v2/balance', { data: { balance: '12.50', available_credit: '62.50' } }],
]

test.each(carriers)('%o: wrong credentials are refused, and taken once they are right', async (carrier, env, path, account) => {
  let answer = account
  const url = await answering(undo, (request, response) => {
    const sent = Buffer.from((request.headers.authorization ?? '').replace(/^\w+ /, ''), 'base64').toString()
    const known = sent.endsWith(`:${GOOD}`) || request.headers.authorization === `Bearer ${GOOD}`
    response.writeHead(request.url === path ? (known ? 200 : 401) : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  const look = (values: Record<string, string>) => runOne(carrierProbe(carrier(url)), bareSubject({ env: new Map(Object.entries(values)) }))
  const wrong = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value === GOOD ? BAD : value]))
  expect(await look(wrong)).toMatchObject({ status: 'fail', detail: expect.stringMatching(/refuses .*\(401\)/) })
  expect((await look(env)).status).toBe('pass')
  answer = { status: 'suspended', data: { balance: '0.00' } }
  expect(await look(env)).toMatchObject({ status: 'fail', detail: expect.stringContaining('account can not be used') })
  expect((await look({})).status).toBe('skipped')
})

test.each([
  [twilio, { TWILIO_ACCOUNT_SID: 'ACtest' }, 'TWILIO_AUTH_TOKEN is not set, while TWILIO_ACCOUNT_SID is'],
  [twilio, { TWILIO_API_KEY: 'SKtest' }, 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set, while TWILIO_API_KEY is'],
  [signalwire, { SIGNALWIRE_TOKEN: GOOD }, 'SIGNALWIRE_PROJECT_ID and SIGNALWIRE_SPACE are not set, while SIGNALWIRE_TOKEN is'],
] as [() => Carrier, Record<string, string>, string][])('half of the credentials is named: %o, %j', async (carrier, env, detail) => {
  const seen = await runOne(carrierProbe(carrier()), bareSubject({ env: new Map(Object.entries(env)) }))
  expect(seen).toMatchObject({ status: 'warn', detail })
})

test.each([
  ['twilio', twilio, 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set'],
  ['signalwire', signalwire, 'SIGNALWIRE_PROJECT_ID, SIGNALWIRE_API_TOKEN and SIGNALWIRE_SPACE are not set'],
  ['telnyx', telnyx, 'TELNYX_API_KEY is not set'],
] as const)('%s of voicectl.yaml without any credentials is skipped, and says what is missing', async (provider, carrier, missing) => {
  for (const rest of [{}, { baseUrl: 'http://127.0.0.1:1' }]) {
    const stack = { ...stackOf({ carrier: { provider, numbers: [NUMBER], ...rest } }), dir: '/nowhere' }
    // As a copy of .env beside it may have them.
    const env = new Map([
      ['TWILIO_ACCOUNT_SID', 'ACold'],
      ['SIGNALWIRE_SPACE', 'old'],
      ['TELNYX_API_KEY', 'KEYold'],
    ])
    const seen = await runOne(carrierProbe(carrier()), bareSubject({ stack, env }))
    expect(seen).toMatchObject({ status: 'skipped', detail: expect.stringContaining(missing), finding: null })
  }
})

test('credentials under other names are for the chain to find', () => {
  const stack = {
    ...stackOf({ carrier: { provider: 'telnyx', numbers: [NUMBER], credentials: { secret: '${MY_KEY}' } } }),
    dir: '/nowhere',
  }
  expect(carrierProbe(telnyx()).needs(bareSubject({ stack }))).toBe(true)
})

test.each([
  ['{"data":{"available_credit":[]}}', 'pass'],
  ['{"data":{"available_credit":null,"balance":""}}', 'pass'],
  ['{"data":null}', 'pass'],
  ['[]', 'pass'],
  ['{"data":{"available_credit":-1}}', 'fail'],
])('a balance such as %s is %s: what is no amount is not nothing left', async (text, status) => {
  const url = await answering(undo, (_, response) => response.end(text))
  expect(await runOne(carrierProbe(telnyx(url)), bareSubject({ env: new Map([['TELNYX_API_KEY', GOOD]]) }))).toMatchObject({ status })
})

test('the credentials that were sent are the ones that are named', async () => {
  const url = await answering(undo, (_, response) => response.writeHead(401).end())
  const env = new Map([
    ['TWILIO_ACCOUNT_SID', 'ACtest'],
    ['TWILIO_API_KEY', 'SKtest'],
    ['TWILIO_API_SECRET', BAD],
  ])
  expect((await runOne(carrierProbe(twilio(url)), bareSubject({ env }))).detail).toBe(
    'Twilio refuses TWILIO_ACCOUNT_SID and TWILIO_API_SECRET (401)',
  )
})

test.each(['desk', 'desk.signalwire.com', 'https://desk.signalwire.com/'])('SignalWire space %s', (space) => {
  expect(signalwire().question(new Map([['SIGNALWIRE_SPACE', space]])).url).toMatch(/^https:\/\/desk\.signalwire\.com\/api/)
})
