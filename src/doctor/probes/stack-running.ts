import { connect } from 'node:net'
import type { Probe, ProbeResult } from '../probe.ts'
import { isOnLoopback } from '../server-process.ts'
import type { Subject } from '../subject.ts'

const CONNECT_MS = 1500

/** Whether anything of the stack runs at all, where its server and its page are to run on this machine: a stack that is down is one fault, not five. */
export const probe: Probe = {
  id: 'stack.running',
  title: 'The stack',
  after: [],
  broken: 'the stack does not run',
  timeoutMs: 3000,
  needs: (subject) => (endpointsOf(subject) === null ? 'server and page are not both known to run on this machine' : true),
  run: async (subject, _tools, signal) => {
    const endpoints = endpointsOf(subject) ?? []
    const refused = await Promise.all(endpoints.map(({ url }) => isRefused(url, signal)))
    const silent = refused.filter(Boolean).length
    if (silent === endpoints.length) return down(subject, endpoints)
    return { status: 'pass', detail: silent === 0 ? 'server and page take connections' : 'a part of it takes connections' }
  },
}

interface Endpoint {
  name: string
  url: string
}

/** The server and the page as this machine reaches them; null where one of them is elsewhere. */
function endpointsOf({ serverUrl, localPageUrl }: Subject): Endpoint[] | null {
  if (serverUrl === null || localPageUrl === null || !isOnLoopback(serverUrl) || !isOnLoopback(localPageUrl)) return null
  return [
    { name: 'LiveKit', url: serverUrl },
    { name: 'the page', url: localPageUrl },
  ]
}

/** True only where the system says that nobody listens: whatever is silent may be there. */
function isRefused(url: string, signal: AbortSignal): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url)
  const usual = protocol === 'https:' || protocol === 'wss:' ? 443 : 80
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || usual), timeout: CONNECT_MS })
    const end = (refused: boolean) => {
      socket.destroy()
      resolve(refused)
    }
    socket.once('connect', () => end(false))
    socket.once('timeout', () => end(false))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'))
    signal.addEventListener('abort', () => end(false), { once: true })
  })
}

function down(subject: Subject, endpoints: readonly Endpoint[]): ProbeResult {
  const places = endpoints.map(({ name, url }) => `${new URL(url).host} (${name})`)
  const isOurs = subject.stack !== null && subject.target === 'local'
  return {
    status: 'fail',
    detail: `The stack does not run: nobody listens at ${places.join(' or ')}`,
    cause: 'Nobody can call, from a browser or by telephone.',
    fix: isOurs
      ? [
          { text: 'Start it', command: 'voicectl up' },
          { text: 'If it ran before, read why it ended', command: 'voicectl logs' },
        ]
      : [{ text: 'Start it', command: 'docker compose up --detach' }],
  }
}
