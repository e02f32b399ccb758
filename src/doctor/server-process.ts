import path from 'node:path'
import { httpUrl } from '../livekit/probe.ts'
import { portHolder } from '../platform/ports.ts'
import { describeProcess } from '../platform/processes.ts'
import { stackOfService } from '../platform/stack-marks.ts'
import type { Subject } from './subject.ts'

const LOOPBACK = /^(localhost|127\.|\[::1\])/

/** The process that answers as this stack's server. */
export interface ServerProcess {
  pid: number
  name: string
  /** `ours`: `voicectl up` of this folder runs it. `unmarked`: nothing says who started it. */
  whose: 'ours' | 'other-stack' | 'unmarked'
  /** The folder of the stack whose it is; null for an unmarked one. */
  folder: string | null
}

/** Who holds the server's port, where it is one of this machine; null where that can't be told. */
export async function serverProcess({ serverUrl, dir }: Pick<Subject, 'serverUrl' | 'dir'>): Promise<ServerProcess | null> {
  if (serverUrl === null || !isOnLoopback(serverUrl)) return null
  const { port } = new URL(httpUrl(serverUrl))
  const pid = port === '' ? null : await portHolder({ port: Number(port), protocol: 'tcp' })
  const seen = pid === null ? null : await describeProcess(pid)
  if (pid === null || seen === null) return null
  const folder = stackOfService(seen)
  const whose = folder === null ? 'unmarked' : path.resolve(folder) === path.resolve(dir) ? 'ours' : 'other-stack'
  return { pid, name: seen.name, whose, folder }
}

/** True for an address that only this machine reaches. */
export function isOnLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(httpUrl(url)).host)
}
