import path from 'node:path'
import { isPortHeld, portHolder } from '../../platform/ports.ts'
import { describeProcess } from '../../platform/processes.ts'
import { folderOfProcess, stackOfService } from '../../platform/stack-marks.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import type { NeededPort } from '../subject.ts'

/** Programs that hold a service's port where no mark says whose they are: containers, systemd. */
const EXPECTED: Record<string, RegExp> = {
  livekit: /^(livekit|docker-proxy|rootlessport)/,
  redis: /^(redis|valkey|keydb|docker-proxy)/,
  sip: /^(livekit-sip|docker-proxy)/,
  egress: /^(egress|docker-proxy)/,
  proxy: /^(caddy|nginx|haproxy|traefik|docker-proxy)/,
}

/** Whether each port of the stack is free for its service, or held by it. */
export const probe: Probe = {
  id: 'host.ports',
  title: 'Ports of this machine',
  after: [],
  timeoutMs: 5000,
  needs: ({ ports }) => (ports.length === 0 ? 'no file names a port of this machine' : true),
  run: async ({ ports, dir, stack }) => {
    const seen = await Promise.all(ports.map(async (port) => ({ port, ...(await holderOf(port, { dir, isOurs: stack !== null })) })))
    const foreign = seen.filter(({ whose }) => whose === 'other')
    if (foreign.length > 0) return taken(foreign)
    const unseen = seen.filter(({ whose }) => whose === 'unseen')
    if (unseen.length > 0) {
      return { status: 'unknown', detail: `Who holds ${numbers(unseen)} can't be seen by this user; run it with sudo to tell` }
    }
    const held = seen.filter(({ whose }) => whose === 'ours').length
    return { status: 'pass', detail: `${held} of ${seen.length} ports are held by this stack, the others are free` }
  },
}

interface Holder {
  whose: 'nobody' | 'ours' | 'other' | 'unseen'
  name: string
  pid: number | null
  /** The stack that has to be stopped for it; null for a worker of `agent start`, which stops by itself. */
  stack: string | null
}

async function holderOf(port: NeededPort, { dir, isOurs }: { dir: string; isOurs: boolean }): Promise<Holder> {
  const nobody = { name: '', pid: null, stack: null }
  if (!(await isPortHeld(port))) return { whose: 'nobody', ...nobody }
  const pid = await portHolder(port)
  const seen = pid === null ? null : await describeProcess(pid)
  if (seen === null) return { whose: 'unseen', ...nobody }
  const folder = folderOfProcess(seen)
  // Of stacks that others made it is not known by what programs page and agent run.
  const expected = EXPECTED[port.service]?.test(seen.name) ?? !isOurs
  const ours = folder === null ? expected : path.resolve(folder) === path.resolve(dir)
  return { whose: ours ? 'ours' : 'other', name: seen.name, pid, stack: stackOfService(seen) }
}

function taken(foreign: (Holder & { port: NeededPort })[]): ProbeResult {
  const stacks = [...new Set(foreign.flatMap(({ stack }) => stack ?? []))]
  const pids = [...new Set(foreign.flatMap(({ stack, pid }) => (stack === null && pid !== null ? [pid] : [])))]
  return {
    status: 'fail',
    detail: `${numbers(foreign)} ${foreign.length === 1 ? 'is' : 'are'} held by ${[...new Set(foreign.map(({ name, pid }) => `${name} (process ${pid})`))].join(', ')}`,
    cause: `${foreign.map(({ port }) => `${port.service} needs ${port.port} (${port.protocol})`).join(', ')}${stacks.length === 0 ? '' : `; they are of the stack in ${stacks.join(' and ')}`}. A service whose port is taken ends at its start, also with exit code 0.`,
    fix: [
      ...stacks.map((stack) => ({ text: 'Stop the other stack', command: `voicectl down --project-dir ${stack}` })),
      ...pids.map((pid) => ({ text: 'Stop that program if it is no longer needed', command: `kill ${pid}` })),
      { text: `Or move ours: ${settings(foreign)}` },
    ],
  }
}

/** `livekit.port, web.port in voicectl.yaml`: the file once. */
function settings(foreign: readonly { port: NeededPort }[]): string {
  const all = [...new Set(foreign.map(({ port }) => port.setting))]
  const [files, names] = [1, 0].map((at) => [...new Set(all.map((setting) => setting.split(' in ')[at]))])
  return files?.length === 1 && files[0] !== undefined ? `${names?.join(', ')} in ${files[0]}` : all.join(', ')
}

function numbers(seen: { port: NeededPort }[]): string {
  return `${seen.length === 1 ? 'Port' : 'Ports'} ${seen.map(({ port }) => `${port.port} (${port.protocol})`).join(', ')}`
}
