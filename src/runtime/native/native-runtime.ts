import { setTimeout as pause } from 'node:timers/promises'
import { exists } from '../../platform/files.ts'
import { takeLock } from '../../platform/lock-file.ts'
import { isRunning } from '../../platform/processes.ts'
import { Failure } from '../../core/failure.ts'
import { readStackFile, type Stack } from '../../stack/load.ts'
import type { DownResult, LogLine, LogOptions, Runtime, ServiceStatus, StackStatus, UpOptions, UpResult } from '../runtime.ts'
import { askSupervisor } from './control-client.ts'
import { startDetached } from './detach.ts'
import { lockedBy, runLocked } from './locked-session.ts'
import { readLogs } from './log-reader.ts'
import { stopMarked } from './marked.ts'
import { endSupervisor, findOrphans, stopOrphans, stopSupervisor } from './orphans.ts'
import { runtimePaths, type RuntimePaths } from './paths.ts'
import { notRunning, unknownService } from './refusals.ts'
import { serviceNames } from './service-names.ts'
import { readState, type RecordedState } from './state-file.ts'
import { SUPERVISOR } from './supervisor.ts'

const POLL_MS = 200
/** How long a holder of the lock may take until it answers on its socket. */
const ANSWER_MS = 5000

/** Runs the stack of a folder as processes of this machine. */
export function nativeRuntime(dir: string): Runtime {
  const paths = runtimePaths(dir)
  return {
    up: (stack, options) => up(paths, stack, options),
    down: (options) => down(paths, options),
    restart: (names, { report }) => restart(paths, names, report),
    status: () => status(paths),
    logs: (options) => logs(paths, options),
  }
}

async function* logs(paths: RuntimePaths, options: LogOptions): AsyncGenerator<LogLine> {
  yield* readLogs(paths.logDir, [...(await serviceNames(paths.dir)), SUPERVISOR], options)
}

async function up(paths: RuntimePaths, stack: Stack, options: UpOptions): Promise<UpResult> {
  const deadline = performance.now() + ANSWER_MS
  for (;;) {
    const running = await whatRuns(paths, options)
    if (running !== null) return running
    try {
      return await start(paths, stack, options)
    } catch (error) {
      // Another `up` has the lock and is about to answer.
      const busy = error instanceof Failure && error.code === 'STACK_LOCKED'
      if (!busy || performance.now() > deadline) throw error
      await pause(POLL_MS)
    }
  }
}

async function start(paths: RuntimePaths, stack: Stack, options: UpOptions): Promise<UpResult> {
  if (options.detach) {
    const summary = await startDetached(paths, options)
    return summary === null ? { outcome: 'stopped', summary, stopped: [] } : { outcome: 'detached', summary }
  }
  const { summary, stopped } = await runLocked({ ...options, stack, paths, detached: false })
  return { outcome: 'stopped', summary, stopped }
}

/** What an earlier `up` has running, once it is ready; null when the way is free. */
async function whatRuns(paths: RuntimePaths, { report, stop }: UpOptions): Promise<UpResult | null> {
  let said = false
  let silentSince = performance.now()
  for (;;) {
    const state = await readState(paths)
    const answer = await askSupervisor(state?.socket ?? paths.socket, { op: 'status' })
    if (answer?.data.summary && answer.data.state === 'running') return { outcome: 'already-running', summary: answer.data.summary }
    if (stop.aborted) return { outcome: 'stopped', summary: null, stopped: [] }
    if (answer !== null) {
      silentSince = performance.now()
      if (!said)
        report({
          type: 'step',
          id: 'other',
          text: `Process ${answer.data.supervisorPid} is ${answer.data.state} this stack; waiting for it`,
        })
      said = true
    } else {
      if (state === null || !(await isRunning(state.supervisor))) return null
      if (performance.now() - silentSince > ANSWER_MS) throw lockedBy(state.supervisor.pid)
    }
    await pause(POLL_MS, undefined, { signal: stop }).catch(() => {})
  }
}

async function down(paths: RuntimePaths, options: { report: UpOptions['report']; now: boolean }): Promise<DownResult> {
  const state = await readState(paths)
  const answer = await askSupervisor(state?.socket ?? paths.socket, { op: 'stop', now: options.now }, options.report)
  if (answer !== null) {
    await untilGone(paths)
    return { stopped: answer.data, wasRunning: true, orphans: false }
  }
  if (state === null) {
    const marked = await stopMarked(paths, options)
    // A stack whose voicectl.yaml was deleted has left its folder of records; where that is not there either, the folder is a wrong one.
    if (marked.length === 0 && !(await exists(paths.stateDir))) await readStackFile(paths.dir)
    return { stopped: marked, wasRunning: marked.length > 0, orphans: marked.length > 0 }
  }
  const before = await findOrphans(paths)
  if ((await isCutOff(state)) && (await endSupervisor(state, options.now))) {
    const how = options.now ? ('killed' as const) : ('ended' as const)
    const ended = before.flatMap(({ name, process: child }) => (child === null ? [] : [{ name, pid: child.pid, how }]))
    return { stopped: ended.toReversed(), wasRunning: true, orphans: false }
  }
  const hung = await isRunning(state.supervisor)
  if (hung) {
    options.report({ type: 'warn', text: `The supervisor (process ${state.supervisor.pid}) does not answer; it is ended outright` })
    await stopSupervisor(state.supervisor)
  }
  const lock = await takeLock(paths.lockFile)
  if ('holder' in lock) throw lockedBy(lock.holder.pid)
  try {
    const left = await findOrphans(paths)
    const stopped = await stopOrphans(paths, options)
    return { stopped, wasRunning: hung || left.length > 0, orphans: left.length > 0 }
  } finally {
    await lock.release()
  }
}

/** The supervisor lives and may be well: only the socket that leads to it has gone, as when somebody clears a folder of temporary files. */
async function isCutOff({ supervisor, socket }: RecordedState): Promise<boolean> {
  return !(await exists(socket)) && (await isRunning(supervisor))
}

/** The supervisor answers just before it ends; whoever starts the stack next must not meet it. */
async function untilGone(paths: RuntimePaths): Promise<void> {
  const deadline = performance.now() + ANSWER_MS
  while ((await readState(paths)) !== null && performance.now() < deadline) await pause(POLL_MS / 4)
}

async function restart(paths: RuntimePaths, names: string[], report: UpOptions['report']) {
  const socket = (await readState(paths))?.socket ?? paths.socket
  const now = await askSupervisor(socket, { op: 'status' })
  if (now === null) throw notRunning()
  const known = now.data.services.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw unknownService(unknown, known)
  const answer = await askSupervisor(socket, { op: 'restart', services: names }, report)
  if (answer === null) throw notRunning()
  return answer.data
}

async function status(paths: RuntimePaths): Promise<StackStatus> {
  const state = await readState(paths)
  const answer = await askSupervisor(state?.socket ?? paths.socket, { op: 'status' })
  if (answer !== null) return answer.data
  if (state === null)
    return { dir: paths.dir, state: 'stopped', supervisorPid: null, summary: null, services: (await serviceNames(paths.dir)).map(stopped) }
  const supervisorRuns = await isRunning(state.supervisor)
  const left = (await findOrphans(paths)).map(({ name }) => name)
  return {
    dir: paths.dir,
    state: supervisorRuns || left.length > 0 ? 'unknown' : 'stopped',
    supervisorPid: supervisorRuns ? state.supervisor.pid : null,
    summary: state.summary,
    services: state.services.map((recorded): ServiceStatus => {
      if (!left.includes(recorded.name)) return stopped(recorded.name)
      const startedMs = recorded.startedAt === null ? null : Date.parse(recorded.startedAt)
      return {
        name: recorded.name,
        state: 'running',
        pid: recorded.process?.pid ?? null,
        startedAt: recorded.startedAt,
        uptimeSeconds: startedMs === null ? null : Math.floor((Date.now() - startedMs) / 1000),
        restarts: recorded.restarts,
        address: recorded.address,
        detail: supervisorRuns ? 'its supervisor does not answer' : 'its supervisor is gone; voicectl down stops it',
      }
    }),
  }
}

function stopped(name: string): ServiceStatus {
  return { name, state: 'stopped', pid: null, startedAt: null, uptimeSeconds: null, restarts: 0, address: null, detail: null }
}
