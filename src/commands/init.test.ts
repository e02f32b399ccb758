import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
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
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-init-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const init = (args: string[], run: Omit<RunOptions, 'cwd'> = {}) => runVoicectl(['init', ...args], { cwd: dir, ...run })
const at = (file: string) => path.join(dir, file)
const modeOf = async (file: string) => ((await stat(at(file))).mode & 0o777).toString(8)

async function contents(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const entries = files.map(async ({ parentPath, name }) => {
    const file = path.join(parentPath, name)
    return [path.relative(folder, file), await readFile(file, 'utf8')] as const
  })
  return new Map(await Promise.all(entries))
}

test('makes a stack in a new folder, says what it wrote and what comes next', async () => {
  const { stdout, stderr, exitCode } = await init(['new/demo', '--yes'])
  expect(exitCode).toBe(0)
  expect(stderr).toBe('')
  expect(stdout).toMatchInlineSnapshot(`
    "✓ demo (local) is made in new/demo/

      ├ voicectl.yaml         new   what the stack is; everything follows from it
      ├ .env                  new   keys and secrets, readable by you only
      ├ .gitignore            new   keeps .env, .voicectl/ and copies out of git
      ├ livekit.yaml          new   LiveKit server
      ├ .env.example          new   the names .env may hold
      └ voicectl.schema.json  new   checks voicectl.yaml in your editor

    ! No provider's key is set: it runs in demo mode, a fixed script answers.
      For real speech put these into .env:
        DEEPGRAM_API_KEY    https://console.deepgram.com
        GROQ_API_KEY        https://console.groq.com/keys
        ELEVENLABS_API_KEY  https://elevenlabs.io/app/settings/api-keys
        SARVAM_API_KEY      https://dashboard.sarvam.ai

    Next:
      cd new/demo
      voicectl up
    "
  `)
  expect((await readdir(at('new/demo'))).toSorted()).toEqual(
    ['.env', '.env.example', '.gitignore', '.voicectl', 'livekit.yaml', 'voicectl.schema.json', 'voicectl.yaml'].toSorted(),
  )
  expect(await modeOf('new/demo/.env')).toBe('600')
  const stack = await loadStack(at('new/demo'), {})
  expect(stack.config).toMatchObject({ name: 'demo', target: 'local' })
  expect(stack.env.get('LIVEKIT_API_KEY')).toMatch(/^API\w{12}$/)
  expect(stack.env.get('LIVEKIT_API_SECRET')).toMatch(/^[0-9a-f]{64}$/)
})

test('shows no secret, in text or in JSON', async () => {
  const outputs = [await init(['--yes'], { env: { GROQ_API_KEY: 'gsk_not-to-be-shown' } }), await init(['--json'])]
  const secret = (await loadStack(dir, {})).env.get('LIVEKIT_API_SECRET') ?? ''
  expect(secret).not.toBe('')
  for (const { stdout, stderr } of outputs) {
    expect(stdout + stderr).not.toContain(secret)
    expect(stdout + stderr).not.toContain('gsk_not-to-be-shown')
  }
})

test('--json is one envelope', async () => {
  const { stdout, exitCode } = await init(['--json', '--preset', 'local', '--name', 'other'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    data: { dir, name: 'other', target: 'local', mode: 'live', missingKeys: [], environmentKeys: [], problems: [] },
  })
})

test('a second run keeps everything', async () => {
  await init(['--yes'])
  const before = await contents(dir)
  const { stdout, exitCode } = await init(['--yes'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('is complete in this folder')
  expect(await contents(dir)).toEqual(before)
})

test('a second run fills in what is missing, and keeps every value and edit', async () => {
  await init(['--yes'])
  await writeFile(at('.env'), '# my notes\nGROQ_API_KEY=gsk_real\n', { mode: 0o644 })
  await chmod(at('.env'), 0o644)
  await rm(at('livekit.yaml'))
  await writeFile(at('voicectl.yaml'), `${await readFile(at('voicectl.yaml'), 'utf8')}web:\n  port: 3333\n`)
  const { exitCode } = await init(['--yes'])
  expect(exitCode).toBe(0)
  expect(await readFile(at('.env'), 'utf8')).toMatch(
    /^# my notes\nGROQ_API_KEY=gsk_real\nLIVEKIT_API_KEY=API\w{12}\nLIVEKIT_API_SECRET=[0-9a-f]{64}\n$/,
  )
  expect(await modeOf('.env')).toBe('600')
  expect((await loadStack(dir, {})).config.web.port).toBe(3333)
  expect(await readdir(dir)).toContain('livekit.yaml')
})

test('keys in the environment choose the providers, and stay there', async () => {
  const env = { OPENAI_API_KEY: 'sk-not-to-be-written' }
  const { stdout } = await init(['--yes'], { env })
  expect(stdout).toContain('Used from the environment, not written down: OPENAI_API_KEY')
  expect((await loadStack(dir, {})).config.providers).toMatchObject({ stt: { provider: 'openai' }, llm: { provider: 'openai' } })
  expect([...(await contents(dir)).values()].join()).not.toContain('sk-not-to-be-written')
})

test('--copy-keys writes them into .env', async () => {
  await init(['--yes', '--copy-keys'], { env: { OPENAI_API_KEY: 'sk-to-be-written' } })
  expect((await loadStack(dir, {})).env.get('OPENAI_API_KEY')).toBe('sk-to-be-written')
})

test('self-hosted: everything missing is named at once, and nothing is written', async () => {
  const { stderr, exitCode } = await init(['stack', '--yes', '--target', 'self-hosted'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('Target self-hosted needs --livekit-domain, --web-domain (INPUT_MISSING)')
  expect(await readdir(dir)).toEqual([])
})

test('self-hosted with its domains', async () => {
  const { exitCode, stdout } = await init([
    '--yes',
    '--target',
    'self-hosted',
    '--livekit-domain',
    'l.test.org',
    '--web-domain',
    'w.test.org',
    '--telephony',
  ])
  expect(exitCode).toBe(0)
  expect(await readdir(dir)).toEqual(expect.arrayContaining(['Caddyfile', 'compose.yaml', 'livekit.yaml', 'redis.conf']))
  expect(await readFile(at('Caddyfile'), 'utf8')).toContain('l.test.org {')
  expect(stdout.slice(stdout.indexOf('\nNext:'))).toMatchInlineSnapshot(`
    "
    Next:
      DNS: l.test.org and w.test.org lead to this host
      Firewall: open 80/tcp, 443/tcp, 7881/tcp, 50000-60000/udp, 3478/udp, 30000-40000/udp, 5060/udp, 5060/tcp, 10000-20000/udp
      voicectl up --detach
      caddy run --config Caddyfile
      Or LiveKit and Caddy as containers (docker compose up -d): docs/self-hosting.md
      Phone calls need livekit-sip beside it: docs/telephony.md
    "
  `)
})

test('cloud takes key and secret from the environment and writes them into .env; no server file is made', async () => {
  const { exitCode } = await init(['--yes', '--target', 'cloud', '--livekit-url', 'wss://p.livekit.cloud'], { env: CLOUD })
  expect(exitCode).toBe(0)
  expect(Object.fromEntries((await loadStack(dir, {})).env)).toMatchObject(CLOUD)
  expect((await readdir(dir)).toSorted()).toEqual([
    '.env',
    '.env.example',
    '.gitignore',
    '.voicectl',
    'voicectl.schema.json',
    'voicectl.yaml',
  ])
})

test('cloud without its key names all that is missing', async () => {
  const { stdout, exitCode } = await init(['--json', '--target', 'cloud'])
  expect(exitCode).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    error: { code: 'INPUT_MISSING', message: 'Target cloud needs --livekit-url, LIVEKIT_API_KEY, LIVEKIT_API_SECRET' },
  })
})

test.each([
  [['--yes', '--target', 'moon'], 'Expected --target=moon to be one of: local, self-hosted, cloud'],
  [['--yes', '--stt', 'sarvam'], 'Expected --stt=sarvam to be one of: deepgram, openai, local'],
  [['--yes', '--name', 'Not Valid'], '--name: expected lower-case letters, digits and dashes'],
  [['--yes', '--livekit-url', 'wss://p.livekit.cloud'], '--livekit-url: target local has no use for it; it goes with --target cloud'],
  [['--yes', '--api-secret', 'x'], 'Nonexistent flag: --api-secret'],
  [['one', 'two'], 'Unexpected argument: two'],
])('%j is a usage error and writes nothing', async (args, message) => {
  const { stderr, exitCode } = await init(args)
  expect(exitCode).toBe(2)
  expect(stderr).toContain(message)
  expect(await readdir(dir)).toEqual([])
})

test('a file in the place of the folder', async () => {
  await writeFile(at('taken'), 'mine')
  for (const folder of ['taken', 'taken/below']) {
    const { stderr, exitCode } = await init([folder, '--yes'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`${at('taken')} is a file.`)
  }
  expect(await readFile(at('taken'), 'utf8')).toBe('mine')
})

// The superuser may write everywhere, so the program runs as somebody else where the tests don't.
test('a folder that may not be written to', async () => {
  const uid = process.getuid?.() === 0 ? 65_534 : undefined
  await chmod(dir, 0o755)
  await mkdir(at('locked'), { mode: 0o555 })
  for (const folder of [at('locked'), at('locked/new')]) {
    const { stderr, exitCode } = await init([folder, '--yes'], uid === undefined ? {} : { uid })
    expect(stderr).toContain(`Couldn't make a stack in ${folder} (FILE_NOT_WRITABLE)`)
    expect(exitCode).toBe(1)
  }
  expect(await readdir(at('locked'))).toEqual([])
})

test("somebody else's files of the same names are in the way: nothing is written", async () => {
  await writeFile(at('livekit.yaml'), 'port: 1\n')
  await writeFile(at('README.md'), '# mine\n')
  const { stderr, exitCode } = await init(['--yes'])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('livekit.yaml is in the way (INIT_WOULD_OVERWRITE)')
  expect((await readdir(dir)).toSorted()).toEqual(['README.md', 'livekit.yaml'])
  const forced = await init(['--yes', '--force'])
  expect(forced.exitCode).toBe(0)
  expect(await readFile(at('livekit.yaml.bak'), 'utf8')).toBe('port: 1\n')
  expect(await readFile(at('README.md'), 'utf8')).toBe('# mine\n')
})

test("a write that fails takes back what was made before it, and leaves the user's files", async () => {
  await writeFile(at('.gitignore'), 'dist/\n')
  // Where the base copies go there is a file, so the first derived file can't be kept.
  await writeFile(at('.voicectl'), '')
  const { stderr, exitCode } = await init(['--yes'])
  expect(exitCode).toBe(1)
  expect(stderr).toContain('.voicectl')
  expect((await readdir(dir)).toSorted()).toEqual(['.gitignore', '.voicectl'])
})

test('an existing .gitignore is added to', async () => {
  await writeFile(at('.gitignore'), 'dist/\n')
  await init(['--yes'])
  expect(await readFile(at('.gitignore'), 'utf8')).toBe('dist/\n.env\n.voicectl/\n*.bak*\n')
})

test('a broken voicectl.yaml is told with every place, and kept', async () => {
  await writeFile(at('voicectl.yaml'), 'version: 1\nnmae: x\ntarget: moon\n')
  const { stderr, exitCode } = await init(['--yes'])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('voicectl.yaml has 2 problems (CONFIG_INVALID)')
  expect(stderr).toContain('voicectl.yaml:2:1 nmae: unknown key; did you mean name?')
  expect(await readdir(dir)).toEqual(['voicectl.yaml'])
  expect((await init(['--yes', '--force'])).exitCode).toBe(0)
})

test('a secret that is kept and too short is told', async () => {
  await writeFile(at('.env'), 'LIVEKIT_API_KEY=APIshort\nLIVEKIT_API_SECRET=short-secret\n')
  const { stdout } = await init(['--yes'])
  expect(stdout.slice(stdout.indexOf('! .env:2'))).toBe(`! .env:2: LIVEKIT_API_SECRET has 12 characters; LiveKit asks for at least 32
  → Delete the line of LIVEKIT_API_SECRET in .env, which init would keep, and let it write a new one

Next:
  voicectl init --yes
  voicectl up
`)
  // What it says helps.
  await writeFile(at('.env'), 'LIVEKIT_API_KEY=APIshort\n')
  expect((await init(['--yes'])).stdout).not.toContain('LIVEKIT_API_SECRET')
  expect((await loadStack(dir, {})).env.get('LIVEKIT_API_SECRET')).toMatch(/^[0-9a-f]{64}$/)
})
