import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageRoot } from './package-root.ts'

const MODULE = pathToFileURL(path.join(packageRoot, 'src/platform/kept-script.ts')).href

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'voicectl-kept-'))
  putScript('1', 'one')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function putScript(content: string, answer: string): void {
  writeFileSync(
    path.join(folder, 'script.cjs'),
    `// ${content}\n(function () { return { answer: () => ${JSON.stringify(answer)}, other: () => 0 }; })`,
  )
}

/** What a run of its own prints; `ran` is what it says that ran. */
async function run(ran: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const program = `process.getBuiltinModule('node:module').enableCompileCache()
    const { loadScript } = await import(${JSON.stringify(MODULE)})
    const { exports, keep } = loadScript(new URL(${JSON.stringify(pathToFileURL(path.join(folder, 'script.cjs')).href)}))
    process.stdout.write(exports.answer())
    await keep(${JSON.stringify(ran)})`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return `${stdout}${stderr}`
}

/** The files kept of the script, whole or not. */
function keptFiles(): string[] {
  const names = readdirSync(path.join(folder, 'cache'), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.includes('script.cjs')).map((name) => path.join(folder, 'cache', name))
}

function onlyKept(): string {
  const [file, ...others] = keptFiles()
  expect(others).toEqual([])
  return file ?? ''
}

const ranIn = (file: string) => (JSON.parse(readFileSync(file, 'utf8').split('\n').at(-1) ?? '') as { ran: string[] }).ran

test('what was compiled is kept for its owner alone, taken by the next run, and grows when more runs', async () => {
  expect(await run(['a'])).toBe('one')
  const file = onlyKept()
  const first = statSync(file)
  expect([first.mode & 0o777, ranIn(file)]).toEqual([0o600, ['a']])
  expect(await run(['a'])).toBe('one')
  expect(statSync(file).ino).toBe(first.ino)
  expect(await run(['b', 'a'])).toBe('one')
  expect(ranIn(onlyKept())).toEqual(['a', 'b'])
})

test('another script of the same name and length is compiled anew', async () => {
  await run(['a'])
  putScript('2', 'two')
  expect(await run(['b'])).toBe('two')
  expect(ranIn(onlyKept())).toEqual(['b'])
})

test.each([
  ['that others may write to', (file: string) => chmodSync(file, 0o666)],
  ['that breaks off', (file: string) => truncateSync(file, 100)],
  ['that is empty', (file: string) => truncateSync(file, 0)],
  ['of another V8', (file: string) => writeFileSync(file, readFileSync(file).fill(1, 0, 16))],
])('a kept file %s is not taken, and replaced', async (_, spoil) => {
  await run(['a'])
  const file = onlyKept()
  spoil(file)
  const spoilt = statSync(file)
  expect(await run(['a'])).toBe('one')
  const replaced = statSync(onlyKept())
  expect([replaced.ino === spoilt.ino, replaced.mode & 0o777]).toEqual([false, 0o600])
})

test('nothing is kept where Node is told to keep nothing', async () => {
  expect(await run(['a'], { NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('one')
  expect(readdirSync(folder)).toEqual(['script.cjs'])
})

test('where it can not be written the run is as ever, and leaves nothing', async () => {
  await run(['a'])
  const file = onlyKept()
  rmSync(file)
  mkdirSync(file)
  expect(await run(['a'])).toBe('one')
  expect(keptFiles()).toEqual([file])
})

test('runs at the same time do not disturb one another', async () => {
  const parts = ['a', 'b', 'c', 'd', 'e', 'f']
  expect(await Promise.all(parts.map((part) => run([part])))).toEqual(parts.map(() => 'one'))
  expect(await run(['a'])).toBe('one')
  expect(ranIn(onlyKept())).toContain('a')
})
