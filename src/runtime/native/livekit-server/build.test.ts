import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitFor } from '../../../../test/support/wait.ts'
import type { Progress } from '../../../core/progress.ts'
import { exists } from '../../../platform/files.ts'
import { takeLock } from '../../../platform/lock-file.ts'
import { byBuild } from './build.ts'
import { inCache } from './installed.ts'
import { cachedFile, cacheFolder, LIVEKIT_VERSION, type SourceContext } from './source.ts'

let folder: string
let env: NodeJS.ProcessEnv
let events: Progress[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'voicectl-build-'))
  const bin = path.join(folder, 'bin')
  env = { XDG_CACHE_HOME: path.join(folder, 'cache'), PATH: `${bin}${path.delimiter}${process.env['PATH']}`, HOME: folder }
  await mkdir(bin)
  events = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const context = (more: Partial<SourceContext> = {}): SourceContext => ({
  env,
  report: (event) => events.push(event),
  signal: new AbortController().signal,
  ...more,
})

/** Puts a shell script in the place of go. */
async function installGo(script: string): Promise<void> {
  const file = path.join(folder, 'bin', 'go')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}

const leftovers = async () => (await readdir(cacheFolder(env)).catch(() => [])).filter((name) => name !== LIVEKIT_VERSION)

/** Acts as go does: `build` writes the file that -o names. */
const FAKE_GO = `case "$1" in
  build) echo compiled/one >&2; echo compiled/two >&2; while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho built\\n' > "$2";;
  get) echo "$@" > "$HOME/asked";;
esac`

test('makes the pinned module and keeps it', async () => {
  await installGo(FAKE_GO)
  expect(await byBuild.find(context())).toMatchObject({ found: { origin: 'build', location: cachedFile(env) } })
  expect(execFileSync(cachedFile(env)).toString()).toBe('built\n')
  expect(await readFile(path.join(folder, 'asked'), 'utf8')).toBe(
    `get -tool github.com/livekit/livekit-server/cmd/server@${LIVEKIT_VERSION}\n`,
  )
  expect(events.filter(({ type }) => type === 'step')).toHaveLength(1)
  expect(events).toContainEqual(expect.objectContaining({ text: 'Compiling livekit-server', unit: 'packages', total: null }))
  expect(await leftovers()).toEqual([])
})

test('of two at once the second waits for the first, says so, and takes what that made', async () => {
  await installGo(`[ "$1" = build ] && { echo x >> "$HOME/builds"; while [ ! -e "$HOME/go-on" ]; do sleep 0.02; done; }\n${FAKE_GO}`)
  const first = byBuild.find(context())
  await waitFor(() => exists(path.join(folder, 'builds')), { what: 'the first build to run' })
  const heard: Progress[] = []
  const second = byBuild.find(context({ report: (event) => heard.push(event) }))
  await waitFor(() => heard.length > 0, { what: 'the second to wait' })
  await writeFile(path.join(folder, 'go-on'), '')
  expect(await first).toMatchObject({ found: { origin: 'build' } })
  expect(await second).toMatchObject({ found: { origin: 'cache', location: cachedFile(env) } })
  const text = `Process ${process.pid} is building livekit-server ${LIVEKIT_VERSION} already; waiting for it`
  expect(heard).toEqual([{ type: 'step', id: 'livekit-server', text }])
  expect(await readFile(path.join(folder, 'builds'), 'utf8')).toBe('x\n')
})

test('Ctrl-C ends the wait for another build', async () => {
  await installGo(FAKE_GO)
  const lock = await takeLock(path.join(cacheFolder(env), `${LIVEKIT_VERSION}.lock`))
  if ('holder' in lock) throw new Error('somebody else has the lock')
  const abort = new AbortController()
  const waiting = byBuild.find(context({ signal: abort.signal, report: () => abort.abort() }))
  await expect(waiting).rejects.toThrow()
  await lock.release()
})

test('tells what go said, and leaves nothing half-made', async () => {
  await installGo(`[ "$1" = build ] && { echo 'ld: out of memory' >&2; exit 1; }; exit 0`)
  expect(await byBuild.find(context())).toEqual({ reason: 'go failed: ld: out of memory' })
  expect(await leftovers()).toEqual([])
  expect(await inCache.find(context())).toEqual({ reason: 'none kept yet' })
})

test('clears up what a killed run left a day ago, and not what another is making', async () => {
  await installGo(FAKE_GO)
  const [old, fresh] = ['work-old', 'work-fresh'].map((name) => path.join(cacheFolder(env), name)) as [string, string]
  await mkdir(old, { recursive: true })
  await mkdir(fresh)
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000)
  await utimes(old, twoDaysAgo, twoDaysAgo)
  await byBuild.find(context())
  expect(await leftovers()).toEqual(['work-fresh'])
})
