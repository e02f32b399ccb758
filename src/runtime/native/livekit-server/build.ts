import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Progress } from '../../../core/progress.ts'
import { findOnPath } from '../../../platform/executables.ts'
import { takeLock, type LockFile } from '../../../platform/lock-file.ts'
import { inCache } from './installed.ts'
import { cacheFolder, LIVEKIT_VERSION, program, type Found, type Source, type SourceContext } from './source.ts'
import { makeInCache } from './workbench.ts'

type Counter = Extract<Progress, { type: 'progress' }>

const MODULE = 'github.com/livekit/livekit-server/cmd/server'

const POLL_MS = 200

/** The pinned Go module, built here; Go verifies what it fetches by its own checksum database. */
export const byBuild: Source = {
  label: 'build with go',
  async find(context) {
    const go = await findOnPath('go', context.env)
    if (go === null) return { reason: 'go is not on PATH' }
    try {
      const lock = await waitForTurn(context)
      try {
        return await findOrBuild(go, context)
      } finally {
        await lock.release()
      }
    } catch (error) {
      context.signal.throwIfAborted()
      return { reason: `go failed: ${lastLine((error as { stderr?: string }).stderr ?? (error as Error).message)}` }
    }
  },
}

/** A build takes minutes and all cores: two stacks that start on a fresh machine need only one. */
async function waitForTurn({ env, report, signal }: SourceContext): Promise<LockFile> {
  const file = path.join(cacheFolder(env), `${LIVEKIT_VERSION}.lock`)
  let said = false
  for (;;) {
    const lock = await takeLock(file)
    if (!('holder' in lock)) return lock
    if (!said) {
      const text = `Process ${lock.holder.pid} is building livekit-server ${LIVEKIT_VERSION} already; waiting for it`
      report({ type: 'step', id: 'livekit-server', text })
    }
    said = true
    await pause(POLL_MS, undefined, { signal })
  }
}

async function findOrBuild(go: string, context: SourceContext): Promise<Found> {
  const { env, report } = context
  const kept = await inCache.find(context)
  if ('found' in kept) return kept
  const text = `Building livekit-server ${LIVEKIT_VERSION} with go (once; about 2 to 5 minutes)`
  report({ type: 'step', id: 'livekit-server', text })
  const file = await makeInCache(env, (folder) => build(go, folder, context))
  report({ type: 'done', id: 'livekit-server', text: `livekit-server ${LIVEKIT_VERSION} is built` })
  return { found: program('build', file) }
}

/** A `tool` line in a go.mod of our own pins the server and all it depends on; `go install pkg@version` refuses its replace lines. */
async function build(go: string, folder: string, { report, signal, env }: SourceContext): Promise<string> {
  const { execa } = await import('execa')
  const run = async (args: string[], counted?: Pick<Counter, 'text' | 'unit'>) => {
    const child = execa(go, args, {
      cwd: folder,
      env: { ...env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
      extendEnv: false,
      cancelSignal: signal,
    })
    let current = 0
    child.stderr.on('data', (chunk: Buffer) => {
      current += String(chunk).split('\n').length - 1
      if (counted) report({ type: 'progress', id: 'livekit-server', ...counted, current, total: null })
    })
    await child
  }
  await run(['mod', 'init', 'voicectl/livekit-server'])
  report({ type: 'note', text: 'Fetching its modules' })
  await run(['get', '-tool', `${MODULE}@${LIVEKIT_VERSION}`], { text: "Fetching livekit-server's modules", unit: 'modules' })
  report({ type: 'note', text: 'Compiling' })
  const output = path.join(folder, 'livekit-server')
  // -v names each package as it is compiled, which is what is counted.
  await run(['build', '-v', '-trimpath', '-o', output, MODULE], { text: 'Compiling livekit-server', unit: 'packages' })
  return output
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? 'it said nothing'
}
