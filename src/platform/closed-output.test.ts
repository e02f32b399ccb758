import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { spawn as spawnInTerminal } from '@lydell/node-pty'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitFor } from '../../test/support/wait.ts'
import { packageRoot } from './package-root.ts'

const MODULE = pathToFileURL(path.join(packageRoot, 'src/platform/closed-output.ts')).href
const TALK = `const talk = (stream) => setInterval(() => stream.write('a line\\n'), 5);`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'voicectl-output-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const argsFor = (script: string) => [
  '--input-type=module',
  '--eval',
  `import { endWithReader } from '${MODULE}'; endWithReader(); ${TALK} ${script}`,
]
const start = (script: string) => spawn(process.execPath, argsFor(script), { stdio: ['ignore', 'pipe', 'pipe'] })

test('a reader of stdout that leaves ends the process without a word', async () => {
  const child = start('talk(process.stdout)')
  const said = text(child.stderr)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(await said).toBe('')
})

test('where there is a clean stop it is asked for, and once', async () => {
  const child = start(`let asked = 0; talk(process.stdout)
    process.on('SIGTERM', () => { asked++; setTimeout(() => process.exit(10 + asked), 100) })`)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await once(child, 'exit')).toEqual([11, null])
})

test('without a reader of stderr it goes on', async () => {
  const child = start(`talk(process.stderr); setTimeout(() => process.exit(3), 200)`)
  child.stderr.destroy()
  expect(await once(child, 'exit')).toEqual([3, null])
})

// Linux tells EIO of a terminal that has gone.
test.runIf(process.platform === 'linux')('a terminal that was closed is a reader that left', async () => {
  const file = path.join(folder, 'end')
  const script = `import { writeFileSync } from 'node:fs'; process.on('SIGHUP', () => {}); talk(process.stdout); talk(process.stderr)
    process.on('SIGTERM', () => { writeFileSync('${file}', 'asked'); process.exit() })
    process.on('uncaughtException', ({ code }) => { writeFileSync('${file}', code); process.exit() })`
  const terminal = spawnInTerminal(process.execPath, argsFor(script), {})
  let shown = ''
  terminal.onData((data) => (shown += data))
  await waitFor(() => shown.includes('a line'), { what: 'it to write' })
  terminal.kill('SIGHUP')
  // Closes our end of it.
  ;(terminal as unknown as { destroy(): void }).destroy()
  expect(await waitFor(() => readFile(file, 'utf8').catch(() => null), { what: 'its end' })).toBe('asked')
})
