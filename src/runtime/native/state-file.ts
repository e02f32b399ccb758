import { readFile, rm } from 'node:fs/promises'
import { exists, replaceFile } from '../../platform/files.ts'
import type { ProcessIdentity } from '../../platform/processes.ts'
import type { StackSummary } from '../runtime.ts'
import type { RuntimePaths } from './paths.ts'

export interface RecordedService {
  name: string
  /** Null while it does not run. */
  process: ProcessIdentity | null
  startedAt: string | null
  restarts: number
  /** How long its clean stop may take. Absent in states of earlier versions. */
  stopMs?: number
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

/** The recorded state, or null where there is none or a damaged one. */
export async function readState(paths: RuntimePaths): Promise<RecordedState | null> {
  try {
    const state: unknown = JSON.parse(await readFile(paths.stateFile, 'utf8'))
    return isState(state) ? state : null
  } catch {
    return null
  }
}

/** Records a state; nothing where its folder was deleted, which then stays so. */
export async function writeState(paths: RuntimePaths, state: RecordedState): Promise<void> {
  try {
    await replaceFile(paths.stateFile, `${JSON.stringify(state, null, 2)}\n`, 0o600)
  } catch (error) {
    if (await exists(paths.stateDir)) throw error
  }
}

export async function removeState(paths: RuntimePaths): Promise<void> {
  await rm(paths.stateFile, { force: true })
}

function isState(value: unknown): value is RecordedState {
  if (!isRecord(value)) return false
  const { version, supervisor, socket, summary, services } = value
  if (version !== 1 || !isIdentity(supervisor) || typeof socket !== 'string') return false
  return (summary === null || isRecord(summary)) && Array.isArray(services) && services.every(isService)
}

function isService(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { name, process, startedAt, restarts, stopMs, address, cleanup } = value
  if (typeof name !== 'string' || typeof restarts !== 'number' || !['number', 'undefined'].includes(typeof stopMs)) return false
  if (!isTextOrNull(startedAt) || !isTextOrNull(address)) return false
  return (process === null || isIdentity(process)) && (cleanup === null || isCommand(cleanup))
}

function isIdentity(value: unknown): boolean {
  // 0 and negative numbers would name whole groups of processes.
  return isRecord(value) && Number.isInteger(value['pid']) && Number(value['pid']) > 1 && typeof value['began'] === 'string'
}

function isCommand(value: unknown): boolean {
  if (!isRecord(value) || typeof value['command'] !== 'string') return false
  return Array.isArray(value['args']) && value['args'].every((arg) => typeof arg === 'string')
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
