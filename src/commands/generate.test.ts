import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runVoicectl } from '../../test/support/voicectl.ts'

// Each run starts a Node of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-generate-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const generate = (...args: string[]) => runVoicectl(['generate', ...args], { cwd: dir })
const livekit = () => readFile(path.join(dir, 'livekit.yaml'), 'utf8')
const edit = async (from: string, to: string) => writeFile(path.join(dir, 'livekit.yaml'), (await livekit()).replace(from, to))

/** A stack whose LiveKit listens on this port. */
async function writeStack(port: number) {
  await writeFile(path.join(dir, 'voicectl.yaml'), `version: 1\nname: demo\ntarget: local\nlivekit:\n  port: ${port}\n`)
  await writeFile(path.join(dir, '.env'), `LIVEKIT_API_KEY=APIabcabcabc\nLIVEKIT_API_SECRET=${'s'.repeat(40)}\n`)
}

test('makes what is missing, shows a change as a diff, and keeps an edit', async () => {
  await writeStack(7880)
  expect((await generate('--dry-run')).stdout).toContain('livekit.yaml          would be new')
  expect((await generate()).stdout).toContain('✓ livekit.yaml          new')
  expect((await generate()).stdout).toBe('✓ All 4 files follow voicectl.yaml; nothing to change\n')
  await writeStack(7990)
  await edit('level: info', 'level: debug')
  const { stdout, stderr, exitCode } = await generate()
  expect([stderr, exitCode]).toEqual(['', 0])
  expect(stdout).toMatchInlineSnapshot(`
    "--- livekit.yaml
    +++ livekit.yaml
    @@ -6,5 +6,5 @@
     
     # Signalling: HTTP and WebSocket.
    -port: 7880
    +port: 7990
     
     # Signalling is reachable from this machine only; web.host in voicectl.yaml opens it to your network.

    ✓ livekit.yaml  derived again, with your edits kept
    "
  `)
  expect(await livekit()).toContain('level: debug')
  expect((await generate()).stdout).toContain('Your edits are kept in livekit.yaml')
})

test('a conflict leaves the file, names the place and exits with 1; --force keeps a copy', async () => {
  await writeStack(7880)
  await generate()
  await writeStack(7990)
  await edit('port: 7880', 'port: 1234')
  const edited = await livekit()
  const { stdout, stderr, exitCode } = await generate()
  expect([stdout, exitCode]).toEqual(['', 1])
  expect(stderr).toContain('livekit.yaml:8:1 your edit and the derived text differ: port: 7990')
  expect(stderr).toMatch(/What --force would change:\n {2}--- livekit\.yaml\n[\s\S]*\n {2}-port: 1234\n {2}\+port: 7990\n/)
  const json = await generate('--json')
  expect(json.exitCode).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    error: { code: 'GENERATE_CONFLICT', problems: [{ file: 'livekit.yaml', line: 8 }] },
  })
  expect(await livekit()).toBe(edited)
  const forced = JSON.parse((await generate('--force', '--json')).stdout) as unknown
  const livekitFile = expect.objectContaining({ path: 'livekit.yaml', action: 'overwrite', backup: 'livekit.yaml.bak' })
  expect(forced).toMatchObject({ ok: true, data: { dryRun: false, files: expect.arrayContaining([livekitFile]) } })
  expect(await readFile(path.join(dir, 'livekit.yaml.bak'), 'utf8')).toBe(edited)
})

test('outside of a stack it says what to do', async () => {
  const { stderr, exitCode } = await generate()
  expect(exitCode).toBe(2)
  expect(stderr).toContain(`There is no voicectl.yaml in ${dir} (CONFIG_NOT_FOUND)`)
})

test('a bad voicectl.yaml is told with all its places, and nothing is written', async () => {
  await writeStack(7880)
  await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: demo\ntarget: local\nwbe:\n  port: 1\nagent:\n  maxCalls: many\n')
  const { stderr, exitCode } = await generate()
  expect(exitCode).toBe(2)
  expect(stderr).toContain('voicectl.yaml:4:1 wbe: unknown key; did you mean web?\n   4 | wbe:\n     | ^')
  expect(stderr).toContain('voicectl.yaml:7:13 agent.maxCalls: expected number, received string')
  await expect(livekit()).rejects.toMatchObject({ code: 'ENOENT' })
})
