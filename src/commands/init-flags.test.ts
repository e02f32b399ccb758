import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runVoicectl, type RunOptions } from '../../test/support/voicectl.ts'
import { loadStack } from '../stack/load.ts'

const CLOUD = { LIVEKIT_API_KEY: 'APIcloudcloud', LIVEKIT_API_SECRET: 'cloud-secret-of-thirty-two-letters' }
// Each run starts a Node of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-init-flags-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const init = (args: string[], run: Omit<RunOptions, 'cwd'> = {}) => runVoicectl(['init', ...args], { cwd: dir, ...run })
const at = (file: string) => path.join(dir, file)

test('flags that would change a stack are told to have no effect without --force', async () => {
  await init(['--yes'])
  const { stderr, exitCode } = await init(['--yes', '--llm', 'openai'])
  expect(exitCode).toBe(0)
  expect(stderr).toContain('voicectl.yaml is kept as it is; with --force it follows --llm')
  const told = await init(['--json', '--llm', 'openai', '--name', 'other', '--target', 'local'])
  expect(JSON.parse(told.stdout)).toMatchObject({ ok: true, data: { ignored: ['--name', '--llm'] } })
  const forced = await init(['--yes', '--llm', 'openai', '--force'])
  expect(forced.stdout).toContain('overwritten  what the stack is; everything follows from it (copy: voicectl.yaml.bak)')
  expect((await loadStack(dir, {})).config.providers.llm.provider).toBe('openai')
  expect(await readFile(at('voicectl.yaml.bak'), 'utf8')).toContain('provider: groq')
})

test('flags that no stack could follow are refused also where one is kept', async () => {
  await init(['--yes'])
  const wrong = await init(['--json', '--name', 'Not Valid', '--livekit-url', 'wss://p.livekit.cloud'])
  expect(wrong.exitCode).toBe(2)
  expect(JSON.parse(wrong.stdout)).toMatchObject({
    error: {
      code: 'INPUT_INVALID',
      details: [
        '--livekit-url: target local has no use for it; it goes with --target cloud',
        '--name: expected lower-case letters, digits and dashes',
      ],
    },
  })
})

test.each([
  [
    { ...CLOUD, LIVEKIT_API_SECRET: 'short' },
    'LIVEKIT_API_SECRET: has 5 characters; LiveKit asks for at least 32',
    null,
    'the environment',
  ],
  [
    {},
    'LIVEKIT_API_SECRET: has 5 characters; LiveKit asks for at least 32',
    'LIVEKIT_API_KEY=APIcloud\nLIVEKIT_API_SECRET=short\n',
    '.env',
  ],
])('cloud with a secret that can not be one is refused (%j)', async (env, detail, file, place) => {
  if (file !== null) await writeFile(at('.env'), file)
  const { stdout, exitCode } = await init(['--json', '--target', 'cloud', '--livekit-url', 'wss://p.livekit.cloud'], { env })
  expect(exitCode).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'INPUT_INVALID', details: [detail], fix: [{ text: expect.stringContaining(`Set LIVEKIT_API_SECRET in ${place};`) }] },
  })
  expect(await readdir(dir)).toEqual(file === null ? [] : ['.env'])
})

test('a kept cloud stack with such a secret is not said to be complete', async () => {
  await init(['--yes', '--target', 'cloud', '--livekit-url', 'wss://p.livekit.cloud'], { env: CLOUD })
  await writeFile(at('.env'), 'LIVEKIT_API_KEY=APIcloud\nLIVEKIT_API_SECRET=short\n')
  const { stderr, exitCode } = await init(['--yes'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('LIVEKIT_API_SECRET: has 5 characters')
})

test('what mends a stack in another folder names that folder', async () => {
  await mkdir(at('there'))
  await writeFile(at('there/voicectl.yaml'), '')
  const invalid = await init(['there', '--yes'])
  expect(invalid.stderr).toContain(`voicectl init ${at('there')} --force`)
  await writeFile(at('there/voicectl.yaml'), 'version: 1\nname: a\ntarget: local\n')
  await writeFile(at('there/.env'), 'LIVEKIT_API_SECRET=short\n')
  const short = await init(['there', '--json'])
  expect(JSON.parse(short.stdout)).toMatchObject({ data: { fix: [{ command: `voicectl init ${at('there')} --yes` }] } })
  await rm(at('there/voicectl.yaml'))
  await writeFile(at('there/livekit.yaml'), 'port: 1\n')
  expect((await init(['there', '--yes'])).stderr).toContain(`voicectl init ${at('there')} --force`)
})
