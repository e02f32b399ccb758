import type { Room } from '@livekit/rtc-node'
import type { MediaMessage, MediaPath } from '../livekit/media-message.ts'

// Joins a room as a caller's client does, and tells how its media found its way. A program of its own, started by doctor, which gives address
// and token by the environment and ends it after a while. It publishes nothing.

// rtc-node logs each step to stdout otherwise; it looks once, when it is loaded.
process.env['NODE_ENV'] = 'production'
const RELAY = 3
const RELAY_PROTOCOLS = ['udp', 'tcp', 'tls'] as const

function tell(message: MediaMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

async function load() {
  try {
    return await import('@livekit/rtc-node')
  } catch {
    return null
  }
}

const rtc = await load()
if (rtc === null) {
  tell({ stage: 'missing' })
  process.exit(0)
}
tell({ stage: 'loaded' })
const room = new rtc.Room()
try {
  const { VOICECTL_PROBE_URL: url = '', VOICECTL_PROBE_TOKEN: token = '' } = process.env
  await room.connect(url, token, { autoSubscribe: true, dynacast: false })
  const { publisherStats, subscriberStats } = await room.getRtcStats()
  tell({ stage: 'connected', path: pathIn(publisherStats) ?? pathIn(subscriberStats) })
} catch (error) {
  tell({ stage: 'refused', reason: error instanceof Error ? error.message : String(error) })
}
await room.disconnect().catch(() => {})
process.exit(0)

type Stats = Awaited<ReturnType<Room['getRtcStats']>>['publisherStats']

/** The pair that the transport has chosen; null where it has none. */
function pathIn(all: Stats): MediaPath | null {
  const entries = all.map(({ stats }) => stats)
  const chosen = entries.flatMap((entry) => (entry.case === 'transport' ? (entry.value.transport?.selectedCandidatePairId ?? []) : []))
  const pair = entries.flatMap((entry) =>
    entry.case === 'candidatePair' && chosen.includes(entry.value.rtc?.id ?? '-') ? (entry.value.candidatePair ?? []) : [],
  )[0]
  if (!pair) return null
  const candidates = entries.flatMap((entry) => (entry.case === 'localCandidate' || entry.case === 'remoteCandidate' ? [entry.value] : []))
  const byId = (id: string | undefined) => candidates.find(({ rtc: about }) => about?.id === id)?.candidate
  const [local, remote] = [byId(pair.localCandidateId), byId(pair.remoteCandidateId)]
  const relayed = Number(local?.candidateType) === RELAY
  const direct = local?.protocol === 'tcp' ? 'tcp' : 'udp'
  return {
    protocol: relayed ? (RELAY_PROTOCOLS[local?.relayProtocol ?? 0] ?? 'udp') : direct,
    relayed,
    address: remote?.address ?? '',
    port: remote?.port ?? 0,
    roundTripMs: Math.round((pair.currentRoundTripTime ?? 0) * 1000),
  }
}
