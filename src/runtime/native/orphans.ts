import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Report } from '../../core/progress.ts'
import { describeProcess, groupMembers, isRunning, signalGroup, signalProcess, type ProcessIdentity } from '../../platform/processes.ts'
import type { StoppedService } from '../runtime.ts'
import { PROJECT_MARK } from '../../platform/stack-marks.ts'
import type { RuntimePaths } from './paths.ts'
import { readState, removeState, type RecordedService, type RecordedState } from './state-file.ts'

const PATIENCE_MS = 5000
const POLL_MS = 50
/** For a service whose record does not say how long its stop may take. */
const UNKNOWN_STOP_MS = 40_000

/** The recorded services that still run although their supervisor is gone. */
export async function findOrphans(paths: RuntimePaths): Promise<RecordedService[]> {
  const state = await readState(paths)
  const alive = await Promise.all((state?.services ?? []).map(async (service) => ((await isLeft(service, paths)) ? service : null)))
  return alive.filter((service) => service !== null)
}

/** Stops what a dead supervisor left, dependants first, and forgets its state. Only processes that are surely those recorded are touched. */
export async function stopOrphans(paths: RuntimePaths, options: { report: Report; now: boolean }): Promise<StoppedService[]> {
  const stopped: StoppedService[] = []
  const state = await readState(paths)
  for (const service of (state?.services ?? []).toReversed()) {
    if (service.process !== null && (await isLeft(service, paths))) {
      options.report({ type: 'step', id: service.name, text: `Stopping ${service.name}, which its supervisor left behind` })
      stopped.push({ name: service.name, pid: service.process.pid, how: await stopGroup(service.process, options.now) })
    }
    if (service.cleanup) await runCleanup(service.cleanup)
  }
  await removeState(paths)
  return stopped
}

/** Ends a process that hangs. */
export async function stopSupervisor(supervisor: ProcessIdentity): Promise<void> {
  if (await isRunning(supervisor)) signalProcess(supervisor.pid, 'SIGKILL')
  while (await isRunning(supervisor)) await pause(POLL_MS)
}

/** Asks a supervisor that can't be reached otherwise to stop its services and end; a second signal says: at once. False when it did not in time. */
export async function endSupervisor({ supervisor, services }: RecordedState, now: boolean): Promise<boolean> {
  const drainMs = now ? 0 : services.reduce((sum, { stopMs }) => sum + (stopMs ?? UNKNOWN_STOP_MS), 0)
  const deadline = performance.now() + drainMs + PATIENCE_MS
  signalProcess(supervisor.pid, 'SIGTERM')
  if (now) {
    await pause(POLL_MS)
    if (await isRunning(supervisor)) signalProcess(supervisor.pid, 'SIGTERM')
  }
  while (await isRunning(supervisor)) {
    if (performance.now() > deadline) return false
    await pause(POLL_MS)
  }
  return true
}

/** Removes what outlives a process, such as a container. That there is nothing to remove is the usual case. */
export async function runCleanup({ command, args }: { command: string; args: string[] }): Promise<void> {
  await promisify(execFile)(command, args).catch(() => {})
}

/** The leader itself, or members of its group that carry our mark: the leader may have died before its children. */
async function isLeft({ process: leader }: RecordedService, paths: RuntimePaths): Promise<boolean> {
  if (leader === null) return false
  if (await isRunning(leader)) return true
  for (const pid of await groupMembers(leader.pid)) {
    const member = await describeProcess(pid)
    if (member?.env.get(PROJECT_MARK) === paths.dir) return true
  }
  return false
}

/** Ends a leader, and with it whoever is left in its group. */
export async function stopGroup(leader: ProcessIdentity, now: boolean): Promise<StoppedService['how']> {
  if (!now) signalProcess(leader.pid, 'SIGTERM')
  const deadline = performance.now() + (now ? 0 : PATIENCE_MS)
  while ((await isRunning(leader)) && performance.now() < deadline) await pause(POLL_MS)
  const killed = await isRunning(leader)
  signalGroup(leader.pid, 'SIGKILL')
  while (await isRunning(leader)) await pause(POLL_MS)
  return killed ? 'killed' : 'ended'
}
