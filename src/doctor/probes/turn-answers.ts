import type { IceServer } from '../../livekit/signal.ts'
import { connectionTrouble } from '../../core/connection-trouble.ts'
import { errorCode } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { joined } from '../server.ts'
import { allocate, bind, StunRefusal } from '../stun.ts'
import type { StunServer } from '../stun-exchange.ts'
import type { Subject } from '../subject.ts'

const ANSWER_MS = 3000

/** Whether each TURN server that callers are sent to answers and gives them a relay. The credentials are those a caller gets. */
export const probe: Probe = {
  id: 'turn.answers',
  title: 'TURN',
  after: ['server.auth'],
  timeoutMs: 8000,
  needs: ({ serverUrl, keys, turn }) => (turn !== null || (serverUrl !== null && keys.length > 0) ? true : 'no file names a TURN server'),
  run: async (subject, tools, signal) => {
    const seat = subject.serverUrl === null ? null : await joined(subject.serverUrl, subject, { tools, signal }).catch(() => null)
    const told = (seat?.iceServers ?? []).flatMap((server) => relaysIn(server))
    const relays = told.length > 0 ? told : seat === null ? configured(subject) : []
    if (relays.length > 0) return judge(subject, await Promise.all(relays.map((relay) => look(relay, tools, signal))))
    if (subject.turn === null) return { status: 'skipped', detail: 'the server sends callers to no TURN server' }
    return {
      status: 'fail',
      detail: 'livekit.yaml configures TURN, and the running server sends callers to none',
      cause: 'The server runs with an older file, or turn.enabled is false. Callers behind strict firewalls hear nothing.',
      fix: [{ text: 'Start the server again with its present file', command: 'docker compose up --detach --force-recreate livekit' }],
    }
  },
}

interface Relay {
  /** As the server tells it to callers. */
  url: string
  server: StunServer
  credentials: { username: string; credential: string } | null
}

interface Answer {
  relay: Relay
  /** Null where it works. */
  trouble: { code: string; refused: boolean } | null
}

/** `turn:host:port?transport=udp` and `turns:…`; what only tells an address (`stun:`) is left out. */
function relaysIn({ urls, username, credential }: IceServer): Relay[] {
  return urls.flatMap((url) => {
    const [, scheme, bracketed, plain, port, transport] =
      /^(turns?):(?:\[([^\]]+)\]|([^:?]+))(?::(\d+))?(?:\?transport=(udp|tcp))?$/.exec(url) ?? []
    const host = bracketed ?? plain
    if (!scheme || !host) return []
    const secure = scheme === 'turns'
    const kind = secure ? 'tls' : transport === 'tcp' ? 'tcp' : 'udp'
    return [{ url, server: { host, port: Number(port ?? (secure ? 5349 : 3478)), transport: kind }, credentials: { username, credential } }]
  })
}

/** What the files say, where the server can't be asked. */
function configured({ turn, media, domains }: Subject): Relay[] {
  const host = turn?.domain ?? media?.nodeIp ?? domains.find(({ of }) => of === 'livekit')?.name ?? '127.0.0.1'
  const udp = turn?.udpPort
    ? [{ url: `turn:${host}:${turn.udpPort}`, server: { host, port: turn.udpPort, transport: 'udp' as const }, credentials: null }]
    : []
  const tls =
    turn?.tlsPort && turn.domain
      ? [{ url: `turns:${turn.domain}:443`, server: { host: turn.domain, port: 443, transport: 'tls' as const }, credentials: null }]
      : []
  return [...udp, ...tls]
}

async function look(relay: Relay, tools: Tools, signal: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
  const server = { ...relay.server, ca: tools.ca }
  try {
    await (relay.credentials ? allocate(server, relay.credentials, limit) : bind(server, limit))
    return { relay, trouble: null }
  } catch (error) {
    if (error instanceof StunRefusal) return { relay, trouble: { code: error.message, refused: true } }
    return { relay, trouble: { code: limit.aborted ? 'TIMEOUT' : errorCode(error), refused: false } }
  }
}

function judge(subject: Subject, answers: Answer[]): ProbeResult {
  const bad = answers.filter(({ trouble }) => trouble !== null)
  const good = answers.filter(({ trouble }) => trouble === null).map(({ relay }) => relay.url)
  const [first] = bad
  if (!first?.trouble) return { status: 'pass', detail: `A relay is given by ${good.join(' and ')}` }
  const { relay, trouble } = first
  const detail = trouble.refused
    ? `TURN at ${relay.url} refuses the credentials that callers get (${trouble.code})`
    : `TURN at ${relay.url} does not answer: ${connectionTrouble(trouble.code)}`
  return {
    status: good.length > 0 ? 'warn' : 'fail',
    detail: good.length > 0 ? `${detail}; ${good.join(' and ')} does` : detail,
    cause: 'Callers whose network lets only some ports through need a relay; they connect and hear nothing.',
    fix: trouble.refused ? refusedFixes : fixesFor(subject, relay),
  }
}

const refusedFixes = [
  { text: "Compare the TURN server's secret with the one in livekit.yaml (rtc.turn_servers)" },
  { text: 'Where the port belongs to another TURN server, stop that one', command: 'sudo ss -lunp sport = :3478' },
]

function fixesFor({ turn }: Subject, { server }: Relay) {
  if (server.transport === 'udp') {
    return [
      { text: "Open the port for UDP, here and in the provider's firewall", command: `sudo ufw allow ${server.port}/udp` },
      { text: `With Docker, publish ${server.port}/udp or use host networking` },
    ]
  }
  const own = turn?.tlsPort ?? 5349
  return [
    {
      text: `Lead ${server.host}:${server.port} to port ${own} of LiveKit by SNI, not through an HTTP proxy: LiveKit always names port 443 to callers`,
    },
    { text: 'Look at what answers there', command: `openssl s_client -connect ${server.host}:${server.port} -servername ${server.host}` },
  ]
}
