import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { Failure } from '../../core/failure.ts'
import type { Progress } from '../../core/progress.ts'
import { modulePath } from '../../platform/package-root.ts'
import type { StackSummary, UpOptions } from '../runtime.ts'
import { PROJECT_MARK } from '../../platform/stack-marks.ts'
import type { FailureData } from './control.ts'
import { fromFailureData } from './failure-data.ts'
import { logFile } from './log-store.ts'
import type { RuntimePaths } from './paths.ts'
import { SUPERVISOR } from './supervisor.ts'

/** What the detached supervisor tells the command that started it. */
export type DetachedMessage =
  | { type: 'progress'; event: Progress }
  | { type: 'ready'; summary: StackSummary }
  | { type: 'failure'; failure: FailureData }

/** Starts a supervisor that outlives this process; returns when all is ready. Its Failure is raised here; a stop asked for meanwhile is passed on. */
export async function startDetached(
  paths: RuntimePaths,
  { report, stop, now }: Pick<UpOptions, 'report' | 'stop' | 'now'>,
): Promise<StackSummary | null> {
  const child = launch(paths)
  const passOn = () => child.kill('SIGTERM')
  for (const signal of [stop, now]) signal.addEventListener('abort', passOn, { once: true })
  try {
    return await firstWord(child, report)
  } finally {
    for (const signal of [stop, now]) signal.removeEventListener('abort', passOn)
    if (child.connected) child.disconnect()
    child.unref()
  }
}

function launch(paths: RuntimePaths): ChildProcess {
  mkdirSync(paths.logDir, { recursive: true, mode: 0o700 })
  // Only what the supervisor's own faults print goes here; its log lines are written by its log store.
  const output = openSync(logFile(paths.logDir, SUPERVISOR), 'a', 0o600)
  try {
    return spawn(process.execPath, [modulePath('runtime/native/main')], {
      cwd: paths.dir,
      env: { ...process.env, [PROJECT_MARK]: paths.dir },
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    })
  } finally {
    closeSync(output)
  }
}

function firstWord(child: ChildProcess, report: UpOptions['report']): Promise<StackSummary | null> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: DetachedMessage) => {
      if (message.type === 'progress') report(message.event)
      if (message.type === 'ready') resolve(message.summary)
      if (message.type === 'failure') reject(fromFailureData(message.failure))
    })
    child.once('error', (error) => reject(error))
    child.once('exit', (exitCode, signal) => {
      if (exitCode === 0) return resolve(null)
      reject(
        new Failure({
          code: 'SUPERVISOR_ENDED',
          message: `The supervisor ended while it was starting (${signal ?? `exit code ${exitCode}`})`,
          fix: [{ text: 'See what it said', command: `voicectl logs ${SUPERVISOR}` }],
        }),
      )
    })
  })
}
