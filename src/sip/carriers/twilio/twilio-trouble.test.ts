import { afterEach, beforeEach, expect, test } from 'vitest'
import { isDone } from '../answer.ts'
import { newBench, NUMBER, said, type Bench } from '../../../../test/support/carriers/bench.ts'
import { TWILIO_DOMAIN, twilioStack } from '../../../../test/support/carriers/stacks.ts'
import { startTwilio, TWILIO_SID, TWILIO_TOKEN, type TwilioStub } from '../../../../test/support/carriers/twilio.ts'
import { Undo } from '../../../../test/support/undo.ts'

const undo = new Undo()
let twilio: TwilioStub
let bench: Bench
beforeEach(async () => {
  twilio = undo.add(await startTwilio(), (stub) => stub.stop())
  bench = await newBench(undo)
})
afterEach(() => undo.run())

const stack = (carrier: object = {}, env: Record<string, string> = {}) => twilioStack(twilio.url, carrier, env)

test('a pace that Twilio does not like is waited for as long as it says, also for a create', async () => {
  twilio.addNumber(NUMBER)
  let left = 2
  twilio.interfere = (request) =>
    request.method !== 'GET' && left-- > 0
      ? { status: 429, body: { code: 20_429, message: 'Too Many Requests', status: 429 }, headers: { 'retry-after': '7' } }
      : null
  expect((await bench.apply(stack())).changes.every(({ outcome }) => outcome === 'done')).toBe(true)
  expect(bench.pauses).toEqual([7000, 7000])
  expect(twilio.trunks).toHaveLength(1)
})

test('one that goes on forever ends after some tries, and says what is done', async () => {
  twilio.addNumber(NUMBER)
  twilio.interfere = ({ method, path }) =>
    method === 'POST' && path.endsWith('/OriginationUrls') ? { status: 429, body: { code: 20_429, message: 'Too Many Requests' } } : null
  const answer = await bench.apply(stack())
  const byKind = Object.fromEntries(answer.changes.map(({ kind, outcome }) => [kind, outcome]))
  expect(byKind).toMatchObject({ trunk: 'done', 'origination URL': 'failed', number: 'skipped' })
  expect(answer.changes.find(({ outcome }) => outcome === 'failed')?.error).toMatchObject({ code: 'CARRIER_LIMITED' })
  twilio.interfere = () => null
  await bench.apply(stack())
  expect([twilio.trunks.length, twilio.urls.length, twilio.credentials.length, twilio.attached.length]).toEqual([1, 1, 1, 1])
})

test('a wait that nobody would sit through is told instead', async () => {
  twilio.interfere = () => ({ status: 429, body: { code: 20_429, message: 'Too Many Requests' }, headers: { 'retry-after': '3600' } })
  await expect(bench.plan(stack())).rejects.toMatchObject({ code: 'CARRIER_LIMITED', retryable: true })
  expect(bench.pauses).toEqual([])
})

test('reads are repeated when the server has trouble; creates are looked up first', async () => {
  twilio.addNumber(NUMBER)
  const seen = new Map<string, number>()
  twilio.interfere = ({ method, path }) => {
    const times = (seen.get(`${method} ${path}`) ?? 0) + 1
    seen.set(`${method} ${path}`, times)
    return times === 1 ? (method === 'GET' ? { status: 503, body: null } : 'lose-answer') : null
  }
  expect((await bench.apply(stack())).changes.every(({ outcome }) => outcome === 'done')).toBe(true)
  const { trunks, urls, lists, credentials, attached } = twilio
  expect([trunks, urls, lists.CredentialLists, credentials, attached].map(({ length }) => length)).toEqual([1, 1, 1, 1, 1])
})

test('what never arrived is sent again, once it is seen not to be there', async () => {
  twilio.addNumber(NUMBER)
  const lost = new Set<string>()
  twilio.interfere = ({ method, path }) => {
    if (method === 'GET' || lost.has(path)) return null
    lost.add(path)
    return 'lose'
  }
  expect((await bench.apply(stack())).changes.every(({ outcome }) => outcome === 'done')).toBe(true)
  expect([twilio.trunks.length, twilio.urls.length, twilio.credentials.length, twilio.attached.length]).toEqual([1, 1, 1, 1])
})

test('lists that are behind what was made cause no second one', async () => {
  twilio.addNumber(NUMBER)
  twilio.lag = 2
  twilio.interfere = ({ method, path }) => (method === 'POST' && path === '/v1/Trunks' && twilio.trunks.length === 0 ? 'lose-answer' : null)
  expect(isDone(await bench.apply(stack()))).toBe(true)
  expect([twilio.trunks.length, twilio.urls.length, twilio.credentials.length]).toEqual([1, 1, 1])
})

test('what a run before may have made is waited for, as lists may be behind: no second one', async () => {
  twilio.addNumber(NUMBER)
  twilio.interfere = ({ method }) => (method === 'GET' ? (twilio.trunks.length > 0 ? 'lose' : null) : 'lose-answer')
  await bench.apply(stack({ outbound: undefined }))
  expect(twilio.trunks.length).toBeGreaterThan(0)
  twilio.trunks.splice(1)
  for (const trunk of twilio.trunks) twilio.hide(trunk, 5)
  twilio.interfere = () => null
  bench.pauses.splice(0)
  const answer = await bench.apply(stack({ outbound: undefined }))
  expect(answer.changes.every(({ outcome }) => outcome === 'done')).toBe(true)
  expect(twilio.trunks).toHaveLength(1)
  expect(bench.pauses.length).toBeGreaterThan(0)
})

test('an address list that lacks an address is not what the trunk asks yet', async () => {
  twilio.addNumber(NUMBER)
  twilio.interfere = ({ method, path }) =>
    method === 'POST' && path.endsWith('/IpAddresses.json') ? { status: 400, body: { code: 20_001, message: 'No', status: 400 } } : null
  const answer = await bench.apply(stack({ outbound: { domain: TWILIO_DOMAIN, allowedAddresses: ['203.0.113.4'] } }))
  expect(said(answer)).toContain("create trunk's address list my-stack: skipped")
  expect(twilio.attached.filter(({ kind }) => kind === 'IpAccessControlLists')).toEqual([])
})

test('a password whose write may or may not have come about is written again', async () => {
  twilio.addNumber(NUMBER)
  twilio.interfere = ({ method, path }) =>
    path.endsWith('/Credentials.json') && twilio.lists.CredentialLists.length > 0 ? (method === 'GET' ? 'lose' : 'lose-answer') : null
  expect(said(await bench.apply(stack()))).toContain('create credential livekit: failed')
  twilio.credentials.splice(1)
  twilio.interfere = () => null
  const plan = await bench.plan(stack({}, { SIP_PASSWORD: 'Another5Horse0Battery' }))
  expect(plan.changes.find(({ kind }) => kind === 'credential')).toMatchObject({ action: 'update', fields: [{ path: 'password' }] })
  await bench.apply(stack({}, { SIP_PASSWORD: 'Another5Horse0Battery' }))
  expect([...twilio.passwords.values()]).toContain('Another5Horse0Battery')
})

test('a redirect is followed nowhere: the account’s token is for Twilio alone', async () => {
  const other = undo.add(await startTwilio(), (stub) => stub.stop())
  twilio.interfere = ({ path }) => ({ status: 307, body: null, headers: { location: `${other.url}${path}` } })
  await expect(bench.plan(stack())).rejects.toMatchObject({
    code: 'CARRIER_SENT_ON',
    why: expect.stringContaining(`is answered with 307: it leads to ${new URL(other.url).host}`),
  })
  expect(other.requests).toEqual([])
  expect(bench.pauses).toEqual([])
})

test('of a redirect’s address only the host is told, and one without an address is told as that', async () => {
  twilio.interfere = () => ({ status: 302, body: null, headers: { location: 'https://portal.example/login?token=of-somebody' } })
  const failure: unknown = await bench.plan(stack()).catch((error: unknown) => error)
  expect(failure).toMatchObject({ why: expect.stringContaining('it leads to portal.example.') })
  expect(String((failure as { why: string }).why)).not.toContain('of-somebody')
  twilio.interfere = () => ({ status: 301, body: null })
  await expect(bench.plan(stack())).rejects.toMatchObject({
    code: 'CARRIER_SENT_ON',
    why: expect.stringContaining('does not say where to'),
  })
})

test('a link to the next page is followed by its path alone, and only where it has one', async () => {
  const other = undo.add(await startTwilio(), (stub) => stub.stop())
  const linkTo = (link: string) => {
    twilio.interfere = ({ path }) => (path === '/v1/Trunks' ? { status: 200, body: { trunks: [], meta: { next_page_url: link } } } : null)
    return bench.plan(stack())
  }
  twilio.addNumber(NUMBER)
  await linkTo(`${other.url}/v1/Trunks`)
  expect(other.requests).toEqual([])
  // Behind a host name a path without a slash would make another name of it.
  for (const link of ['x:.example.com/v1', 'mailto:@example.com', 'http://['])
    await expect(linkTo(link)).rejects.toMatchObject({
      code: 'CARRIER_ANSWER_UNREADABLE',
      why: expect.stringContaining('meta.next_page_url is text, expected a link'),
    })
})

test('a list that never comes to an end is given up', async () => {
  let page = 0
  twilio.interfere = ({ path }) =>
    path === '/v1/Trunks' ? { status: 200, body: { trunks: [], meta: { next_page_url: `/v1/Trunks?Page=${++page}` } } } : null
  await expect(bench.plan(stack())).rejects.toMatchObject({
    code: 'CARRIER_ANSWER_UNREADABLE',
    why: expect.stringContaining('page 200 of the list'),
  })
  expect(page).toBe(200)
})

test.each([
  ['a page of somebody else', { body: null, text: '<html>Sign in</html>' }, 'GET /v1/Trunks answers 200: the answer is no JSON.'],
  ['no list', { body: { trunks: null } }, 'trunks is null, expected a list'],
  ['nothing', { body: null }, 'the answer is null, expected an object'],
  ['an item that is none', { body: { trunks: [null] } }, 'trunks[0] is null, expected an object'],
  ['a number for an id', { body: { trunks: [{ sid: 5 }] } }, 'trunks[0].sid is a number, expected an id'],
  ['a way out of the path', { body: { trunks: [{ sid: '../Accounts' }] } }, 'trunks[0].sid is text, expected an id'],
])('%s in the place of an answer is told by its place, and nothing of what it holds', async (_what, answer, why) => {
  twilio.interfere = ({ path }) => (path === '/v1/Trunks' ? { status: 200, ...answer } : null)
  await expect(bench.plan(stack())).rejects.toMatchObject({
    code: 'CARRIER_ANSWER_UNREADABLE',
    why: expect.stringContaining(why),
    fix: [{ text: expect.stringContaining(`sip.carrier.baseUrl is ${twilio.url}`) }],
  })
})

test('a carrier that repeats what it was sent shows no credential', async () => {
  twilio.interfere = ({ headers }) => ({
    status: 400,
    body: { code: headers.authorization, message: `bad header ${headers.authorization}` },
  })
  const failure: unknown = await bench.plan(stack()).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'CARRIER_REFUSED', message: expect.stringContaining('bad header Basic ••••••') })
  expect(JSON.stringify(failure)).not.toContain(Buffer.from(`${TWILIO_SID}:${TWILIO_TOKEN}`).toString('base64'))
})

test('a refusal in the middle leaves what is done, and the carrier’s own words', async () => {
  twilio.addNumber(NUMBER)
  twilio.takenDomains.add(TWILIO_DOMAIN)
  const answer = await bench.apply(stack())
  expect(said(answer)).toContain('create trunk my-stack: failed')
  expect(answer.changes[0]?.error).toMatchObject({
    code: 'CARRIER_REFUSED',
    message: expect.stringContaining('Trunk Domain already taken (Twilio 21248)'),
  })
  expect(answer.changes.at(-1)).toMatchObject({ outcome: 'skipped' })
  twilio.takenDomains.clear()
  await bench.apply(stack())
  expect(twilio.trunks).toHaveLength(1)
})

test('Ctrl-C lets what runs end, and begins nothing more', async () => {
  twilio.addNumber(NUMBER)
  const stop = new AbortController()
  twilio.interfere = ({ method }) => {
    if (method === 'POST') stop.abort()
    return null
  }
  const answer = await bench.apply(stack(), { stop: stop.signal })
  expect(answer.changes.map(({ outcome }) => outcome)).toEqual(['done', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped'])
  expect(twilio.writes()).toHaveLength(1)
})

test('wrong credentials say so, and out of reach is something else', async () => {
  await expect(bench.plan(stack({}, { TWILIO_AUTH_TOKEN: 'wrong-token-0123456789' }))).rejects.toMatchObject({
    code: 'CARRIER_KEY_REFUSED',
    why: expect.stringContaining('Twilio 20003'),
    exit: 2,
  })
  await expect(bench.plan(stack({ baseUrl: 'http://127.0.0.1:1' }))).rejects.toMatchObject({
    code: 'CARRIER_UNREACHABLE',
    retryable: true,
  })
})
