import path from 'node:path'
import { findOnPath } from '../../../platform/executables.ts'
import { LIVEKIT_VERSION, program, type Source, type SourceContext } from './source.ts'
import { makeInCache } from './workbench.ts'

const MODULE = 'github.com/livekit/livekit-server/cmd/server'

/** The pinned Go module, built here; Go verifies what it fetches by its own checksum database. */
export const byBuild: Source = {
  label: 'build with go',
  async find(context) {
    const go = await findOnPath('go', context.env)
    if (go === null) return { reason: 'go is not on PATH' }
    context.report({
      type: 'step',
      id: 'livekit-server',
      text: `Building livekit-server ${LIVEKIT_VERSION} with go (once; about 2 to 5 minutes)`,
    })
    try {
      const file = await makeInCache(context.env, (folder) => build(go, folder, context))
      context.report({ type: 'done', id: 'livekit-server', text: `livekit-server ${LIVEKIT_VERSION} is built` })
      return { found: program('build', file) }
    } catch (error) {
      context.signal.throwIfAborted()
      return { reason: `go failed: ${lastLine((error as { stderr?: string }).stderr ?? (error as Error).message)}` }
    }
  },
}

/** A `tool` line in a go.mod of our own pins the server and all it depends on; `go install pkg@version` refuses its replace lines. */
async function build(go: string, folder: string, { report, signal, env }: SourceContext): Promise<string> {
  const { execa } = await import('execa')
  let count = 0
  const run = async (args: string[]) => {
    const child = execa(go, args, {
      cwd: folder,
      env: { ...env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
      extendEnv: false,
      cancelSignal: signal,
    })
    child.stderr.on('data', (chunk: Buffer) => {
      count += String(chunk).split('\n').length - 1
      report({ type: 'progress', id: 'livekit-server', current: count, total: null, unit: 'items' })
    })
    await child
  }
  await run(['mod', 'init', 'voicectl/livekit-server'])
  report({ type: 'note', text: 'Fetching its modules' })
  await run(['get', '-tool', `${MODULE}@${LIVEKIT_VERSION}`])
  report({ type: 'note', text: 'Compiling' })
  const output = path.join(folder, 'livekit-server')
  // -v names each package as it is compiled, which is what is counted.
  await run(['build', '-v', '-trimpath', '-o', output, MODULE])
  return output
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? 'it said nothing'
}
