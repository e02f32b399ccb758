import { clientArguments, type ServerAccess } from './server-api.ts'

/** The protocol's kind of a participant that is an agent; the SDK has no name for it. */
const AGENT_KIND = 4

export interface NewRoom {
  name: string
  /** Who is sent to it; an empty agent name stands for a worker that registered without one. */
  agents: readonly { name: string; metadata: string }[]
  /** How long the server keeps it while nobody joins, and after the last one left. */
  emptySeconds: number
}

export interface RoomAgent {
  identity: string
  attributes: Readonly<Record<string, string>>
}

/** Makes a room and sends agents to it. Raises what the SDK raises: see `apiError`. */
export async function openRoom(access: ServerAccess, { name, agents, emptySeconds }: NewRoom): Promise<void> {
  const { RoomAgentDispatch } = await import('livekit-server-sdk')
  const client = await roomService(access)
  await client.createRoom({
    name,
    emptyTimeout: emptySeconds,
    departureTimeout: emptySeconds,
    agents: agents.map((agent) => new RoomAgentDispatch({ agentName: agent.name, metadata: agent.metadata })),
  })
}

/** The agents that are in a room now. */
export async function agentsIn(access: ServerAccess, room: string): Promise<RoomAgent[]> {
  const participants = await (await roomService(access)).listParticipants(room)
  return participants
    .filter(({ kind }) => Number(kind) === AGENT_KIND)
    .map(({ identity, attributes }) => ({ identity, attributes: { ...attributes } }))
}

/** Ends a room and everybody's part in it; one that is gone already is no error. */
export async function deleteRoom(access: ServerAccess, room: string): Promise<void> {
  await unlessGone((await roomService(access)).deleteRoom(room))
}

/** Ends one participant's part in a room; for somebody on the telephone that is a hang-up. One who is gone already is no error. */
export async function removeParticipant(access: ServerAccess, { room, identity }: { room: string; identity: string }): Promise<void> {
  await unlessGone((await roomService(access)).removeParticipant(room, identity))
}

async function unlessGone(request: Promise<void>): Promise<void> {
  try {
    await request
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'not_found') throw error
  }
}

async function roomService(access: ServerAccess) {
  const { RoomServiceClient } = await import('livekit-server-sdk')
  return new RoomServiceClient(...clientArguments(access))
}
