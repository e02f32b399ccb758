import { listenForStop } from '../../platform/stop-signals.ts'
import { loadStack } from '../../stack/load.ts'
import { PROJECT_MARK } from '../../platform/stack-marks.ts'
import type { DetachedMessage } from './detach.ts'
import { toFailureData } from './failure-data.ts'
import { runLocked } from './locked-session.ts'
import { runtimePaths } from './paths.ts'

/** The detached supervisor: a program of its own that `up --detach` starts and listens to until all is ready. */
async function main(): Promise<void> {
  const signals = listenForStop()
  const stack = await loadStack(process.env[PROJECT_MARK] ?? '.')
  await runLocked({
    stack,
    paths: runtimePaths(stack.dir),
    detached: true,
    report: (event) => tell({ type: 'progress', event }),
    stop: signals.stop,
    now: signals.now,
    onReady: (summary) => {
      tell({ type: 'ready', summary })
      if (process.connected) process.disconnect()
    },
    onLog: () => {},
  })
}

function tell(message: DetachedMessage): void {
  // The command may be gone by now; the supervisor goes on.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

try {
  await main()
} catch (error) {
  tell({ type: 'failure', failure: toFailureData(error) })
  process.exitCode = 1
} finally {
  if (process.connected) process.disconnect()
}
