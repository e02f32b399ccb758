import { execFile } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/platform/package-root.ts'
import { Undo } from '../support/undo.ts'
import { cleanEnv, runVoicectl } from '../support/voicectl.ts'
import { writeStack } from '../support/stack.ts'

const run = promisify(execFile)
/** What must not leave the house: none of these in any form, nor a piece of eight characters. */
const canaries = {
  secret: `canary/${randomBytes(12).toString('hex')}+s=`,
  groq: `gsk_${randomBytes(20).toString('hex')}`,
  own: `mine-${randomBytes(8).toString('hex')}`,
  redis: `r€dis "${randomBytes(8).toString('hex')}"`,
  trunk: `trunk-${randomBytes(9).toString('base64')}`,
  pin: '90417263',
  inline: `inline${randomBytes(8).toString('hex')}`,
  old: randomBytes(24).toString('hex'),
  google: `-----BEGIN PRIVATE KEY-----\n${randomBytes(40).toString('base64')}\n-----END PRIVATE KEY-----\n`,
}
const phone = '+15550142857'

describe('doctor --bundle', () => {
  const undo = new Undo()
  afterEach(() => undo.run())

  async function folder() {
    const livekit = { port: 1, tcpPort: 2, udpPort: 3, apiKey: 'APIcanary', apiSecret: canaries.secret }
    const env = {
      GROQ_API_KEY: canaries.groq,
      WHAT_IS_MINE: canaries.own,
      REDIS_URL: `redis://:${encodeURIComponent(canaries.redis)}@10.0.0.1:6379/0`,
      GOOGLE_APPLICATION_CREDENTIALS_JSON: JSON.stringify({ type: 'service_account', private_key: canaries.google }),
    }
    const stack = undo.add(await writeStack({ livekit, env }), (each) => each.remove())
    const files = {
      'livekit.yaml': `port: 7880\nkeys:\n  APIcanary: ${canaries.secret}\nredis:\n  address: 10.0.0.1:6379\n  password: ${JSON.stringify(canaries.redis)}\n`,
      'redis.conf': `port 6379\nrequirepass ${JSON.stringify(canaries.redis)}\n`,
      'compose.yaml': `services:\n  livekit:\n    image: livekit/livekit-server:v1.13.5\n    environment:\n      - SUPABASE_SERVICE_KEY=${canaries.inline}\n    command: --keys "APIcanary: ${canaries.secret}"\n`,
      'trunk.json': JSON.stringify({ trunk: { name: 'desk', numbers: [phone], auth_username: 'u', auth_password: canaries.trunk } }),
      'dispatch.json': JSON.stringify({
        dispatch_rule: { rule: { dispatchRuleDirect: { roomName: 'r', pin: canaries.pin } }, trunk_ids: ['ST_x'] },
      }),
      '.voicectl/logs/agent.log': logText(),
      '.voicectl/logs/agent.log.1': `older ${canaries.groq}\n`,
    }
    await mkdir(path.join(stack.dir, '.voicectl/logs'), { recursive: true })
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(stack.dir, name), text)
    await writeFile(path.join(stack.dir, 'outside'), canaries.old)
    await symlink(path.join(stack.dir, 'outside'), path.join(stack.dir, '.voicectl/logs/linked.log'))
    return stack
  }

  function logText(): string {
    const payload = Buffer.from(JSON.stringify({ iss: 'APIcanary', note: canaries.own })).toString('base64url')
    const head = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}`
    const jwt = `${head}.${createHmac('sha256', canaries.secret).update(head).digest('base64url')}`
    const all = Object.values(canaries).filter((value) => value !== canaries.old)
    return [
      `2026-11-22T22:00:00.000Z connecting with ${jwt}`,
      `GET /rtc?access_token=${jwt}&auto_subscribe=1`,
      ...all.flatMap((value) => [
        `raw ${value.replaceAll('\n', ' ')}`,
        `json ${JSON.stringify({ value })}`,
        `url https://host/?x=${encodeURIComponent(value)}`,
        `form ${new URLSearchParams({ value }).toString()}`,
        `basic Authorization: Basic ${Buffer.from(`user:${value}`).toString('base64')}`,
        ...['', 'a', 'ab'].map((before) => `b64 ${Buffer.from(`${before}${value}${before}`).toString('base64')}`),
        `b64url ${Buffer.from(value).toString('base64url')}`,
        `hex ${Buffer.from(value).toString('hex')}`,
      ]),
      `a rotated one: Bearer ${canaries.old}`,
      `call from ${phone} in room call-_${phone}_abc`,
      'the last line',
    ].join('\n')
  }

  /** What a tar of the system makes of the archive: names and texts. */
  async function unpacked(archive: string): Promise<Map<string, string>> {
    const dir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-unpacked-')), (each) => rm(each, { recursive: true }))
    await run('tar', ['-xzf', archive, '-C', dir])
    const names = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const texts = names.map(async (entry): Promise<[string, string]> => {
      const file = path.join(entry.parentPath, entry.name)
      return [path.relative(dir, file).split(path.sep).slice(1).join('/'), await readFile(file, 'utf8')]
    })
    return new Map(await Promise.all(texts))
  }

  it('holds what a helper needs and no byte of a secret', async () => {
    const stack = await folder()
    const archive = path.join(stack.dir, 'support.tar.gz')
    const { stdout, stderr } = await runVoicectl(['doctor', '--bundle', archive, '--only', 'provider', '--json'], { cwd: stack.dir })
    const { data } = JSON.parse(stdout) as { data: { bundle: { file: string; entries: number } } }
    expect(data.bundle.file).toBe(archive)
    expect((await stat(archive)).mode & 0o777).toBe(0o600)
    const files = await unpacked(archive)
    expect(files.size).toBe(data.bundle.entries)
    expect([...files.keys()].toSorted()).toEqual([
      'README.txt',
      'files/.env',
      'files/compose.yaml',
      'files/dispatch.json',
      'files/livekit.yaml',
      'files/redis.conf',
      'files/trunk.json',
      'files/voicectl.yaml',
      'findings.json',
      'logs/agent.log',
      'logs/agent.log.1',
      'versions.json',
    ])
    expect(JSON.parse(files.get('findings.json') ?? '')).toMatchObject({ doctor: { probes: expect.any(Array) }, check: expect.any(Array) })
    expect(JSON.parse(files.get('versions.json') ?? '')).toMatchObject({
      node: process.version,
      target: 'local',
      voicectl: expect.stringMatching(/^\d/),
    })
    expect(files.get('logs/agent.log')).toMatch(/the last line\s*$/)
    expect(files.get('files/.env')).toContain('GROQ_API_KEY=')
    expect(files.get('files/livekit.yaml')).toContain('port: 7880')
    const whole = [...files.entries(), ['output', stdout + stderr] as const].map(([name, text]) => `${name}\n${text}`).join('\n')
    for (const [name, canary] of Object.entries(canaries)) {
      for (const piece of piecesOf(canary)) expect(whole.includes(piece), `${name}: ${piece}`).toBe(false)
    }
    for (const text of decodedRuns(whole)) {
      for (const [name, canary] of Object.entries(canaries))
        expect(text.includes(canary.slice(0, 8)), `${name} in base64: ${text}`).toBe(false)
    }
    expect(whole).not.toContain(phone)
    expect(whole).not.toContain('eyJ')
  })

  it('is written also where voicectl.yaml is invalid, with why, and ends as without it', async () => {
    const stack = await folder()
    await writeFile(path.join(stack.dir, 'voicectl.yaml'), `version: 1\nname: broken\ntarget: nowhere\nnote: ${canaries.groq}\n`)
    const archive = path.join(stack.dir, 'support.tar.gz')
    const { exitCode, stderr } = await runVoicectl(['doctor', '--bundle', archive], { cwd: stack.dir })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('CONFIG_INVALID')
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`Support archive: ${archive}`)
    const files = await unpacked(archive)
    expect([...files.keys()]).toEqual(expect.arrayContaining(['README.txt', 'files/voicectl.yaml', 'files/livekit.yaml', 'logs/agent.log']))
    expect(JSON.parse(files.get('findings.json') ?? '')).toMatchObject({ doctor: { error: { code: 'CONFIG_INVALID' } } })
    const whole = [...files.values(), stderr].join('\n')
    for (const [name, canary] of Object.entries(canaries)) {
      for (const piece of piecesOf(canary)) expect(whole.includes(piece), `${name}: ${piece}`).toBe(false)
    }
  })

  it('overwrites nothing, and takes a file only where it is asked to write one', async () => {
    const stack = await folder()
    const file = path.join(stack.dir, 'outside')
    const again = await runVoicectl(['doctor', '--only', 'provider', '--bundle', file], { cwd: stack.dir })
    expect(again.exitCode).toBe(2)
    expect(again.stderr).toContain('BUNDLE_NOT_WRITTEN')
    expect(await readFile(file, 'utf8')).toBe(canaries.old)
    const nowhere = await runVoicectl(['doctor', '--bundle', path.join(stack.dir, 'no/x.tar.gz')], { cwd: stack.dir })
    expect(nowhere.exitCode).toBe(2)
    expect(nowhere.stderr.replaceAll(/\s+/g, ' ')).toContain(`There is no folder ${path.join(stack.dir, 'no')}.`)
    expect(nowhere.stdout).toBe('')
    const unasked = await runVoicectl(['doctor', 'other-folder'], { cwd: stack.dir })
    expect(unasked.exitCode).toBe(2)
    expect(unasked.stderr).toContain('doctor takes a file with --bundle only')
  })

  it('shows what was found also where the archive turns out not to fit, and leaves no half of it', async () => {
    const stack = await folder()
    const file = path.join(stack.dir, 'late.tar.gz')
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$@"`
    const command = [process.execPath, path.join(packageRoot, 'bin/dev.js'), 'doctor', '--only', 'host.disk', '--bundle', file]
    const failed = await run('bash', ['-c', limited, '--', ...command], { cwd: stack.dir, env: cleanEnv() }).catch(
      (error: unknown) => error,
    )
    expect(failed).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('host.disk'),
      stderr: expect.stringContaining('BUNDLE_NOT_WRITTEN'),
    })
    expect(await readdir(stack.dir)).not.toContain('late.tar.gz')
  })

  it('chooses a name with the time, and says where it is', async () => {
    const stack = await folder()
    const { stdout } = await runVoicectl(['doctor', '--bundle', '--only', 'provider'], { cwd: stack.dir })
    const name = (await readdir(stack.dir)).find((each) => /^voicectl-support-\d{8}-\d{4}\.tar\.gz$/.test(each))
    expect(name).toBeDefined()
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`Support archive: ${path.join(stack.dir, name ?? '')} (12 files`)
  })
})

/** Every run of eight characters, also as they are written in JSON. */
function piecesOf(canary: string): string[] {
  return [canary, JSON.stringify(canary).slice(1, -1), encodeURIComponent(canary)].flatMap((text) =>
    Array.from({ length: Math.max(1, text.length - 7) }, (_, at) => text.slice(at, at + 8)).filter(
      (piece) => !/BEGIN|PRIVATE|KEY--|-----/.test(piece),
    ),
  )
}

/** Whatever base64 may hide, from each of its four beginnings. */
function decodedRuns(text: string): string[] {
  return (text.match(/[\w+/-]{12,}/g) ?? []).flatMap((found) =>
    [0, 1, 2, 3].flatMap((from) => [
      Buffer.from(found.slice(from), 'base64').toString('utf8'),
      Buffer.from(found.slice(from), 'hex').toString('utf8'),
    ]),
  )
}
