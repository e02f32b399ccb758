import { setTimeout as pause } from 'node:timers/promises'
import type { SipTransport } from '../../platform/sip/address.ts'
import type { SipTarget } from '../../platform/sip/connection.ts'
import { pingSip, type SipPing } from '../../platform/sip/ping.ts'
import type { SipSeen } from '../../platform/sip/verdict.ts'
import type { SipWay } from './target.ts'

export interface AskOptions {
  /** How often each way is asked. */
  count: number
  /** How long one answer may take. */
  timeoutMs: number
  /** Ends it early; what is known by then counts. */
  stop: AbortSignal
}

/** One way, and all that came of it. */
export interface Asked extends SipSeen {
  asked: number
  /** Ms of each answer. */
  times: number[]
}

export type Server = Pick<SipTarget, 'host' | 'ca'> & { address: string; ways: readonly SipWay[] }

/** So that no server takes it for an attack. */
const PAUSE_MS = 300
const LOOK_ELSEWHERE_MS = 2000
/** Nobody comes back after so many. */
const MOST_SILENT = 2
/** Here is no way at all, by whatever transport. */
const NO_WAY = /^(ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EINVAL)$/

/** Asks one way as often as wished; where nothing answers, it looks whether something else does at the same port. */
export async function askWay(server: Server, way: SipWay, options: AskOptions): Promise<Asked> {
  const pings = await askAgain(server, way, options)
  const answers = pings.flatMap((ping) => (ping.outcome === 'answered' ? [ping] : []))
  const ping: SipPing = answers[0] ?? pings[0] ?? { outcome: 'silent', isConnected: false }
  const isDone = ping.outcome === 'answered' || options.stop.aborted
  const instead = isDone ? null : await lookElsewhere(server, way, ping)
  return { ...way, ping, ...(instead === null ? {} : { instead }), asked: pings.length, times: answers.map(({ ms }) => ms) }
}

async function askAgain(server: Server, way: SipWay, { count, timeoutMs, stop }: AskOptions): Promise<SipPing[]> {
  const pings: SipPing[] = []
  while (pings.length < count && !stop.aborted) {
    if (pings.length > 0) await pause(PAUSE_MS, undefined, { signal: stop }).catch(() => {})
    const ping = await pingSip({ ...server, ...way }, AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]))
    // What was not waited for is no silence.
    if (stop.aborted && ping.outcome !== 'answered') break
    pings.push(ping)
    const isLost = ping.outcome === 'silent' && (pings.length < MOST_SILENT || pings.some(({ outcome }) => outcome === 'answered'))
    if (ping.outcome !== 'answered' && !isLost) break
  }
  return pings
}

/** The transport that SIP is spoken over at this port, among those that are not asked anyway. */
export async function lookElsewhere(server: Server, { transport, port }: SipWay, ping: SipPing): Promise<SipTransport | null> {
  if (ping.outcome === 'failed' && NO_WAY.test(ping.detail)) return null
  const isAsked = (other: SipTransport) => server.ways.some((way) => way.transport === other && way.port === port)
  const others = candidates(transport, ping).filter((other) => !isAsked(other))
  const found = await Promise.all(
    others.map(async (other) => {
      const { outcome } = await pingSip({ ...server, transport: other, port }, AbortSignal.timeout(LOOK_ELSEWHERE_MS))
      return outcome === 'answered' ? other : null
    }),
  )
  return found.find((other) => other !== null) ?? null
}

/** The likeliest first. Where no TCP connection comes about, neither does one of TLS. */
function candidates(transport: SipTransport, ping: SipPing): SipTransport[] {
  if (transport === 'udp') return ['tcp', 'tls']
  const isClosed = ping.outcome === 'refused' || (ping.outcome === 'silent' && !ping.isConnected)
  if (isClosed) return ['udp']
  return transport === 'tls' ? ['tcp', 'udp'] : ['tls', 'udp']
}
