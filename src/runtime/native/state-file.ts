import { readFile, rm } from 'node:fs/promises'
import { writeFileAtomic } from '../../platform/files.ts'
import type { ProcessIdentity } from '../../platform/processes.ts'
import type { StackSummary } from '../runtime.ts'
import type { RuntimePaths } from './paths.ts'

export interface RecordedService {
  name: string
  /** Null while it does not run. */
  process: ProcessIdentity | null
  startedAt: string | null
  restarts: number
  address: string | null
  cleanup: { command: string; args: string[] } | null
}

/** What survives a supervisor that dies: enough to find its services again and to be sure that they are the same processes. */
export interface RecordedState {
  version: 1
  supervisor: ProcessIdentity
  socket: string
  summary: StackSummary | null
  services: RecordedService[]
}

/** The recorded state, or null where there is none that can be read. */
export async function readState(paths: RuntimePaths): Promise<RecordedState | null> {
  try {
    const state = JSON.parse(await readFile(paths.stateFile, 'utf8')) as RecordedState
    return state.version === 1 && Array.isArray(state.services) ? state : null
  } catch {
    return null
  }
}

export async function writeState(paths: RuntimePaths, state: RecordedState): Promise<void> {
  await writeFileAtomic(paths.stateFile, `${JSON.stringify(state, null, 2)}\n`, 0o600)
}

export async function removeState(paths: RuntimePaths): Promise<void> {
  await rm(paths.stateFile, { force: true })
}
