import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { takeLock } from '../../src/platform/lock-file.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { lacks } from '../support/require.ts'
import { startSipStack, type SipStack } from '../support/sip-server.ts'
import { Undo } from '../support/undo.ts'
import { runVoicectl } from '../support/voicectl.ts'

interface Answer {
  ok: boolean
  data: { changes: { outcome: string; error: { code: string } | null }[]; applied: { notStored: unknown[] } }
  error: { code: string; message: string; why: string | null; fix: { text: string; command?: string }[]; problems: { message: string }[] }
}

const TRUNK = { name: 'carrier-in', numbers: ['+15550000001'] }

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('sip apply that can not be', () => {
  const undo = new Undo()
  let stack: SipStack
  beforeAll(async () => void (stack = await startSipStack()))
  afterEach(async () => {
    await undo.run()
    await stack.clear()
  })
  afterAll(() => stack.stop())

  interface Project {
    url: string
    pair?: Pick<LiveKit, 'apiKey' | 'apiSecret'>
    sip?: object
    env?: string
  }

  async function project({ url, pair = stack.livekit, sip = { inbound: [TRUNK] }, env = '' }: Project): Promise<string> {
    const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-refusal-'))
    undo.add(dir, (folder) => rm(folder, { recursive: true, force: true }))
    await writeFile(path.join(dir, 'voicectl.yaml'), stringify({ version: 1, name: 's', target: 'cloud', livekit: { url }, sip }))
    await writeFile(path.join(dir, '.env'), `LIVEKIT_API_KEY=${pair.apiKey}\nLIVEKIT_API_SECRET=${pair.apiSecret}\n${env}`, { mode: 0o600 })
    return dir
  }

  async function apply(from: Project, ...more: string[]): Promise<{ exitCode: number; answer: Answer; stderr: string }> {
    const cwd = await project(from)
    const { stdout, stderr, exitCode } = await runVoicectl(['sip', 'apply', '--json', ...more], { cwd })
    return { exitCode, stderr, answer: JSON.parse(stdout) as Answer }
  }

  /** In front of the real server: `change` may answer in its place, or change what is sent. */
  async function inFront(change: (method: string, body: Record<string, unknown>) => object | null): Promise<string> {
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>
        const instead = change(incoming.url?.split('/').at(-1) ?? '', body)
        if (instead) return outgoing.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify(instead))
        const { 'content-length': _, ...headers } = incoming.headers
        const onward = send(
          { port: stack.livekit.port, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers },
          (answer) => {
            outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
            answer.pipe(outgoing)
          },
        )
        onward.end(JSON.stringify(body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    undo.add(server, async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('a wrong secret, an unknown key, and nobody there', async () => {
    const { url, apiKey, apiSecret } = stack.livekit
    const wrong = await apply({ url, pair: { apiKey, apiSecret: randomBytes(24).toString('hex') } })
    expect(wrong).toMatchObject({ exitCode: 2, answer: { error: { code: 'SERVER_KEY_REFUSED', why: expect.stringContaining('secret') } } })
    const unknown = await apply({ url, pair: { apiKey: 'APIunknown', apiSecret } })
    expect(unknown.answer.error).toMatchObject({ code: 'SERVER_KEY_REFUSED', why: expect.stringContaining('does not know the key') })
    const nobody = await apply({ url: `ws://127.0.0.1:${await freePort()}` })
    expect(nobody).toMatchObject({ exitCode: 1, answer: { error: { code: 'SERVER_UNREACHABLE', retryable: true } } })
    for (const { answer } of [wrong, unknown, nobody]) expect(JSON.stringify(answer)).not.toContain(apiSecret)
  })

  it('a server without Redis', async () => {
    const bare = undo.add(await startLiveKit(), (server) => server.stop())
    expect(await apply({ url: bare.url, pair: bare })).toMatchObject({ exitCode: 1, answer: { error: { code: 'SERVER_WITHOUT_REDIS' } } })
  })

  it('a server that is too old to change in place', async () => {
    const url = await inFront((method) =>
      method.startsWith('Update') ? { code: 'bad_route', msg: 'no handler for path "/twirp/livekit.SIP/UpdateSIPInboundTrunk"' } : null,
    )
    expect((await apply({ url })).exitCode).toBe(0)
    const changed = await apply({ url, sip: { inbound: [{ ...TRUNK, ringingTimeout: '20s' }] } }, '--yes')
    expect(changed).toMatchObject({
      exitCode: 1,
      answer: { ok: false, data: { changes: [{ outcome: 'failed', error: { code: 'SERVER_TOO_OLD' } }] } },
    })
  })

  it('a server that drops what it does not know', async () => {
    const url = await inFront((method, body) => {
      if (method === 'CreateSIPInboundTrunk') delete (body['trunk'] as Record<string, unknown>)['authRealm']
      return null
    })
    const sip = { inbound: [{ ...TRUNK, authUsername: 'u', authPassword: '${PASS}', authRealm: 'realm' }] }
    const { exitCode, answer } = await apply({ url, sip, env: 'PASS=carrier-password\n' })
    expect(exitCode).toBe(1)
    expect(answer.data.applied.notStored).toEqual([{ kind: 'inbound trunk', name: 'carrier-in', paths: ['authRealm'] }])
    expect(JSON.stringify(answer)).not.toContain('carrier-password')
  })

  it('another web server, and one that redirects', async () => {
    const web = createServer((_, response) => response.writeHead(404).end('not here'))
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
    undo.add(web, async () => void web.close())
    expect(await apply({ url: `ws://127.0.0.1:${(web.address() as AddressInfo).port}` })).toMatchObject({
      exitCode: 2,
      answer: { error: { code: 'SERVER_NOT_LIVEKIT' } },
    })
  })

  it('a secret that .env lacks, and a password in voicectl.yaml', async () => {
    const { url } = stack.livekit
    const auth = { authUsername: 'u', authPassword: '${CARRIER_PASSWORD}' }
    expect(await apply({ url, sip: { inbound: [{ ...TRUNK, ...auth }] } })).toMatchObject({
      exitCode: 2,
      answer: { error: { code: 'SIP_SECRET_MISSING', message: expect.stringContaining('CARRIER_PASSWORD') } },
    })
    const written = await apply({ url, sip: { inbound: [{ ...TRUNK, authUsername: 'u', authPassword: 'in-the-open-123' }] } })
    expect(written.answer.error).toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [{ message: expect.stringContaining('a name in .env') }],
    })
    expect(JSON.stringify(written.answer)).not.toContain('in-the-open-123')
  })

  it('what would be lost needs consent where nobody can be asked', async () => {
    const { url } = stack.livekit
    await stack.api.create('inbound', { ...TRUNK, metadata: 'by hand' })
    const refused = await apply({ url })
    expect(refused).toMatchObject({ exitCode: 2, answer: { error: { code: 'CONFIRMATION_MISSING' } } })
    expect((await stack.api.list()).inbound).toMatchObject([{ metadata: 'by hand' }])
    expect((await apply({ url }, '--yes')).exitCode).toBe(0)
  })

  it('bad input: all of it at once, with what is meant, and nothing is written', async () => {
    const sip = {
      inbound: [
        { name: 'a', numbers: ['0207946000'], allowedAddresses: ['1.2.3.4, 5.6.7.8'] },
        { name: 'b', numbers: ['+15550000002'], authUsername: 'u' },
      ],
      outbound: [{ name: 'o', address: 'sip:a.example.com', numbers: ['+15550000002'] }],
      dispatch: [
        { name: 'r', trunks: ['c'], rule: { individual: {} } },
        { name: 's', trunks: ['b'], inboundNumbers: ['+15550000002'], rule: { individual: {} } },
      ],
    }
    const { exitCode, answer } = await apply({ url: stack.livekit.url, sip })
    expect(exitCode).toBe(2)
    expect(answer.error.code).toBe('SIP_CONFIG_FAULTY')
    const told = answer.error.problems.map(({ message }) => /\(([\w.-]+)\)$/.exec(message)?.[1])
    expect(told).toEqual([
      'trunk.allowed-address-invalid',
      'trunk.username-without-password',
      'trunk.address-not-host',
      'sip.trunk-name-unknown',
      'dispatch.caller-filter-is-own-number',
    ])
    expect(await stack.api.list()).toEqual({ inbound: [], outbound: [], rules: [] })
    const twice = await apply({ url: stack.livekit.url, sip: { inbound: [TRUNK, { ...TRUNK, numbers: ['+15550000009'] }] } })
    expect(twice.answer.error).toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [{ message: expect.stringContaining('another carrier-in') }],
    })
    const short = await apply({ url: stack.livekit.url, sip: { inbound: [{ name: 'n', numbers: ['0015550000001'] }] } })
    expect(short).toMatchObject({ exitCode: 0, answer: { data: { warnings: [{ fix: expect.stringContaining('+15550000001') }] } } })
  })

  it('while another apply of the stack is at work', async () => {
    const cwd = await project({ url: stack.livekit.url })
    const held = await takeLock(path.join(cwd, '.voicectl/sip/lock'))
    if ('holder' in held) throw new Error('nobody else can have it')
    undo.add(held, (lock) => lock.release())
    const { stdout, exitCode } = await runVoicectl(['sip', 'apply', '--json'], { cwd })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SIP_APPLY_RUNNING', retryable: true } })
    expect((await stack.api.list()).inbound).toEqual([])
    await held.release()
    expect((await runVoicectl(['sip', 'apply'], { cwd })).exitCode).toBe(0)
  })

  it('a folder without a stack, with files for lk, and with nothing', async () => {
    const { url, apiKey, apiSecret } = stack.livekit
    const cwd = await mkdtemp(path.join(tmpdir(), 'voicectl-bare-'))
    undo.add(cwd, (folder) => rm(folder, { recursive: true, force: true }))
    const env = { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret }
    const bare = await runVoicectl(['sip', 'trunk', 'list', '--json'], { cwd })
    expect(JSON.parse(bare.stdout)).toMatchObject({
      error: { code: 'SERVER_ACCESS_MISSING', why: expect.stringContaining('LIVEKIT_API_SECRET') },
    })
    await writeFile(
      path.join(cwd, 'trunk.json'),
      JSON.stringify({ trunk: { name: 'from lk', numbers: ['+15550000002'], auth_username: 'u', auth_password: 'secret-1' } }),
    )
    await writeFile(
      path.join(cwd, 'dispatch.json'),
      JSON.stringify({
        dispatch_rule: { name: 'rule', trunk_ids: ['from lk'], rule: { dispatchRuleIndividual: { roomPrefix: 'call-' } } },
      }),
    )
    const files = ['--file', 'trunk.json', '--file', 'dispatch.json']
    const applied = await runVoicectl(['sip', 'apply', ...files, '--json'], { cwd, env })
    expect(applied.exitCode, applied.stdout).toBe(0)
    expect(applied.stdout).not.toContain('secret-1')
    const again = await runVoicectl(['sip', 'plan', ...files, '--json', '--check'], { cwd, env })
    expect(again.exitCode).toBe(0)
    const listed = await runVoicectl(['sip', 'dispatch', 'list', '--json'], { cwd, env })
    expect(JSON.parse(listed.stdout)).toMatchObject({ data: { rules: [{ name: 'rule', trunks: ['from lk'] }] } })
    await writeFile(path.join(cwd, 'bad.json'), JSON.stringify({ trunk: { name: 'x', numbrs: ['+1'], numbers: ['+15550000003'] } }))
    const bad = await runVoicectl(['sip', 'apply', '-f', 'bad.json', '--json'], { cwd, env })
    expect(JSON.parse(bad.stdout)).toMatchObject({
      error: { code: 'SIP_FILE_INVALID', problems: [{ message: expect.stringContaining('numbrs') }] },
    })
  })
})
