import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface ChildProcess {
  pid: number
  command: string
}

/** The live children of a process. */
export async function childrenOf(parent: number): Promise<ChildProcess[]> {
  return (await allProcesses()).filter(({ ppid, state }) => ppid === parent && !state.startsWith('Z'))
}

/** Which of these processes live. */
export async function survivors(pids: readonly number[]): Promise<number[]> {
  const alive = await allProcesses()
  return pids.filter((pid) => alive.some((process) => process.pid === pid && !process.state.startsWith('Z')))
}

async function allProcesses(): Promise<(ChildProcess & { ppid: number; state: string })[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,stat=,args='], { maxBuffer: 8 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, ppid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return pid && ppid && state && command ? [{ pid: Number(pid), ppid: Number(ppid), state, command }] : []
  })
}
