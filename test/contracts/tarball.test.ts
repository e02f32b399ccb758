import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, voicectl, type Run } from './built.ts'

let folder: string
let tarball: string

/** The whole is some 200 packages and 350 MB. */
const tenMinutesMs = 600_000

/** Also for npm and what it runs: the Node that runs this. */
const env = { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}` }

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'voicectl-tarball-'))
  const { stdout, stderr } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { env })
  const [packed] = JSON.parse(stdout || '[]') as Array<{ filename: string }>
  if (!packed) throw new Error(`npm pack failed:\n${stderr}`)
  tarball = path.join(folder, packed.filename)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Installs the tarball as a user would, into an empty folder; returns how to run voicectl from there. */
async function install(name: string, flags: string[]): Promise<(args: string[]) => Promise<Run>> {
  const cwd = path.join(folder, name)
  await run('mkdir', [cwd])
  writeFileSync(path.join(cwd, 'package.json'), '{ "private": true }')
  const { code, stderr } = await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...flags, tarball], { cwd, env })
  if (code !== 0) throw new Error(`npm install failed:\n${stderr}`)
  return (args) => voicectl(args, { cwd, file: path.join(cwd, 'node_modules/voicectl/bin/run.js') })
}

describe.each([
  ['whole', []],
  ['without optional packages', ['--omit=optional']],
])('the tarball, installed %s', (kind, flags) => {
  const name = kind.replaceAll(' ', '-')
  let installed: (args: string[]) => Promise<Run>
  beforeAll(async () => {
    installed = await install(name, flags)
  }, tenMinutesMs)

  test('--version and --help answer', async () => {
    expect(await installed(['--version'])).toMatchObject({ code: 0, stderr: '' })
    const file = path.join(folder, name, 'node_modules/voicectl/bin/run.js')
    const piped = await run('bash', ['-c', '"$0" "$1" --help | head -1; exit "${PIPESTATUS[0]}"', process.execPath, file])
    expect(piped).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('voicectl') })
  })

  test('it is on the path of the folder', () => {
    expect(existsSync(path.join(folder, name, 'node_modules/.bin/voicectl'))).toBe(true)
  })

  test('init and generate make a stack', async () => {
    const made = await installed(['init', 'stack', '--target', 'local', '--yes', '--json'])
    expect(JSON.parse(made.stdout)).toMatchObject({ ok: true, data: { target: 'local' } })
    const again = await installed(['generate', '--project-dir', 'stack', '--json'])
    expect(again.code).toBe(0)
    const { data } = JSON.parse(again.stdout) as { data: { files: Array<{ action: string }> } }
    expect(data.files.length).toBeGreaterThan(0)
    expect(data.files.every((file) => file.action === 'unchanged')).toBe(true)
    expect((await installed(['status', '--project-dir', 'stack', '--json'])).code).toBe(0)
  })
})

test('without optional packages the agent says what to install', async () => {
  const file = path.join(folder, 'without-optional-packages/node_modules/voicectl/bin/run.js')
  for (const words of [
    ['agent', 'start'],
    ['agent', 'chat', '--json'],
  ]) {
    const { code, stdout, stderr } = await voicectl(words, { file, cwd: path.join(folder, 'without-optional-packages') })
    expect(code).toBe(1)
    expect(stdout + stderr).toContain('AGENT_NOT_INSTALLED')
    expect(stdout + stderr).toContain('npm install')
  }
})
