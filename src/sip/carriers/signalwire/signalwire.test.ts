import { afterEach, beforeEach, expect, test } from 'vitest'
import { newBench, NUMBER, said, type Bench } from '../../../../test/support/carriers/bench.ts'
import { signalwireStack } from '../../../../test/support/carriers/stacks.ts'
import { startSignalWire, type SignalWireStub } from '../../../../test/support/carriers/signalwire.ts'
import { Undo } from '../../../../test/support/undo.ts'

const undo = new Undo()
let signalwire: SignalWireStub
let bench: Bench
beforeEach(async () => {
  signalwire = undo.add(await startSignalWire(), (stub) => stub.stop())
  bench = await newBench(undo)
})
afterEach(() => undo.run())

const stack = (carrier: object = {}, env: Record<string, string> = {}) => signalwireStack(signalwire.url, carrier, env)

function connectOf(name: string): unknown {
  const script = signalwire.scripts.find((row) => row['display_name'] === name)?.['swml_script'] as { contents: unknown } | undefined
  return (script?.contents as { sections: { main: unknown[] } } | undefined)?.sections.main
}

test('scripts, the number and the domain are made, and a second apply writes nothing', async () => {
  signalwire.addNumber(NUMBER)
  const answer = await bench.apply(stack())
  expect(said(answer)).toEqual([
    'create SWML script my-stack inbound: done',
    `update number ${NUMBER}: done`,
    'create SWML script my-stack outbound: done',
    'create domain application my-stack: done',
  ])
  expect(connectOf('my-stack inbound')).toEqual([{ connect: { to: 'sip:%{call.to}@livekit.example.com;transport=tcp' } }])
  expect(connectOf('my-stack outbound')).toMatchObject([{ connect: { answer_on_bridge: true, to: expect.stringContaining('call.to') } }])
  const urls = signalwire.scripts.map((row) => (row['swml_script'] as { request_url: string }).request_url)
  expect(signalwire.numbers).toMatchObject([{ call_handler: 'relay_script', call_relay_script_url: urls[0] }])
  expect(signalwire.domains).toMatchObject([
    {
      identifier: 'my-stack',
      user: '*',
      ip_auth_enabled: true,
      ip_auth: ['203.0.113.4'],
      call_relay_script_url: urls[1],
      encryption: 'optional',
    },
  ])
  const before = signalwire.writes().length
  expect(await bench.apply(stack())).toMatchObject({ changes: [], unchanged: 4 })
  expect(signalwire.writes()).toHaveLength(before)
})

test('a number stays where it is until the script that is to take its calls is there', async () => {
  const number = signalwire.addNumber(NUMBER)
  const before = structuredClone(number)
  signalwire.interfere = ({ method, path }) =>
    method === 'POST' && path.includes('swml_script') ? { status: 422, body: { errors: [{ detail: 'No', code: 'invalid' }] } } : null
  const answer = await bench.apply(stack())
  expect(answer.changes.find(({ kind }) => kind === 'number')).toMatchObject({ outcome: 'skipped' })
  expect(number).toEqual(before)
})

test('a number that is put elsewhere while the plan is looked at stays there', async () => {
  const number = signalwire.addNumber(NUMBER)
  signalwire.interfere = ({ method }) => {
    if (method !== 'GET') Object.assign(number, { call_handler: 'laml_webhooks', call_request_url: 'https://example.com/voice' })
    return null
  }
  const answer = await bench.apply(stack())
  expect(answer.changes.find(({ kind }) => kind === 'number')).toMatchObject({
    outcome: 'failed',
    error: { code: 'CARRIER_CHANGED_MEANWHILE', message: expect.stringContaining('https://example.com/voice') },
  })
  expect(number).toMatchObject({ call_handler: 'laml_webhooks' })
})

test('a script that somebody has added to is shown as a whole before it is replaced', async () => {
  signalwire.addNumber(NUMBER)
  await bench.apply(stack())
  const own = signalwire.scripts[0]?.['swml_script'] as { contents: unknown }
  own.contents = { sections: { main: [{ record_call: { format: 'mp3' } }, { connect: { to: 'sip:x@y' } }] } }
  const plan = await bench.plan(stack())
  expect(plan.changes).toMatchObject([{ kind: 'SWML script', fields: [{ from: expect.stringContaining('record_call'), side: 'theirs' }] }])
})

test('a domain that lets everybody call is closed', async () => {
  signalwire.addNumber(NUMBER)
  await bench.apply(stack())
  Object.assign(signalwire.domains[0] ?? {}, { ip_auth_enabled: false })
  const plan = await bench.plan(stack())
  expect(plan.changes).toMatchObject([{ fields: [{ path: 'allowedAddresses', from: ['any'], to: ['203.0.113.4'] }] }])
  await bench.apply(stack())
  expect(signalwire.domains).toMatchObject([{ ip_auth_enabled: true }])
})

test('a number that the dashboard has tied to our script is ours', async () => {
  signalwire.addNumber(NUMBER)
  await bench.apply(stack())
  Object.assign(signalwire.numbers[0] ?? {}, {
    call_handler: 'ai_agent',
    call_relay_script_url: null,
    calling_handler_resource_id: signalwire.scripts[0]?.id,
  })
  expect((await bench.plan(stack())).changes).toEqual([])
})

test.each([
  [
    'a webhook',
    { call_handler: 'laml_webhooks', call_request_url: 'https://example.com/voice?key=hidden' },
    'laml_webhooks https://example.com/voice',
  ],
  ['an application', { call_handler: 'laml_application', call_laml_application_id: 'app-1' }, 'laml_application app-1'],
])('a number that leads to %s is a move, which says from where', async (_what, fields, from) => {
  signalwire.addNumber(NUMBER, fields)
  const plan = await bench.plan(stack())
  expect(plan.moves).toEqual([{ name: NUMBER, from }])
  expect(JSON.stringify(plan)).not.toContain('key=hidden')
})

test('names are found page after page by the links, whichever host they name', async () => {
  signalwire.pageSize = 2
  for (let index = 0; index < 5; index++) signalwire.addScript(`foreign ${index}`, { sections: {} })
  for (const number of ['+151055501001', '+151055501002', NUMBER]) signalwire.addNumber(number)
  signalwire.addScript('my-stack inbound', { sections: { main: [] } })
  expect(said(await bench.plan(stack()))).toEqual([
    'update SWML script my-stack inbound: planned',
    `update number ${NUMBER}: planned`,
    'create SWML script my-stack outbound: planned',
    'create domain application my-stack: planned',
  ])
  signalwire.addScript('my-stack inbound', { sections: {} })
  await expect(bench.plan(stack())).rejects.toMatchObject({ code: 'CARRIER_AMBIGUOUS' })
})

test('addresses of LiveKit Cloud are those that may call, where that is the target', async () => {
  const cloud = stack({ sipHost: 'abc.sip.livekit.cloud', outbound: { allowedAddresses: ['143.223.88.0/21', '161.115.160.0/19'] } })
  signalwire.addNumber(NUMBER)
  await bench.apply(cloud)
  expect(signalwire.domains).toMatchObject([{ ip_auth: ['143.223.88.0/21', '161.115.160.0/19'] }])
})

test("both forms of its errors are told in SignalWire's own words, and wrong credentials as that", async () => {
  signalwire.addNumber(NUMBER)
  signalwire.domains.push({
    id: 'd1',
    name: 'foreign',
    domain: 'acme-other.dapp.signalwire.com',
    identifier: 'other',
    user: '*',
    ip_auth: [],
    ip_auth_enabled: true,
  })
  signalwire.interfere = ({ method, path }) =>
    method === 'POST' && path.endsWith('domain_applications')
      ? { status: 422, body: { errors: [{ detail: 'Identifier has already been taken', status: '422', title: 'x', code: 'not_unique' }] } }
      : null
  const answer = await bench.apply(stack())
  expect(answer.changes.at(-1)?.error).toMatchObject({
    message: 'SignalWire refused it: Identifier has already been taken (SignalWire not_unique)',
  })
  await expect(bench.plan(stack({}, { SIGNALWIRE_API_TOKEN: 'wrong' }))).rejects.toMatchObject({
    code: 'CARRIER_KEY_REFUSED',
    why: 'It says 401: Unauthorized',
  })
})

test.each([
  [{ error: { code: 'not_found', message: 'No such space' } }, 'It says 404: No such space (SignalWire not_found)'],
  [{ error: { code: 7, message: { text: 'No' } } }, 'It says 404 (SignalWire 7).'],
  [{ error: 'Not Found' }, 'It says 404: Not Found'],
  [{ errors: { name: ['taken'] } }, 'It says 404 and nothing else.'],
  [[null, 5], 'It says 404 and nothing else.'],
])('an error body such as %j is told as far as it can be read', async (body, why) => {
  signalwire.interfere = () => ({ status: 404, body })
  await expect(bench.plan(stack())).rejects.toMatchObject({ code: 'CARRIER_NOT_FOUND', why })
})

test('a script that is no script is shown as a whole', async () => {
  signalwire.addNumber(NUMBER)
  await bench.apply(stack())
  const own = signalwire.scripts[0]?.['swml_script'] as { contents: unknown }
  for (const contents of [null, 5, 'no JSON', { sections: { main: 5 } }, { sections: { main: [{ connect: { to: { toString: 1 } } }] } }]) {
    own.contents = contents
    expect((await bench.plan(stack())).changes).toMatchObject([{ kind: 'SWML script', fields: [{ path: 'connectsTo' }] }])
  }
})
