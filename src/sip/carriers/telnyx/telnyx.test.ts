import { afterEach, beforeEach, expect, test } from 'vitest'
import { isDone } from '../answer.ts'
import { newBench, NUMBER, said, SIP_PASSWORD, type Bench } from '../../../../test/support/carriers/bench.ts'
import { telnyxStack } from '../../../../test/support/carriers/stacks.ts'
import { startTelnyx, type TelnyxStub } from '../../../../test/support/carriers/telnyx.ts'
import { Undo } from '../../../../test/support/undo.ts'

const undo = new Undo()
let telnyx: TelnyxStub
let bench: Bench
beforeEach(async () => {
  telnyx = undo.add(await startTelnyx(), (stub) => stub.stop())
  bench = await newBench(undo)
})
afterEach(() => undo.run())

const stack = (carrier: object = {}, env: Record<string, string> = {}) => telnyxStack(telnyx.url, carrier, env)

test('all of it is made and tied together, and a second apply writes nothing', async () => {
  telnyx.addNumber(NUMBER)
  const answer = await bench.apply(stack())
  expect(said(answer)).toEqual([
    'create outbound voice profile my-stack: done',
    'create connection my-stack: done',
    'create credentials my-stack: done',
    'create FQDN my-stack: done',
    'create primary FQDN my-stack: done',
    `update number ${NUMBER}: done`,
  ])
  const [connection] = telnyx.connections
  const [fqdn] = telnyx.fqdns
  expect(connection).toMatchObject({
    connection_name: 'my-stack',
    transport_protocol: 'TCP',
    inbound: { ani_number_format: '+E.164', dnis_number_format: '+e164', codecs: ['G722'], default_primary_fqdn_id: fqdn?.id },
    outbound: { outbound_voice_profile_id: telnyx.profiles[0]?.id },
  })
  expect(fqdn).toMatchObject({ fqdn: 'livekit.example.com', port: 5060, dns_record_type: 'a', connection_id: connection?.id })
  expect(telnyx.profiles).toMatchObject([{ name: 'my-stack', whitelisted_destinations: ['US', 'CA'], enabled: true }])
  expect([...telnyx.authentications.values()]).toMatchObject([
    { user_name: 'livekit1', password: SIP_PASSWORD, fqdn_outbound_authentication: 'credential-authentication' },
  ])
  expect(telnyx.numbers).toMatchObject([{ connection_id: connection?.id }])
  // Before the connection leads somewhere the calls of its numbers are lost.
  expect(telnyx.writes().at(-1)).toBe(`PATCH /v2/phone_numbers/${telnyx.numbers[0]?.id}`)
  const before = telnyx.writes().length
  expect(await bench.apply(stack())).toMatchObject({ changes: [], unchanged: 6, notes: [] })
  expect(telnyx.writes()).toHaveLength(before)
})

test('limits, a region and TLS go where Telnyx has them', async () => {
  telnyx.addNumber(NUMBER)
  const carrier = { secure: true, region: 'Europe', outbound: { destinations: ['GB', 'DE'], concurrentCalls: 5, dailyLimit: 20 } }
  await bench.apply(stack(carrier))
  expect(telnyx.connections).toMatchObject([{ transport_protocol: 'TLS', inbound: { sip_region: 'Europe' } }])
  expect(telnyx.fqdns).toMatchObject([{ port: 5061 }])
  expect(telnyx.profiles).toMatchObject([
    { whitelisted_destinations: ['GB', 'DE'], concurrent_call_limit: 5, daily_spend_limit: '20.00', daily_spend_limit_enabled: true },
  ])
  expect((await bench.plan(stack(carrier))).changes).toEqual([])
})

test('another host takes the place of the one before, and stands not beside it', async () => {
  telnyx.addNumber(NUMBER)
  await bench.apply(stack())
  const answer = await bench.apply(stack({ sipHost: 'sip.example.com', port: 15060 }))
  expect(said(answer)).toContain('update FQDN my-stack: done')
  expect(telnyx.fqdns).toMatchObject([{ fqdn: 'sip.example.com', port: 15060 }])
  expect((await bench.plan(stack({ sipHost: 'sip.example.com', port: 15060 }))).changes).toEqual([])
})

test('what else is set on a connection stays, also where its blocks are taken whole', async () => {
  telnyx.addNumber(NUMBER)
  telnyx.addConnection('my-stack', {
    inbound: { ani_number_format: 'E.164', codecs: ['OPUS'], timeout_1xx_secs: 7 },
    outbound: { localization: 'US' },
  })
  await bench.apply(stack())
  expect(telnyx.connections).toMatchObject([
    {
      inbound: { ani_number_format: '+E.164', codecs: ['OPUS'], timeout_1xx_secs: 7, default_primary_fqdn_id: telnyx.fqdns[0]?.id },
      outbound: { localization: 'US', outbound_voice_profile_id: telnyx.profiles[0]?.id },
    },
  ])
})

test('a number on a connection of others is a move, and a part of its digits is another number', async () => {
  const pbx = telnyx.addConnection('PBX')
  telnyx.addNumber('+151055501001')
  telnyx.addNumber(NUMBER, { connection_id: pbx.id })
  const plan = await bench.plan(stack())
  expect(plan.moves).toEqual([{ name: NUMBER, from: `connection PBX (${pbx.id})` }])
  await bench.apply(stack())
  expect(telnyx.numbers[0]).toMatchObject({ connection_id: null })
})

test('a number that is put elsewhere while the plan is looked at stays there', async () => {
  const pbx = telnyx.addConnection('PBX')
  const number = telnyx.addNumber(NUMBER)
  telnyx.interfere = ({ method }) => {
    if (method !== 'GET') number['connection_id'] = pbx.id
    return null
  }
  const answer = await bench.apply(stack())
  expect(answer.changes.at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'CARRIER_CHANGED_MEANWHILE' } })
  expect(number).toMatchObject({ connection_id: pbx.id })
})

test('what Telnyx stores in another way than it was sent is told, and is no agreement', async () => {
  telnyx.addNumber(NUMBER)
  telnyx.interfere = ({ method, path }) => {
    if (method === 'GET' && path.includes('outbound_voice_profiles'))
      for (const row of telnyx.profiles) row['whitelisted_destinations'] = ['US']
    return null
  }
  const answer = await bench.apply(stack())
  expect(answer.changes[0]).toMatchObject({ kind: 'outbound voice profile', outcome: 'done', differs: ['destinations'] })
  expect(isDone(answer)).toBe(false)
  const plan = await bench.plan(stack())
  expect(plan.changes).toMatchObject([{ fields: [{ path: 'destinations', from: ['US'], to: ['CA', 'US'], side: 'unknown' }] }])
})

test('names are found page after page; two of one name are refused', async () => {
  telnyx.pageSize = 3
  telnyx.addNumber(NUMBER)
  for (let index = 0; index < 8; index++) telnyx.addConnection(`foreign-${index}`)
  telnyx.addConnection('my-stack')
  expect(said(await bench.plan(stack()))).toContain('update connection my-stack: planned')
  telnyx.addConnection('my-stack')
  await expect(bench.plan(stack())).rejects.toMatchObject({ code: 'CARRIER_AMBIGUOUS', details: [expect.any(String), expect.any(String)] })
})

test("a user name that is another's is told in Telnyx's own words", async () => {
  telnyx.addNumber(NUMBER)
  telnyx.takenUsers.add('livekit1')
  const answer = await bench.apply(stack())
  expect(answer.changes.find(({ kind }) => kind === 'credentials')?.error).toMatchObject({
    code: 'CARRIER_REFUSED',
    message: expect.stringContaining('user_name has already been taken (/user_name) (Telnyx 10012)'),
  })
})

test('its pace is kept by the seconds until its window ends', async () => {
  telnyx.addNumber(NUMBER)
  let left = 1
  telnyx.interfere = () =>
    left-- > 0
      ? { status: 429, body: { errors: [{ code: '10011', title: 'Too many requests' }] }, headers: { 'x-ratelimit-reset': '3' } }
      : null
  await bench.plan(stack())
  expect(bench.pauses).toEqual([3000])
})

test('a wrong key is told as that', async () => {
  await expect(bench.plan(stack({}, { TELNYX_API_KEY: 'wrong' }))).rejects.toMatchObject({
    code: 'CARRIER_KEY_REFUSED',
    why: expect.stringContaining('Telnyx 10009'),
  })
})

test('numbers that are written as text are numbers, and a list that is none is told', async () => {
  telnyx.addNumber(NUMBER)
  const carrier = { outbound: { concurrentCalls: 5, dailyLimit: 20 } }
  await bench.apply(stack(carrier))
  Object.assign(telnyx.fqdns[0] ?? {}, { port: '5060' })
  Object.assign(telnyx.profiles[0] ?? {}, { concurrent_call_limit: '5', daily_spend_limit: 20 })
  expect((await bench.plan(stack(carrier))).changes).toEqual([])
  Object.assign(telnyx.profiles[0] ?? {}, { whitelisted_destinations: 'US' })
  await expect(bench.plan(stack(carrier))).rejects.toMatchObject({
    code: 'CARRIER_ANSWER_UNREADABLE',
    why: expect.stringContaining('data[0].whitelisted_destinations is text, expected a list'),
  })
})
