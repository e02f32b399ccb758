import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { spawn as spawnInTerminal } from '@lydell/node-pty'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageRoot } from './package-root.ts'

const MODULE = pathToFileURL(path.join(packageRoot, 'src/platform/plain-stdout.ts')).href
const BYTES = 2_000_000
/** Says on stderr what is left to process.stdout. */
const WRITE = `const { plainStdout } = await import('${MODULE}')
  const plain = plainStdout()
  plain?.write('x'.repeat(${BYTES}))
  process.stderr.write(String(plain?.isLeft))`
const argsFor = (program: string) => ['--input-type=module', '--eval', program]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'voicectl-plain-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a pipe gets it all, at once', async () => {
  const child = spawn(process.execPath, argsFor(`${WRITE}; process.exit()`), { stdio: ['ignore', 'pipe', 'pipe'] })
  expect(await Promise.all([text(child.stdout), text(child.stderr)])).toEqual(['x'.repeat(BYTES), 'false'])
})

test('a pipe that does not wait gets it all too', async () => {
  const ready = path.join(folder, 'ready')
  // Pipes are made not to wait by a program that shares them, for all.
  const sharer = `process.stdout.write(''); process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(ready)}, ''); setInterval(() => {}, 1000)`
  const writer = `const { existsSync } = process.getBuiltinModule('node:fs'); while (!existsSync(${JSON.stringify(ready)})); ${WRITE}`
  const script = `"$0" --eval "$1" & "$0" --input-type=module --eval "$2"; kill $!`
  const child = spawn('sh', ['-c', script, process.execPath, sharer, writer], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = text(child.stderr)
  await once(child.stderr, 'data')
  expect([await text(child.stdout), await said]).toEqual(['x'.repeat(BYTES), 'true'])
})

test('a reader that leaves ends it without a word', async () => {
  const child = spawn(process.execPath, argsFor(`process.exitCode = 1; ${WRITE}`), { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = text(child.stderr)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(await said).toBe('')
})

test.each([
  ['a file', '> "$2"', 'false'],
  ['the null device', '> /dev/null', 'false'],
])('%s is written to at once', async (_, to, left) => {
  const file = path.join(folder, 'out')
  const child = spawn('sh', ['-c', `"$0" --input-type=module --eval "$1" ${to}`, process.execPath, WRITE, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  expect(await text(child.stderr)).toBe(left)
  if (to.includes('$2')) expect(readFileSync(file, 'utf8')).toBe('x'.repeat(BYTES))
})

test('a terminal is left to process.stdout', async () => {
  const terminal = spawnInTerminal(process.execPath, argsFor(WRITE), {})
  let shown = ''
  terminal.onData((data) => (shown += data))
  await new Promise((resolve) => terminal.onExit(resolve))
  expect(shown).toBe('undefined')
})
