import type { Fix } from '../../core/failure.ts'
import { judgeSip } from '../../platform/sip/judge.ts'
import type { SipVerdict } from '../../platform/sip/verdict.ts'
import type { PingAnswer, PingResult } from './answer.ts'
import { askWay, type Asked } from './ask.ts'
import { findPlace, type Place } from './find-place.ts'
import { notFound, resultOf } from './result.ts'
import type { PingTarget } from './target.ts'

export interface PingOrder {
  target: PingTarget
  count: number
  timeoutMs: number
  /** PEM certificates that are trusted besides the system's. */
  ca?: readonly string[]
  /** See FindOptions. */
  nameServers?: readonly string[]
  /** Ends it early. */
  stop: AbortSignal
  /** The address behind the name is known, and asking begins. */
  onPlace?(place: Place): void
  /** One way is done. */
  onResult?(result: PingResult): void
}

/** Asks a SIP server by OPTIONS over each way, all at one time. Has no effect there. */
export async function ping(order: PingOrder): Promise<PingAnswer> {
  const { target, ca = [] } = order
  const place = await findPlace(target.host, { withSrv: !target.isPortGiven, stop: order.stop, ...servers(order) })
  order.onPlace?.(place)
  const { address } = place
  const seen = await Promise.all(
    target.ways.map(async (way) => {
      const asked = address === null ? notFound(way, place) : await askWay({ ...target, address, ca }, way, order)
      order.onResult?.(resultOf(asked))
      return asked
    }),
  )
  return answerOf(order, place, seen)
}

function servers({ nameServers }: PingOrder): { nameServers?: readonly string[] } {
  return nameServers ? { nameServers } : {}
}

function answerOf({ target, stop }: PingOrder, place: Place, seen: Asked[]): PingAnswer {
  const { host, ways, start } = target
  const port = ways[0]?.port ?? 0
  const results = seen.map((asked) => resultOf(asked))
  if (stop.aborted && seen.some(({ times }) => times.length === 0)) {
    const verdict = { level: 'warn' as const, code: 'stopped', text: 'It was stopped before all was answered', why: '' }
    return { host, port, address: place.address, results, srv: place.srv, call: null, verdict, fix: [] }
  }
  const judged = judgeSip(seen, { host, port, isNear: place.isNear, start })
  const { level, code, text, why, fix } = judged.level === 'pass' ? (lost(seen) ?? judged) : judged
  const further = place.address === null ? srvFixes(place) : []
  return {
    host,
    port,
    address: place.address,
    results,
    srv: place.srv,
    call: null,
    verdict: { level, code, text, why },
    fix: [...further, ...fix],
  }
}

/** A name may stand for SIP without being a machine's. */
function srvFixes({ srv }: Place): Fix[] {
  const [record] = srv
  if (!record) return []
  const { host, port, transport } = record
  return [{ text: 'Its SRV record names another host: ask that', command: `voicectl sip ping ${host}:${port} --transport ${transport}` }]
}

/** Some answers came, and not all. */
function lost(seen: readonly Asked[]): (Omit<SipVerdict, 'code'> & { code: 'loss' }) | null {
  const worst = seen.find(({ asked, times }) => times.length < asked)
  if (!worst) return null
  return {
    level: 'warn',
    code: 'loss',
    text: `Over ${worst.transport.toUpperCase()} only ${worst.times.length} of ${worst.asked} requests were answered`,
    why: 'Packets get lost on the way: calls are set up late, and audio has gaps.',
    fix: [{ text: 'Look at the load of the network and of the server, then ask again with --count' }],
  }
}
