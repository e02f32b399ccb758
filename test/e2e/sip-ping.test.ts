import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { spawn } from '@lydell/node-pty'
import { afterEach, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/platform/package-root.ts'
import { lacks } from '../support/require.ts'
import { emptyFolder, sipPing, sipPingJson } from '../support/sip-ping.ts'
import { startSipResponder } from '../support/sip-responder.ts'
import { startSipp } from '../support/sipp.ts'
import { Undo } from '../support/undo.ts'
import { cleanEnv } from '../support/voicectl.ts'
import { waitFor, withTimeout } from '../support/wait.ts'

const undo = new Undo()
afterEach(() => undo.run())

const ENV = `LIVEKIT_API_KEY=APIabcdefgh12\nLIVEKIT_API_SECRET=${'q'.repeat(40)}\n`

async function folder(files: Record<string, string> = {}): Promise<string> {
  const dir = await emptyFolder(undo)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(dir, name), text)
  return dir
}

describe.skipIf(lacks('sipp'))('voicectl sip ping', () => {
  test('OPTIONS over UDP and TCP: a line each, then the verdict', async () => {
    const udp = await startSipp(undo, { scenario: 'options' })
    const tcp = await startSipp(undo, { scenario: 'options', transport: 'tcp', port: udp.port })
    const { stdout, stderr, exitCode } = await sipPing([`sip:desk@127.0.0.1:${udp.port}`])
    await udp.done()
    await tcp.done()
    expect(exitCode).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.slice(0, 2).toSorted()).toEqual([
      expect.stringMatching(new RegExp(`^✓ TCP {2}${udp.port}: 200 OK, sipp, \\d+ ms$`)),
      expect.stringMatching(new RegExp(`^✓ UDP {2}${udp.port}: 200 OK, sipp, \\d+ ms$`)),
    ])
    expect(lines.at(-1)).toMatch(new RegExp(`^✓ 127\\.0\\.0\\.1:${udp.port} answers OPTIONS over UDP, TCP within \\d+ ms$`))
    expect(stderr).toBe(`· Asking 127.0.0.1 over UDP (${udp.port}), TCP (${udp.port})\n`)
  })

  test('as JSON, in a form that stays', async () => {
    const sipp = await startSipp(undo, { scenario: 'options', calls: 2 })
    const { data, exitCode } = await sipPingJson(['127.0.0.1', '--port', String(sipp.port), '--transport', 'udp', '--count', '2'])
    expect(exitCode).toBe(0)
    expect(Object.keys(data)).toEqual(['host', 'port', 'address', 'results', 'srv', 'call', 'verdict', 'fix'])
    expect(Object.keys(data.results[0] ?? {}).toSorted()).toEqual(
      'answered asked certificate contact detail ms outcome port program reason seenAs status times transport'.split(' '),
    )
    expect(data).toMatchObject({ host: '127.0.0.1', port: sipp.port, call: null, verdict: { level: 'pass', code: 'answers' }, fix: [] })
    expect(data.results).toMatchObject([{ transport: 'udp', outcome: 'answered', status: 200, reason: 'OK', program: 'sipp', answered: 2 }])
  })

  test('a call that is answered', async () => {
    const sipp = await startSipp(undo, { scenario: 'answer' })
    const { stdout, stderr, exitCode } = await sipPing([
      `127.0.0.1:${sipp.port}`,
      '--invite',
      '+1 555 0100',
      '--from',
      '+15550199',
      '--yes',
    ])
    await sipp.done()
    expect(exitCode).toBe(0)
    expect(stderr).toBe(`· Calling +15550100 at 127.0.0.1 over UDP (${sipp.port}) as +15550199\n`)
    expect(stdout).toMatch(/^ +0\.\d\d s {2}100 Trying\n +0\.\d\d s {2}180 Ringing\n +0\.\d\d s {2}200 OK\n/)
    expect(stdout).toContain(`audio comes from 127.0.0.1:${sipp.audioPort}, as its SDP says`)
  })

  test('a call that nobody takes: what rings, why, and the command that explains it', async () => {
    const sipp = await startSipp(undo, { scenario: 'ring', transport: 'tcp' })
    const { data, exitCode } = await sipPingJson([
      `sip:+15550100@127.0.0.1:${sipp.port};transport=tcp`,
      '--invite',
      '+15550100',
      '--yes',
      '--timeout',
      '2',
    ])
    await sipp.done()
    expect(exitCode).toBe(1)
    expect(data).toMatchObject({
      results: [{ transport: 'tcp', outcome: 'ringing', status: 180 }],
      call: { to: '+15550100', from: 'voicectl', wasDropped: false },
      verdict: { level: 'fail', code: 'not-answered' },
    })
    expect(data.fix.map(({ command }) => command)).toContain('voicectl sip explain --from voicectl --to +15550100')
  })

  test('a password comes from the environment and is shown nowhere', async () => {
    const password = 'a right one 4711'
    const env = { VOICECTL_SIP_PASSWORD: password, VOICECTL_DEBUG: '1' }
    const start = () => startSipp(undo, { scenario: 'password', keys: { username: 'desk', password } })
    const right = await start()
    const args = ['--invite', '+15550100', '--username', 'desk', '--yes']
    const { stdout, stderr, exitCode } = await sipPing([`127.0.0.1:${right.port}`, ...args], { env })
    await right.done()
    expect(exitCode).toBe(0)
    expect(stdout).toContain('called again, with the password')
    expect(stdout + stderr).not.toContain(password)
    const wrong = await start()
    const { data } = await sipPingJson([`127.0.0.1:${wrong.port}`, ...args], { VOICECTL_SIP_PASSWORD: 'another' })
    expect(data).toMatchObject({ verdict: { code: 'not-allowed' }, call: { password: 'given' } })
    const none = await start()
    const asked = await sipPingJson([`127.0.0.1:${none.port}`, '--invite', '+15550100', '--yes'])
    // The trunk is protected, as it should be.
    expect(asked).toMatchObject({ exitCode: 0, data: { verdict: { level: 'pass', code: 'needs-password' } } })
  })

  test('without a terminal a call needs --yes, and all that is missing is told at once', async () => {
    const service = undo.add(await startSipResponder({ transports: ['udp'] }), (each) => each.stop())
    const at = `127.0.0.1:${service.port}`
    const { stdout, exitCode } = await sipPing([at, '--invite', '+15550100', '--transport', 'udp', '--json'])
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'CONFIRMATION_MISSING', fix: [{ command: `voicectl sip ping ${at} --invite +15550100 --transport udp --yes` }] },
    })
    const missing = await sipPing([at, '--invite', '+15550100', '--username', 'desk'])
    expect(missing.exitCode).toBe(2)
    expect(missing.stderr).toMatch(/INPUT_MISSING[^]*VOICECTL_SIP_PASSWORD[^]*--yes/)
    expect(service.requests).toEqual([])
  })

  describe('in a terminal', () => {
    async function open(args: string[], env: Record<string, string> = {}) {
      const script = path.join(packageRoot, 'bin/dev.js')
      const options = { cols: 80, rows: 40, cwd: await folder(), env: { ...cleanEnv(), ...env, TERM: 'xterm' } }
      const pty = spawn(process.execPath, [script, 'sip', 'ping', ...args], options)
      let raw = ''
      pty.onData((data) => (raw += data))
      const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
      const screen = () => stripVTControlCharacters(raw).replaceAll('\r', '')
      return {
        screen,
        see: (text: string) => waitFor(() => screen().includes(text), { what: `"${text}"`, context: screen, timeoutMs: 30_000 }),
        type: (keys: string) => pty.write(keys),
        exitCode: () => withTimeout(exited, { what: 'its end', context: screen, timeoutMs: 30_000 }),
      }
    }

    test('it asks before a call, and No is No', async () => {
      const service = undo.add(await startSipResponder({ transports: ['udp'] }), (each) => each.stop())
      const ping = await open([`127.0.0.1:${service.port}`, '--invite', '+15550100'])
      await ping.see('Go on?')
      ping.type('\r')
      expect(await ping.exitCode()).toBe(4)
      expect(ping.screen()).toContain('(DECLINED)')
      expect(service.requests).toEqual([])
    })

    test('it asks for the password, and shows nothing of it', async () => {
      const sipp = await startSipp(undo, { scenario: 'password', keys: { username: 'desk', password: 'typed in' } })
      const ping = await open([`127.0.0.1:${sipp.port}`, '--invite', '+15550100', '--username', 'desk'])
      await ping.see('Go on?')
      ping.type('y\r')
      await ping.see('Password of desk')
      ping.type('typed in\r')
      expect(await ping.exitCode()).toBe(0)
      await sipp.done()
      expect(ping.screen()).not.toContain('typed in')
    })

    test('Ctrl-C while it rings cancels the call', async () => {
      const sipp = await startSipp(undo, { scenario: 'ring' })
      const ping = await open([`127.0.0.1:${sipp.port}`, '--invite', '+15550100', '--yes'])
      await ping.see('180 Ringing')
      ping.type('\u0003')
      expect(await ping.exitCode()).toBe(130)
      // SIPp ends well only when the call was cancelled and the end confirmed.
      await sipp.done()
      expect(ping.screen()).toContain('The call was ended before it was answered')
    })
  })
})

describe('whom it asks without a host', () => {
  test("the SIP service of the folder's files, as it is started there", async () => {
    const service = undo.add(await startSipResponder({ transports: ['udp', 'tcp'] }), (each) => each.stop())
    const sip = `api_key: APIkey\napi_secret: ${'s'.repeat(40)}\nws_url: ws://127.0.0.1:7880\nredis:\n  address: 127.0.0.1:6379\nsip_port: ${service.port}\n`
    const dir = await folder({ 'sip.yaml': sip })
    const { stdout, stderr, exitCode } = await sipPing([], { dir })
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`127.0.0.1:${service.port} answers OPTIONS over UDP, TCP`)
    expect(stdout + stderr).not.toContain('s'.repeat(40))
    await service.stop()
    const ill = await sipPing(['--json'], { dir })
    expect(JSON.parse(ill.stdout)).toMatchObject({
      ok: false,
      data: { verdict: { code: 'refused' }, fix: [{ text: expect.stringContaining('Start livekit-sip') }] },
    })
  })

  test('the public name of a self-hosted stack', async () => {
    const yaml =
      'version: 1\nname: x\ntarget: self-hosted\nlivekit: { domain: livekit.example.invalid }\nweb: { domain: app.example.invalid }\n'
    const dir = await folder({ 'voicectl.yaml': `${yaml}telephony: { enabled: true }\n`, '.env': ENV })
    const { stdout, exitCode } = await sipPing(['--json'], { dir })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ data: { host: 'livekit.example.invalid', verdict: { code: 'unknown-name' } } })
    const off = await sipPing(['--json'], { dir: await folder({ 'voicectl.yaml': yaml, '.env': ENV }) })
    expect(JSON.parse(off.stdout)).toMatchObject({ error: { code: 'SIP_HOST_UNKNOWN', why: expect.stringContaining('telephony.enabled') } })
  })

  test('LiveKit Cloud: it says where its name is found', async () => {
    const yaml = 'version: 1\nname: x\ntarget: cloud\nlivekit: { url: wss://x-1.livekit.cloud }\n'
    const { stderr, exitCode } = await sipPing([], { dir: await folder({ 'voicectl.yaml': yaml, '.env': ENV }) })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/SIP_HOST_UNKNOWN[^]*https:\/\/cloud\.livekit\.io, Settings, Project[^]*<id>\.sip\.livekit\.cloud/)
  })

  test.each([
    [[], 'NO_STACK_FOUND', /voicectl sip ping --project-dir/],
    [['https://sip.example.com'], 'SIP_HOST_INVALID', /voicectl sip ping sip\.example\.com:5060/],
    [['127.0.0.1', '--invite', 'two words', '--yes'], 'SIP_PARTY_INVALID', /--invite takes a number/],
    [['127.0.0.1', '--invite', '1', '--transport', 'udp', '--transport', 'tcp', '--yes'], 'SIP_CALL_TRANSPORTS', /Name one/],
    [['127.0.0.1', '--from', '1'], 'USAGE_INVALID', /--invite/],
    [['127.0.0.1', '--invite', '1', '--count', '2'], 'USAGE_INVALID', /--count/],
    [['127.0.0.1', '--password', 'x'], 'USAGE_INVALID', /--password/],
  ])('%j ends with 2 (%s)', async (args, code, text) => {
    const { stdout, stderr, exitCode } = await sipPing(args, { dir: await folder() })
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(`(${code})`)
    expect(stderr).toMatch(text)
  })
})
