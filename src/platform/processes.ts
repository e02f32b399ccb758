import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A process that is surely the same one later: a pid alone may have been given to another by then. */
export interface ProcessIdentity {
  pid: number
  /** When the process began, in the system's own words, with the boot it belongs to. */
  began: string
}

/** The identity of a running process, or null where there is none. A zombie counts as gone. */
export async function identify(pid: number): Promise<ProcessIdentity | null> {
  const began = process.platform === 'linux' ? await beganOnLinux(pid) : await beganByPs(pid)
  return began === null ? null : { pid, began }
}

/** True while exactly this process runs. */
export async function isRunning({ pid, began }: ProcessIdentity): Promise<boolean> {
  const present = await identify(pid)
  return present !== null && present.began === began
}

/** Sends a signal to a process group that we made (its leader's pid is its id). False where nobody is left in it. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-groupId, signal)
    return true
  } catch {
    return false
  }
}

/** Sends a signal to one process. False where it is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** What can be known of a process from outside; null where it is gone or not ours to look at. */
export async function describeProcess(pid: number): Promise<{ name: string; env: ReadonlyMap<string, string> } | null> {
  if (process.platform !== 'linux') {
    const name = await psField(pid, 'comm=')
    return name === null ? null : { name, env: new Map() }
  }
  const name = await read(`/proc/${pid}/comm`)
  if (name === null) return null
  const environ = (await read(`/proc/${pid}/environ`)) ?? ''
  const entries = environ.split('\0').filter((entry) => entry.includes('='))
  const env = new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]))
  return { name: await programName(pid, name.trim()), env }
}

/** The processes whose group is `groupId`, its leader included. Linux only; elsewhere none are found. */
export async function groupMembers(groupId: number): Promise<number[]> {
  return (await allProcesses()).filter(({ group }) => group === groupId).map(({ pid }) => pid)
}

/** The processes that lead a group of their own, with their parents. Linux only; elsewhere none are found. */
export async function groupLeaders(): Promise<Array<{ pid: number; parent: number }>> {
  return (await allProcesses()).filter(({ pid, group }) => group === pid).map(({ pid, parent }) => ({ pid, parent }))
}

async function allProcesses(): Promise<Array<{ pid: number; parent: number; group: number }>> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = await Promise.all(pids.map(async (pid) => ({ pid, fields: await statFields(pid) })))
  return all.flatMap(({ pid, fields }) => {
    const [state, parent, group] = fields ?? ['Z']
    return state === 'Z' ? [] : [{ pid, parent: Number(parent), group: Number(group) }]
  })
}

/** The executable's name is whole; the kernel cuts its own after 15 characters, and threads rename it. */
async function programName(pid: number, comm: string): Promise<string> {
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => '')
  return executable === ''
    ? comm
    : (executable
        .replace(/ \(deleted\)$/, '')
        .split('/')
        .at(-1) ?? comm)
}

async function beganOnLinux(pid: number): Promise<string | null> {
  const fields = await statFields(pid)
  const ticks = fields?.[19]
  if (fields === null || ticks === undefined || fields[0] === 'Z') return null
  const boot = (await read('/proc/sys/kernel/random/boot_id'))?.trim() ?? ''
  return `${boot}:${ticks}`
}

/** The fields of /proc/<pid>/stat after the program's name, which itself may hold spaces and parentheses: state, parent, group, ... */
async function statFields(pid: number): Promise<string[] | null> {
  const stat = await read(`/proc/${pid}/stat`)
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

async function beganByPs(pid: number): Promise<string | null> {
  const state = await psField(pid, 'state=')
  return state === null || state.startsWith('Z') ? null : psField(pid, 'lstart=')
}

async function psField(pid: number, field: string): Promise<string | null> {
  try {
    const { stdout } = await run('ps', ['-o', field, '-p', String(pid)])
    return stdout.trim() || null
  } catch {
    return null
  }
}

async function read(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null)
}
