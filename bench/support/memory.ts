import { readdir, readFile } from 'node:fs/promises'

export interface ProcessMemory {
  pid: number
  /** The last part of the script's path, or the program's name. */
  name: string
  /** Proportional set size in MB: pages shared with other processes are counted in parts. */
  pssMb: number
}

/** The memory of a process and all its descendants. Linux only. */
export async function treeMemory(root: number): Promise<ProcessMemory[]> {
  const parents = await parentsOfAll()
  const inTree = (pid: number): boolean => pid === root || (parents.has(pid) && inTree(parents.get(pid) ?? 0))
  const members = [...parents.keys()].filter(inTree)
  const memory = await Promise.all(members.map((pid) => processMemory(pid)))
  return memory.filter((entry) => entry !== null)
}

export function totalMb(tree: readonly ProcessMemory[]): number {
  return tree.reduce((sum, entry) => sum + entry.pssMb, 0)
}

async function parentsOfAll(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const pairs = await Promise.all(
    pids.map(async (pid): Promise<[number, number] | null> => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1]
      return parent === undefined ? null : [pid, Number(parent)]
    }),
  )
  return new Map(pairs.filter((pair) => pair !== null))
}

async function processMemory(pid: number): Promise<ProcessMemory | null> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const kb = /^Pss:\s+(\d+)/m.exec(rollup)?.[1]
  if (kb === undefined) return null
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  const name = (words.find((word) => /\.(js|ts|py)$/.test(word)) ?? words[0] ?? '').split('/').at(-1) ?? ''
  return { pid, name, pssMb: Number(kb) / 1024 }
}
