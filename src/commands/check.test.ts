import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runVoicectl } from '../../test/support/voicectl.ts'

// Each run starts a Node of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const SECRET = 'Qm7xVt2LpZ9sKd4RfHc8WyBn3GjTa6Ue'
const OTHER = 'Nb5cXw8YrPq1MkLz0HvJd7StFg2QaEiU'
let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-check-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

const check = (...args: string[]) => runVoicectl(['check', ...args], { cwd: dir })
const put = (file: string, text: string, mode = 0o644) => writeFile(path.join(dir, file), text, { mode })

/** A server that knows one secret, and an agent that signs with another. */
async function putMismatch() {
  await put('livekit.yaml', `port: 7880\nkeys:\n  APIwFuNxBWqT3uD: ${SECRET}\n`, 0o600)
  await put('.env', `LIVEKIT_URL=ws://localhost:7880\nLIVEKIT_API_KEY=APIwFuNxBWqT3uD\nLIVEKIT_API_SECRET=${OTHER}\n`, 0o600)
}

test('shows a finding with both places, why and what to do, and exits with 1', async () => {
  await putMismatch()
  const { stdout, stderr, exitCode } = await check()
  expect([stderr, exitCode]).toEqual(['', 1])
  expect(stdout).toContain('(keys.mismatch)')
  expect(stdout).toContain('.env:3:20')
  expect(stdout).toContain('livekit.yaml:3:')
  expect(stdout).toMatch(/1 error in 2 files/)
})

test('is the same for programs: one object, ok false, places relative to the folder', async () => {
  await putMismatch()
  const { stdout, exitCode } = await check('--json')
  const answer = JSON.parse(stdout) as { ok: boolean; data: { findings: { id: string; fix: unknown; locations: unknown[] }[] } }
  expect([answer.ok, exitCode]).toEqual([false, 1])
  expect(answer.data.findings).toEqual([
    {
      id: 'keys.mismatch',
      severity: 'error',
      message: expect.any(String),
      why: expect.any(String),
      fix: expect.objectContaining({ text: expect.any(String) }),
      fixable: false,
      locations: [
        { file: '.env', line: 3, column: 20 },
        { file: 'livekit.yaml', line: 3, column: expect.any(Number) },
      ],
    },
  ])
})

test.each([[[]], [['--json']], [['--format', 'sarif']], [['--format', 'github']], [['--fix', '--dry-run']]])(
  'shows no secret with %j',
  async (args) => {
    await putMismatch()
    const { stdout, stderr } = await check(...args)
    expect(`${stdout}${stderr}`).not.toMatch(new RegExp(`${SECRET}|${OTHER}`))
    expect(stdout).toContain('keys.mismatch')
  },
)

test('a comment with a reason keeps a finding back', async () => {
  await putMismatch()
  await put(
    '.env',
    (await readFile(path.join(dir, '.env'), 'utf8')).replace(
      'LIVEKIT_API_SECRET',
      '# voicectl-ignore keys.mismatch: a test\nLIVEKIT_API_SECRET',
    ),
  )
  const { stdout, exitCode } = await check()
  expect([stdout, exitCode]).toEqual(['✓ 2 files checked, nothing is wrong; 1 ignored by comments\n', 0])
})

test('--fix mends what needs no decision, and the next check is clean', async () => {
  await put('.env', `LIVEKIT_API_KEY=APIwFuNxBWqT3uD\nLIVEKIT_API_SECRET=${SECRET}\n`)
  await chmod(path.join(dir, '.env'), 0o644)
  expect((await check('--fix', '--dry-run')).stdout).toContain('.env: mode 0600')
  expect((await stat(path.join(dir, '.env'))).mode & 0o777).toBe(0o644)
  expect((await check('--fix')).stdout).toContain('Mended 1 finding')
  expect((await stat(path.join(dir, '.env'))).mode & 0o777).toBe(0o600)
  expect((await check()).stdout).toBe('✓ 1 file checked, nothing is wrong\n')
})

test('a stack of voicectl has nothing to report', async () => {
  await runVoicectl(['init', '--yes', '--target', 'local', '.'], { cwd: dir })
  const { stdout, exitCode } = await check()
  expect(stdout).toContain('nothing is wrong')
  expect(exitCode).toBe(0)
})

test.each([
  ['a folder without any stack', [], 'NO_STACK_FOUND'],
  ['a path that is not there', ['nowhere'], 'PATH_NOT_FOUND'],
  ['a rule that does not exist', ['--rule', 'keys.mismatsch'], 'UNKNOWN_RULE'],
  ['the story of one that does not exist', ['--explain', 'nope'], 'UNKNOWN_RULE'],
])('%s is unusable input', async (_, args, code) => {
  const { stdout, exitCode } = await check(...args, '--json')
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code } })
  expect(exitCode).toBe(2)
})

test('tells the story of a rule', async () => {
  const { stdout, exitCode } = await check('--explain', 'keys.mismatch')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^keys\.mismatch \(error\)\n/)
})

test('a file that is no text is named, and the others are checked', async () => {
  await putMismatch()
  await writeFile(path.join(dir, 'sip.yaml'), new Uint8Array([0x61, 0, 0xff]))
  const { stdout, exitCode } = await check()
  expect(stdout).toContain('sip.yaml')
  expect(stdout).toContain('keys.mismatch')
  expect(exitCode).toBe(1)
})

test('a path to a file narrows the findings to it', async () => {
  await putMismatch()
  await put('compose.yaml', 'services: [\n')
  expect((await check()).stdout).toContain('compose.yaml:')
  const { stdout } = await check('livekit.yaml')
  expect(stdout).toContain('keys.mismatch')
  expect(stdout).not.toContain('compose.yaml:')
})

test('--dry-run without --fix is refused, and nothing is checked', async () => {
  await putMismatch()
  const { stdout, stderr, exitCode } = await check('--dry-run')
  expect([stdout, exitCode]).toEqual(['', 2])
  expect(stderr).toMatch(/when using --dry-run: --fix/)
})

test('the help has no gap where a flag excludes a hidden one', async () => {
  const { stdout } = await check('--help')
  expect(stdout).toContain('check [PATH] [--fix [--dry-run]]')
  expect(stdout).not.toMatch(/\|\s+\|/)
})
