import { chmod, lstat, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { lacks } from '../support/require.ts'
import { startSipStack, writeStackFiles, type SipStack } from '../support/sip-server.ts'
import { runVoicectl } from '../support/voicectl.ts'

const PASSWORD = 'carrier-password-1'

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('the files that sip pull writes', () => {
  let stack: SipStack
  beforeAll(async () => void (stack = await startSipStack()))
  afterEach(() => stack.clear())
  afterAll(() => stack.stop())

  const file = (name: string) => path.join(stack.dir, name)
  const voicectl = (...args: string[]) => runVoicectl(['sip', ...args], { cwd: stack.dir })

  const writeStack = (text = '') => writeStackFiles(stack, text)

  it('writes through links, keeps permissions, and leaves values that others refer to', async () => {
    await writeStack(`telephony: {enabled: true}
sip:
  inbound:
    - {name: in, numbers: ['+15550000001'], authUsername: u, authPassword: '\${SIP_PASSWORD}'}
  outbound:
    - {name: out, address: a.example.com, numbers: ['+15550000002'], authUsername: u, authPassword: '\${SIP_PASSWORD}'}
`)
    const env = `${await readFile(file('.env'), 'utf8')}SIP_PASSWORD=${PASSWORD}\n`
    const kept = file('kept')
    await mkdir(kept)
    for (const [name, mode] of [
      ['voicectl.yaml', 0o600],
      ['.env', 0o640],
    ] as const) {
      if (name === '.env') await writeFile(file(name), env)
      await rename(file(name), path.join(kept, name))
      await chmod(path.join(kept, name), mode)
      await symlink(path.join('kept', name), file(name))
    }
    try {
      expect((await voicectl('apply', '--json')).exitCode).toBe(0)
      const [out] = (await stack.api.list()).outbound
      const secret = `x'"\` all`
      await stack.api.replace('outbound', out?.sipTrunkId ?? '', {
        ...out,
        authPassword: secret,
        headers: { 'X-Info': '${LIVEKIT_API_SECRET}' },
      })
      const { stdout, exitCode } = await voicectl('pull', '--json')
      expect(exitCode, stdout).toBe(0)
      expect(await readFile(path.join(kept, '.env'), 'utf8')).toBe(
        `${env}SIP_OUT_PASSWORD=${secret}\nSIP_OUT_X_INFO='\${LIVEKIT_API_SECRET}'\n`,
      )
      const modes = await Promise.all(['voicectl.yaml', '.env'].map(async (name) => (await stat(path.join(kept, name))).mode & 0o777))
      expect(modes).toEqual([0o600, 0o640])
      expect((await lstat(file('voicectl.yaml'))).isSymbolicLink() && (await lstat(file('.env'))).isSymbolicLink()).toBe(true)
      expect(JSON.parse((await voicectl('plan', '--json', '--check')).stdout)).toMatchObject({
        ok: true,
        data: { unchanged: 2, changes: [] },
      })
    } finally {
      for (const name of ['voicectl.yaml', '.env', 'kept']) await rm(file(name), { recursive: true, force: true })
    }
  })

  it('prints no secret of a header or an egress, and says how .env gets them where there is no voicectl.yaml', async () => {
    const { url, apiKey, apiSecret } = stack.livekit
    await rm(file('voicectl.yaml'), { force: true })
    await writeFile(file('.env'), `LIVEKIT_URL=${url}\nLIVEKIT_API_KEY=${apiKey}\nLIVEKIT_API_SECRET=${apiSecret}\n`)
    const s3 = { accessKey: 'AKIA-0123456', secret: 'hush-hush-1', bucket: 'b' }
    const egress = { room: { fileOutputs: [{ filepath: 'a.ogg', s3 }] } }
    await stack.api.create('rules', { name: 'desk', rule: { dispatchRuleDirect: { roomName: 'lobby' } }, roomConfig: { egress } })
    await stack.api.create('outbound', {
      name: 'out',
      address: 'a.example.com',
      numbers: ['+15550000003'],
      headers: { 'X-A': 'Bearer tok-1' },
    })
    for (const args of [[], ['--json']]) {
      const { stdout } = await voicectl('pull', ...args)
      for (const secret of ['AKIA-0123456', 'hush-hush-1', 'tok-1']) expect(stdout).not.toContain(secret)
      expect(stdout).toContain('${SIP_DESK_SECRET}')
    }
    expect((await voicectl('pull')).stdout).toMatch(
      /# \.env has to hold .*SIP_DESK_SECRET.*; `voicectl sip pull --show-secrets` prints the values\.\n$/,
    )
    const shown = (await voicectl('pull', '--show-secrets')).stdout
    expect(shown).toContain("# SIP_OUT_X_A='Bearer tok-1'\n")
    expect(shown).toContain('# SIP_DESK_SECRET=hush-hush-1\n')
  })

  it('says what voicectl.yaml can not hold, and writes nothing', async () => {
    await writeStack()
    const attributes = JSON.parse('{"__proto__":"x"}') as Record<string, string>
    await stack.api.create('rules', { name: 'desk', rule: { dispatchRuleDirect: { roomName: 'lobby' } }, attributes })
    const before = await readFile(file('voicectl.yaml'), 'utf8')
    const { stdout, exitCode } = await voicectl('pull', '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'SIP_NOT_DECLARABLE' } })
    expect(stdout).toContain('desk')
    await stack.clear()
    await stack.api.create('inbound', { name: 'in', numbers: ['+15550000001'], authUsername: 'u', authPassword: `'"\`` })
    const refused = await voicectl('pull', '--json')
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'SIP_NOT_DECLARABLE' } })
    expect(refused.stdout).toContain('SIP_IN_PASSWORD')
    expect(await readFile(file('voicectl.yaml'), 'utf8')).toBe(before)
  })
})
