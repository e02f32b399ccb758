import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { spawn } from '@lydell/node-pty'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanEnv } from '../../test/support/voicectl.ts'
import { waitFor, withTimeout } from '../../test/support/wait.ts'
import { packageRoot } from '../platform/package-root.ts'
import { loadStack } from '../stack/load.ts'

const ENTER = '\r'
const DOWN = '\u001B[B'
const CTRL_C = '\u0003'
const TIME_LIMIT = { timeout: 60_000 }
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-wizard-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

/** `voicectl init` in a terminal of 80 columns, with an answer given to each question as it appears. */
function openInit(args: string[], env: Record<string, string> = {}) {
  const script = path.join(packageRoot, 'bin/dev.js')
  const pty = spawn(process.execPath, [script, 'init', ...args], {
    cols: 80,
    rows: 40,
    cwd: dir,
    env: { ...cleanEnv(), ...env, TERM: 'xterm' },
  })
  let raw = ''
  let seen = 0
  pty.onData((data) => (raw += data))
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  const screen = () => stripVTControlCharacters(raw).replaceAll('\r', '')
  const see = async (text: string) => {
    await waitFor(() => screen().includes(text, seen), { what: `"${text}" on the screen`, context: screen, timeoutMs: 30_000 })
  }
  return {
    screen,
    see,
    /** Waits for a question, and types the answer. */
    answer: async (question: string, keys: string) => {
      await see(question)
      seen = screen().length
      pty.write(keys)
    },
    exitCode: () => withTimeout(exited, { what: 'init to end', context: screen, timeoutMs: 30_000 }),
  }
}

test('asks for what it can not know, hides what is secret, and makes the stack', TIME_LIMIT, async () => {
  const init = openInit(['my-stack'])
  await init.answer('Where does LiveKit run?', ENTER)
  await init.answer('Who hears, thinks and speaks?', ENTER)
  await init.answer('Will it take phone calls?', ENTER)
  await init.answer('Deepgram key, empty for later', `dg-not-to-be-shown${ENTER}`)
  for (const label of ['Groq', 'ElevenLabs', 'Sarvam']) await init.answer(`${label} key, empty for later`, ENTER)
  expect(await init.exitCode()).toBe(0)
  expect(init.screen()).toContain('my-stack (local) is made in my-stack/')
  expect(init.screen()).toContain('It needs 3 more keys in .env before it can run')
  expect(init.screen()).not.toContain('dg-not-to-be-shown')
  const stack = await loadStack(path.join(dir, 'my-stack'), {})
  expect(stack.env.get('DEEPGRAM_API_KEY')).toBe('dg-not-to-be-shown')
  expect((await stat(path.join(dir, 'my-stack/.env'))).mode & 0o777).toBe(0o600)
})

test('self-hosted: asks for the names again until they are ones, and proposes the second', TIME_LIMIT, async () => {
  const init = openInit(['--preset', 'local'])
  await init.answer('Where does LiveKit run?', `${DOWN}${ENTER}`)
  await init.answer('Public name for LiveKit, such as livekit.example.com:', `https://wrong${ENTER}`)
  await init.answer('expected a host name', `${'\u007F'.repeat(13)}livekit.test.org${ENTER}`)
  await init.answer('Public name for the page: (app.test.org)', `livekit.test.org${ENTER}`)
  await init.answer('expected another name than livekit.domain', `${'\u007F'.repeat(16)}app.test.org${ENTER}`)
  await init.answer('Will it take phone calls?', `y${ENTER}`)
  expect(await init.exitCode()).toBe(0)
  expect((await loadStack(dir, {})).config).toMatchObject({
    target: 'self-hosted',
    livekit: { domain: 'livekit.test.org' },
    web: { domain: 'app.test.org' },
    telephony: { enabled: true },
    providers: { llm: { provider: 'local' } },
  })
})

test("cloud: asks for the project's URL, key and secret, and for nothing that keys in the environment tell", TIME_LIMIT, async () => {
  const init = openInit(['--target', 'cloud'], { OPENAI_API_KEY: 'sk-not-to-be-shown' })
  await init.answer('URL of the LiveKit Cloud project, such as wss://my-project.livekit.cloud:', `wss://p.livekit.cloud${ENTER}`)
  await init.answer('API key of the project', `API${ENTER}`)
  await init.answer('it has 3 characters; expected the whole key', `cloud${ENTER}`)
  await init.answer('API secret of the project', `${'s'.repeat(8)}${ENTER}`)
  await init.answer('it has 8 characters; LiveKit asks for at least 32', `${'s'.repeat(32)}${ENTER}`)
  await init.answer('Copy OPENAI_API_KEY from the environment into .env?', ENTER)
  expect(await init.exitCode()).toBe(0)
  expect(init.screen()).not.toMatch(/s{40}|sk-not-to-be-shown|Who hears/)
  expect(await readFile(path.join(dir, '.env'), 'utf8')).not.toContain('sk-not-to-be-shown')
  expect(Object.fromEntries((await loadStack(dir, {})).env)).toMatchObject({
    LIVEKIT_API_KEY: 'APIcloud',
    LIVEKIT_API_SECRET: 's'.repeat(40),
  })
})

test("cloud: LiveKit's questions come together, before those about providers", TIME_LIMIT, async () => {
  const init = openInit(['--target', 'cloud'])
  await init.answer('URL of the LiveKit Cloud project', `wss://p.livekit.cloud${ENTER}`)
  await init.answer('API key of the project', `APIcloud${ENTER}`)
  await init.answer('API secret of the project', `${'s'.repeat(40)}${ENTER}`)
  await init.answer('Who hears, thinks and speaks?', CTRL_C)
  expect(await init.exitCode()).toBe(130)
  expect(await readdir(dir)).toEqual([])
})

test('Ctrl-C at any question leaves nothing behind', TIME_LIMIT, async () => {
  const atFirst = openInit(['stack'])
  await atFirst.answer('Where does LiveKit run?', CTRL_C)
  expect(await atFirst.exitCode()).toBe(130)
  expect(atFirst.screen()).toContain('Cancelled; nothing was changed')
  const atLast = openInit(['stack', '--target', 'local', '--preset', 'local'])
  await atLast.answer('Will it take phone calls?', CTRL_C)
  expect(await atLast.exitCode()).toBe(130)
  expect(await readdir(dir)).toEqual([])
})

test('in a stack that is there it asks only for the keys that are missing', TIME_LIMIT, async () => {
  await writeFile(path.join(dir, 'voicectl.yaml'), 'version: 1\nname: mine\ntarget: local\nproviders:\n  stt: { provider: local }\n')
  await writeFile(path.join(dir, '.env'), 'ELEVENLABS_API_KEY=real-key\nSARVAM_API_KEY=real-key\n')
  const init = openInit([])
  await init.answer('Groq key, empty for later', `gsk_real${ENTER}`)
  expect(await init.exitCode()).toBe(0)
  expect(init.screen()).not.toMatch(/Where does LiveKit run|Sarvam key/)
  expect(await readFile(path.join(dir, '.env'), 'utf8')).toMatch(
    /^ELEVENLABS_API_KEY=real-key\nSARVAM_API_KEY=real-key\nLIVEKIT_API_KEY=.*\nLIVEKIT_API_SECRET=.*\nGROQ_API_KEY=gsk_real\n$/,
  )
})
