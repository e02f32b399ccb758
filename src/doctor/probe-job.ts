import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { MODE_ATTRIBUTE, probeMetadata, ROUTE_ATTRIBUTE } from '../core/probe-job.ts'
import { agentsIn, deleteRoom, openRoom } from '../livekit/rooms.ts'
import type { ServerAccess } from '../livekit/server-api.ts'
import type { Tools } from './probe.ts'

/** What the probe says the caller wants, and the specialist that is to answer it. */
const ASKED = { mode: 'support', language: 'hi' } as const
export const EXPECTED_ROUTE = 'support_hi'

/** A worker joins within a second; a small machine under load takes many more. */
const JOIN_MS = 9000
/** From joining to saying which way it routed. */
const ROUTE_MS = 2000
const LOOK_MS = 100
/** The room ends by itself after this, should doctor die before it deletes it. */
const ROOM_SECONDS = 20

export interface ProbeJob {
  /** How long the agent took to join, in ms; null when none came in time. */
  joinedMs: number | null
  /** Which way it routed; null where it doesn't say. */
  route: string | null
  /** True for a voicectl worker. */
  isOurs: boolean
}

/**
 * Sends a job to a room of its own and watches who comes. Once a run and name. The room is deleted also when it fails, and when the run ends
 * before.
 */
export function probeJob(tools: Tools, access: ServerAccess, agentName: string): Promise<ProbeJob> {
  return tools.once(`probe-job ${agentName}`, () => {
    const ended = new AbortController()
    const job = sendAndWatch(access, { agentName, signal: ended.signal })
    tools.atEnd(async () => {
      ended.abort()
      await job.catch(() => {})
    })
    return job
  })
}

interface Watch {
  signal: AbortSignal
}

async function sendAndWatch(access: ServerAccess, { agentName, ...until }: Watch & { agentName: string }): Promise<ProbeJob> {
  const room = `voicectl-doctor-${randomBytes(6).toString('hex')}`
  try {
    await openRoom(access, { name: room, agents: [{ name: agentName, metadata: probeMetadata(ASKED) }], emptySeconds: ROOM_SECONDS })
    return await watch(access, room, until)
  } finally {
    await deleteRoom(until.signal.aborted ? { ...access, withinSeconds: 1 } : access, room)
  }
}

async function watch(access: ServerAccess, room: string, { signal }: Watch): Promise<ProbeJob> {
  const began = performance.now()
  let joinedMs: number | null = null
  for (;;) {
    const [agent] = await agentsIn(access, room)
    const now = performance.now() - began
    if (agent) {
      joinedMs ??= Math.round(now)
      const route = agent.attributes[ROUTE_ATTRIBUTE] ?? null
      const isOurs = MODE_ATTRIBUTE in agent.attributes
      if (route !== null || !isOurs || now - joinedMs > ROUTE_MS || signal.aborted) return { joinedMs, route, isOurs }
    } else if (joinedMs !== null || now > JOIN_MS || signal.aborted) {
      return { joinedMs, route: null, isOurs: false }
    }
    await pause(LOOK_MS)
  }
}
