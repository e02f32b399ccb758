import path from 'node:path'
import type { Report } from '../../core/progress.ts'
import { exists } from '../../platform/files.ts'
import { takeLock } from '../../platform/lock-file.ts'
import { describeProcess, groupLeaders, identify, type ProcessIdentity } from '../../platform/processes.ts'
import type { StoppedService } from '../runtime.ts'
import { PROJECT_MARK, SERVICE_MARK } from '../../platform/stack-marks.ts'
import { lockedBy } from './locked-session.ts'
import { stopGroup } from './orphans.ts'
import type { RuntimePaths } from './paths.ts'
import { supervisorLost } from './refusals.ts'

/** Dependants first; a name that is not here is stopped before all of them. */
const STOP_ORDER = ['agent', 'web', 'livekit', 'redis']

interface Marked {
  name: string
  process: ProcessIdentity
  parent: number
}

/**
 * Stops services of a stack whose record is gone: they are known by the marks in their environment. Only leaders of groups are looked at, as
 * every service is one. Raises SUPERVISOR_LOST where they are no orphans. Linux only; elsewhere none are found.
 */
export async function stopMarked(paths: RuntimePaths, options: { report: Report; now: boolean }): Promise<StoppedService[]> {
  if ((await findMarked(paths)).length === 0) return []
  // Where the folder of the lock is gone too it is not made again, and nobody can hold it.
  const lock = (await exists(paths.stateDir)) ? await takeLock(paths.lockFile) : null
  if (lock !== null && 'holder' in lock) throw lockedBy(lock.holder.pid)
  try {
    const stopped: StoppedService[] = []
    for (const { name, process: leader } of await findMarked(paths)) {
      options.report({ type: 'step', id: name, text: `Stopping ${name}, which its supervisor left behind` })
      stopped.push({ name, pid: leader.pid, how: await stopGroup(leader, options.now) })
    }
    return stopped
  } finally {
    await lock?.release()
  }
}

async function findMarked({ dir }: RuntimePaths): Promise<Marked[]> {
  const all = await Promise.all((await groupLeaders()).map(async ({ pid, parent }) => mark(pid, parent, dir)))
  const marked = all.filter((each) => each !== null)
  // What a service started itself ends with it, or outlives it on purpose.
  const own = marked.filter(({ parent }) => !marked.some(({ process: { pid } }) => pid === parent))
  for (const { parent } of own) if (await isSupervisor(parent)) throw supervisorLost(parent)
  return own.toSorted((a, b) => STOP_ORDER.indexOf(a.name) - STOP_ORDER.indexOf(b.name))
}

async function mark(pid: number, parent: number, dir: string): Promise<Marked | null> {
  const env = (await describeProcess(pid))?.env
  const name = env?.get(SERVICE_MARK)
  if (name === undefined || env?.get(PROJECT_MARK) !== dir || pid === process.pid) return null
  const identity = await identify(pid)
  return identity === null ? null : { name, process: identity, parent }
}

/** An orphan's parent is the system's first process or one that collects orphans, such as systemd; a service's own parent runs on Node. */
async function isSupervisor(pid: number): Promise<boolean> {
  return pid > 1 && (await describeProcess(pid))?.name === path.basename(process.execPath)
}
