import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { manifestCommands, plainEnv, root, runFile, run, voicectl, wordsOf } from './built.ts'

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }

test.each([['--version'], ['-v']])('%s', async (flag) => {
  const { stdout, stderr, code } = await voicectl([flag])
  expect({ stdout, stderr, code }).toEqual({
    stdout: `voicectl/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
    stderr: '',
    code: 0,
  })
})

test('--version --json', async () => {
  const { stdout } = await voicectl(['--version', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, data: { name: 'voicectl', version } })
})

test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists every command', async (args) => {
  const { stdout, code } = await voicectl(args)
  expect(code).toBe(0)
  for (const command of manifestCommands()) {
    const [first, second, ...more] = wordsOf(command)
    // Commands of three words are one line of their topic.
    expect(stdout).toContain(more.length > 0 ? `  ${first} ${second} …  ` : `  ${wordsOf(command).join(' ')}  `)
  }
})

test('the list of commands is the same with and without the shortcut', async () => {
  const long = await voicectl(['help', '--no-color'])
  const short = await voicectl(['--help'])
  expect(long.stdout).toBe(short.stdout)
})

test('help <command> is <command> --help', async () => {
  const [long, short] = await Promise.all([voicectl(['help', 'agent', 'chat']), voicectl(['agent', 'chat', '--help'])])
  expect(long).toEqual(short)
  expect(long.stdout).toContain('voicectl agent chat')
})

test.each(['--help', 'status --help', 'nosuch --json'])('voicectl %s into a reader that leaves early ends well', async (words) => {
  const script = `"$0" "$1" ${words} | head -c 1 >/dev/null; exit "\${PIPESTATUS[0]}"`
  const { code, stderr } = await run('bash', ['-c', script, process.execPath, runFile])
  expect(code).toBe(words.startsWith('nosuch') ? 2 : 0)
  expect(stderr).toBe('')
})

test('a reader of stderr that is gone neither loops nor hides the exit code', async () => {
  const child = spawn(process.execPath, [runFile, 'nosuch'], { env: plainEnv(), stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 })
  child.stderr.destroy()
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect({ code, signal }).toEqual({ code: 2, signal: null })
})

// A flag that changes nothing takes a command line to oclif's way.
test.each([[[]], [['.']], [['--json']], [['livekit.yaml', '--no-color']], [['nosuch']], [['nosuch', '--json']]])(
  'check %j says the same with and without oclif',
  async (args) => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'voicectl-start-'))
    try {
      writeFileSync(path.join(cwd, 'livekit.yaml'), 'port: 7880\nrtc:\n  nosuch: 1\n')
      const short = await run(process.execPath, [runFile, 'check', ...args], { cwd })
      const long = await run(process.execPath, [runFile, 'check', '--severity', 'info', ...args], { cwd })
      expect(short).toEqual(long)
      expect(short.stdout + short.stderr).not.toBe('')
    } finally {
      rmSync(cwd, { recursive: true })
    }
  },
)

/** Nodes of this machine that are too old for voicectl. */
function oldNodes(): string[] {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/local/bin', '/usr/bin']
  const candidates = [...new Set(folders.map((folder) => path.join(folder, 'node')))]
  return candidates.filter((file) => {
    const { stdout, status } = spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    return status === 0 && Number(stdout.split('.')[0]) < 24
  })
}

const [oldNode] = oldNodes()

test.skipIf(oldNode === undefined)('an old Node is told what to do', async () => {
  const { code, stdout, stderr } = await run(oldNode ?? '', [runFile, 'status'])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^voicectl needs Node 24 or newer; this is Node \d+/)
  expect(stderr).toContain('nvm install 24')
  expect(stderr).toContain(`inside of ${root}, which has its own Node: npx voicectl --help`)
  expect(stderr).not.toContain('--package')
  expect(stderr).not.toMatch(/^\s+at /m)
})
