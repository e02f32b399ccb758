import { logsFix } from '../fixes.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import { needsRedis, redisView, type RedisView } from '../redis.ts'
import type { RedisTarget, Subject } from '../subject.ts'

/** Channels on which each program listens for requests while it lives. Redis counts listeners for the whole server, databases aside. */
const CHANNELS = {
  livekit: 'IOInfo|EvaluateSIPDispatchRules|REQ',
  sip: 'SIPInternal|CreateSIPParticipant|REQ',
  egress: 'EgressInternal|StartEgress|REQ',
} as const
type Member = keyof typeof CHANNELS
const MEMBERS = Object.keys(CHANNELS) as Member[]

/** Whether server, SIP and egress are told to meet on one Redis, and the server does: they find each other only there. Of the others each has its own probe. */
export const probe: Probe = {
  id: 'redis.shared',
  title: 'One Redis for all',
  after: ['redis.reachable', 'server.reachable'],
  timeoutMs: 5000,
  needs: needsRedis,
  run: async (subject, tools) => {
    const seen = await Promise.all(subject.redis.map(async (target) => lookAt(target, await redisView(target, tools))))
    return apart(seen) ?? withoutServer(subject, seen) ?? together(seen)
  },
}

interface Seen {
  target: RedisTarget
  name: string
  runId: string | null
  version: string | null
  alive: ReadonlySet<Member>
}

async function lookAt(target: RedisTarget, view: RedisView): Promise<Seen> {
  const [runId, version, listeners] = await Promise.all([
    view.runId(),
    view.get('livekit_version'),
    view.listeners(Object.values(CHANNELS)),
  ])
  const alive = MEMBERS.filter((member) => (listeners.get(CHANNELS[member]) ?? 0) > 0)
  return { target, name: view.name, runId, version, alive: new Set(alive) }
}

/** Two programs that are told to use different servers, or different databases of one. */
function apart(seen: Seen[]): ProbeResult | null {
  const [first, ...others] = seen
  const other = others.find(({ runId, target }) => runId !== first?.runId || target.db !== first?.target.db)
  if (!first || !other) return null
  return {
    status: 'fail',
    detail: `${first.target.user} uses Redis ${first.name} and ${other.target.user} uses ${other.name}`,
    cause: 'They find each other only through one Redis: calls and recordings end with "no response from servers".',
    fix: [
      { text: 'Give all of them the same address and database' },
      { text: 'See every place', command: 'voicectl check --rule redis.mismatch' },
    ],
  }
}

function withoutServer(subject: Subject, seen: Seen[]): ProbeResult | null {
  const [first] = seen
  if (!first || first.alive.has('livekit')) return null
  return {
    status: 'fail',
    detail: `No LiveKit server listens on the Redis at ${first.name}`,
    cause:
      first.version === null
        ? 'None has ever used it: the server runs without Redis, or on another one. Phone calls ring and end.'
        : 'One has used it before; the one that runs now does not. Phone calls ring and end.',
    fix: [{ text: 'Give livekit.yaml the same redis.address, and start the server again' }, logsFix(subject, 'livekit')],
  }
}

function together(seen: Seen[]): ProbeResult {
  const [first] = seen
  const here = MEMBERS.filter((member) => first?.alive.has(member))
  return { status: 'pass', detail: `${here.join(', ')} listen${here.length === 1 ? 's' : ''} on the Redis at ${first?.name ?? ''}` }
}
