import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newBench, NUMBER, said, SIP_PASSWORD, type Bench } from '../../../../test/support/carriers/bench.ts'
import { TWILIO_DOMAIN, twilioStack } from '../../../../test/support/carriers/stacks.ts'
import { startTwilio, TWILIO_TOKEN, type TwilioStub } from '../../../../test/support/carriers/twilio.ts'
import { Undo } from '../../../../test/support/undo.ts'

const undo = new Undo()
let twilio: TwilioStub
let bench: Bench
beforeEach(async () => {
  twilio = undo.add(await startTwilio(), (stub) => stub.stop())
  bench = await newBench(undo)
})
afterEach(() => undo.run())

const DOMAIN = TWILIO_DOMAIN
const stack = (carrier: object = {}, env: Record<string, string> = {}) => twilioStack(twilio.url, carrier, env)

describe('from nothing', () => {
  test('all of it is made, in an order that leaves nothing half open, and a second apply writes nothing', async () => {
    twilio.addNumber(NUMBER)
    const answer = await bench.apply(stack())
    expect(said(answer)).toEqual([
      'create trunk my-stack: done',
      'create credential list my-stack: done',
      'create credential livekit: done',
      "create trunk's credential list my-stack: done",
      'create origination URL my-stack: done',
      `update number ${NUMBER}: done`,
    ])
    const [trunk] = twilio.trunks
    expect(trunk).toMatchObject({ friendly_name: 'my-stack', domain_name: DOMAIN, secure: false })
    expect(twilio.urls).toMatchObject([{ sip_url: 'sip:livekit.example.com;transport=tcp', enabled: true, priority: 10, weight: 10 }])
    expect(twilio.numbers).toMatchObject([{ trunk_sid: trunk?.sid }])
    expect([...twilio.passwords.values()]).toEqual([SIP_PASSWORD])
    const attach = twilio.writes().findIndex((write) => /Trunks\/TK\w+\/CredentialLists$/.test(write))
    const credential = twilio.writes().findIndex((write) => write.endsWith('/Credentials.json'))
    expect(credential).toBeLessThan(attach)

    const before = twilio.writes().length
    const second = await bench.apply(stack())
    expect(second).toMatchObject({ changes: [], unchanged: 6, notes: [] })
    expect(twilio.writes()).toHaveLength(before)
  })

  test('without calls that go out there are no credentials and no domain', async () => {
    twilio.addNumber(NUMBER)
    const answer = await bench.apply(stack({ outbound: undefined }))
    expect(said(answer)).toEqual(['create trunk my-stack: done', 'create origination URL my-stack: done', `update number ${NUMBER}: done`])
    expect(twilio.trunks).toMatchObject([{ domain_name: null }])
  })

  test('TLS, an edge, transfers and addresses go where Twilio has them', async () => {
    twilio.addNumber(NUMBER)
    const outbound = { domain: DOMAIN, allowedAddresses: ['203.0.113.4', '198.51.100.0/24'] }
    await bench.apply(
      stack({ secure: true, region: 'frankfurt', transfers: 'sip-only', sipHost: 'sip.example.com', port: 15061, outbound }),
    )
    expect(twilio.trunks).toMatchObject([{ secure: true, transfer_mode: 'sip-only' }])
    expect(twilio.urls).toMatchObject([{ sip_url: 'sip:sip.example.com:15061;transport=tls;edge=frankfurt' }])
    expect(
      twilio.addresses.map(({ ip_address, cidr_prefix_length }) => `${String(ip_address)}/${String(cidr_prefix_length)}`).toSorted(),
    ).toEqual(['198.51.100.0/24', '203.0.113.4/32'])
    expect(twilio.attached.map(({ kind }) => String(kind))).toEqual(expect.arrayContaining(['CredentialLists', 'IpAccessControlLists']))
    expect(
      (
        await bench.plan(
          stack({ secure: true, region: 'frankfurt', transfers: 'sip-only', sipHost: 'sip.example.com', port: 15061, outbound }),
        )
      ).changes,
    ).toEqual([])
  })

  test('an API key and its secret may stand in for the account’s token', async () => {
    twilio.addNumber(NUMBER)
    const byKey = stack({}, { TWILIO_AUTH_TOKEN: '', TWILIO_API_KEY: 'SK1', TWILIO_API_SECRET: 'the-secret-of-the-key' })
    await expect(bench.plan(byKey)).rejects.toMatchObject({ code: 'CARRIER_KEY_REFUSED' })
    expect(twilio.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('SK1:the-secret-of-the-key').toString('base64')}`)
  })
})

describe('what is there already', () => {
  test('drift is shown with both values, and mended in place', async () => {
    twilio.addNumber(NUMBER)
    await bench.apply(stack())
    const [url] = twilio.urls
    Object.assign(url ?? {}, { sip_url: 'sip:old.example.com', enabled: false })
    const plan = await bench.plan(stack())
    expect(plan.changes).toMatchObject([
      {
        action: 'update',
        kind: 'origination URL',
        fields: [
          { path: 'enabled', from: false, to: true, side: 'theirs' },
          { path: 'uri', from: 'sip:old.example.com:5060;transport=udp', to: 'sip:livekit.example.com:5060;transport=tcp', side: 'theirs' },
        ],
      },
    ])
    await bench.apply(stack())
    expect(twilio.urls).toMatchObject([{ sip_url: 'sip:livekit.example.com;transport=tcp', enabled: true }])
    const changed = await bench.plan(stack({ sipHost: 'sip.example.com' }))
    expect(changed.changes[0]?.fields).toMatchObject([{ path: 'uri', side: 'ours' }])
  })

  test('a URL that somebody has made by hand for the same place is taken up, not doubled', async () => {
    twilio.addNumber(NUMBER)
    const trunk = twilio.addTrunk('my-stack')
    twilio.urls.push({
      sid: 'OUhand',
      trunk_sid: trunk.sid,
      friendly_name: 'by hand',
      sip_url: 'sip:livekit.example.com:5060;transport=TCP',
      enabled: true,
    })
    await bench.apply(stack())
    expect(twilio.urls).toHaveLength(1)
  })

  test('two trunks of our name are refused with their ids, and nothing is written', async () => {
    twilio.addNumber(NUMBER)
    const sids = [twilio.addTrunk('my-stack'), twilio.addTrunk('my-stack')].map(({ sid }) => sid)
    await expect(bench.apply(stack())).rejects.toMatchObject({ code: 'CARRIER_AMBIGUOUS', details: sids, exit: 2 })
    expect(twilio.writes()).toEqual([])
  })

  test('a name is found behind a hundred others, page after page, and none of those is touched', async () => {
    twilio.pageSize = 7
    for (let index = 0; index < 30; index++) twilio.addTrunk(`foreign-${index}`)
    const own = twilio.addTrunk('my-stack', { domain_name: DOMAIN })
    twilio.addNumber('+151055501001')
    twilio.addNumber(NUMBER)
    const foreign = structuredClone(twilio.trunks.slice(0, 30))
    await bench.apply(stack())
    expect(twilio.trunks).toHaveLength(31)
    expect(twilio.trunks.slice(0, 30)).toEqual(foreign)
    expect(twilio.numbers).toMatchObject([{ trunk_sid: null }, { trunk_sid: own.sid }])
  })

  test('credential lists of others on our trunk are told and left', async () => {
    twilio.addNumber(NUMBER)
    const trunk = twilio.addTrunk('my-stack', { domain_name: DOMAIN })
    twilio.attached.push({ sid: 'CLforeign', friendly_name: 'PBX', trunk_sid: trunk.sid, kind: 'CredentialLists' })
    const answer = await bench.apply(stack())
    expect(answer.notes).toEqual([expect.stringContaining('credential list PBX')])
    expect(twilio.attached).toHaveLength(2)
  })
})

describe('numbers', () => {
  test.each([
    ['another trunk', () => ({ trunk_sid: twilio.addTrunk('PBX').sid }), /^trunk PBX \(TK\w+\)$/],
    ['an application', () => ({ voice_application_sid: 'AP1' }), /^application AP1$/],
    ['a webhook', () => ({ voice_url: 'https://example.com/voice?token=abc' }), /^webhook https:\/\/example\.com\/voice$/],
  ])('one that leads to %s is a move, which says from where', async (_what, fields, from) => {
    twilio.addNumber(NUMBER, fields())
    const plan = await bench.plan(stack())
    expect(plan.moves).toMatchObject([{ name: NUMBER, from: expect.stringMatching(from) }])
    expect(JSON.stringify(plan)).not.toContain('token=abc')
  })

  test("Twilio's demo is nobody's loss", async () => {
    twilio.addNumber(NUMBER, { voice_url: 'https://demo.twilio.com/welcome/voice/' })
    expect((await bench.plan(stack())).moves).toEqual([])
  })

  test('one that the account does not have is refused before anything is written, all of them at once', async () => {
    const wanted = stack({ numbers: [NUMBER, '+15105550101', '+15105550102'] })
    twilio.addNumber(NUMBER)
    await expect(bench.apply(wanted)).rejects.toMatchObject({
      code: 'CARRIER_NUMBER_MISSING',
      message: expect.stringContaining('+15105550101 and +15105550102'),
    })
    expect(twilio.writes()).toEqual([])
  })

  test('one that somebody has moved since the plan was looked at is left alone', async () => {
    const number = twilio.addNumber(NUMBER)
    const pbx = twilio.addTrunk('PBX')
    twilio.interfere = ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/OriginationUrls')) number['trunk_sid'] = pbx.sid
      return null
    }
    const answer = await bench.apply(stack())
    expect(answer.changes.at(-1)).toMatchObject({ kind: 'number', outcome: 'failed', error: { code: 'CARRIER_CHANGED_MEANWHILE' } })
    expect(number['trunk_sid']).toBe(pbx.sid)
  })
})

describe('passwords, which Twilio never shows again', () => {
  test('are unknown where somebody else has set them, and no drift', async () => {
    twilio.addNumber(NUMBER)
    const list = { sid: 'CL00000000000000000000000000000001', friendly_name: 'my-stack' }
    twilio.lists.CredentialLists.push(list)
    twilio.credentials.push({ sid: 'CR1', credential_list_sid: list.sid, username: 'livekit' })
    const plan = await bench.plan(stack())
    expect(plan.changes.filter(({ kind }) => kind === 'credential')).toEqual([])
    expect(plan.notes).toEqual([expect.stringContaining('--rewrite-secrets')])
    await bench.apply(stack(), { rewriteSecrets: true })
    expect(twilio.passwords.get('CR1')).toBe(SIP_PASSWORD)
    expect((await bench.plan(stack())).notes).toEqual([])
  })

  test('are written where ours has changed since, and not otherwise', async () => {
    twilio.addNumber(NUMBER)
    await bench.apply(stack())
    const next = 'Another7Horse8Battery'
    const plan = await bench.plan(stack({}, { SIP_PASSWORD: next }))
    expect(plan.changes).toMatchObject([
      { kind: 'credential', action: 'update', fields: [{ path: 'password', to: '••••••', side: 'ours' }] },
    ])
    expect(JSON.stringify(plan)).not.toContain(next)
    await bench.apply(stack({}, { SIP_PASSWORD: next }))
    expect([...twilio.passwords.values()]).toEqual([next])
    expect((await bench.apply(stack({}, { SIP_PASSWORD: next }))).changes).toEqual([])
  })

  test('leave only fingerprints in a file that is ours alone', async () => {
    twilio.addNumber(NUMBER)
    await bench.apply(stack())
    const file = path.join(bench.dir, '.voicectl/carrier.json')
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain(SIP_PASSWORD)
    expect(text).not.toContain(TWILIO_TOKEN)
    expect(text).not.toContain(DOMAIN)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('are masked where Twilio repeats them', async () => {
    twilio.addNumber(NUMBER)
    const answer = await bench.apply(stack({}, { SIP_PASSWORD: 'tooweakpassword' }))
    expect(answer.changes).toContainEqual(
      expect.objectContaining({ kind: 'credential', outcome: 'failed', error: expect.objectContaining({ code: 'CARRIER_REFUSED' }) }),
    )
    expect(JSON.stringify(answer)).toContain('Twilio 21240')
    expect(JSON.stringify(answer)).not.toContain('tooweakpassword')
  })
})
