import { spawn, type ChildProcess } from 'node:child_process'
import { modulePath } from '../platform/package-root.ts'
import { loadStack, STACK_FILE, ENV_FILE } from '../stack/load.ts'
import { createLog } from './log.ts'
import { ownAgentFile, projectDir } from './project.ts'
import type { StartOptions } from './start.ts'
import { watchFiles } from './watch-files.ts'

const log = createLog()

/** Runs the worker and starts it again whenever voicectl.yaml, .env or the agent's own file changes. A worker that can't start is left until then. */
export async function dev({ stop, name }: StartOptions): Promise<void> {
  const dir = projectDir()
  const changes = watchFiles({ dir, files: [STACK_FILE, ENV_FILE], codeFile: await agentFileOf(dir) })
  stop.addEventListener('abort', () => changes.close(), { once: true })
  log.info(`Watching ${changes.watched.join(', ')}; a change starts the worker again and ends its calls`)
  let worker = launch(name, stop)
  for await (const changed of changes) {
    log.info(`${changed} changed: starting the worker again`)
    await end(worker)
    if (stop.aborted) return
    worker = launch(name, stop)
  }
  await end(worker)
}

async function agentFileOf(dir: string): Promise<string | null> {
  // A faulty stack is the worker's to report; until it is mended only the stack's own files are watched.
  return loadStack(dir).then(ownAgentFile, () => null)
}

function launch(name: string | null, stop: AbortSignal): ChildProcess {
  const args = [modulePath('agent/main'), 'start', '--drain-seconds', '0', ...(name === null ? [] : ['--name', name])]
  const child = spawn(process.execPath, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  child.once('exit', (code) => {
    if (code !== 0 && code !== null && !stop.aborted) log.warn('The worker ended; waiting for a change')
  })
  return child
}

/** By closing the channel: a signal would be the worker's second one, "at once", where a terminal's Ctrl-C already reached it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.disconnect()
  await gone
}
