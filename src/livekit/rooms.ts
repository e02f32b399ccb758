import { clientArguments, type ServerAccess } from './server-api.ts'

/** The protocol's kinds of participants that matter here; the SDK has no names for them. */
const KINDS: Readonly<Record<number, Participant['kind']>> = { 3: 'sip', 4: 'agent' }

export interface NewRoom {
  name: string
  /** Who is sent to it; an empty agent name stands for a worker that registered without one. */
  agents: readonly { name: string; metadata: string }[]
  /** How long the server keeps it while nobody joins, and after the last one left. */
  emptySeconds: number
  /** For everybody in it. */
  metadata?: string
}

export interface Participant {
  identity: string
  name: string
  /** `sip`: somebody on the telephone. */
  kind: 'sip' | 'agent' | 'other'
  attributes: Readonly<Record<string, string>>
}

/** Makes a room and sends agents to it. Raises what the SDK raises: see `apiError`. */
export async function openRoom(access: ServerAccess, { name, agents, emptySeconds, metadata = '' }: NewRoom): Promise<void> {
  const { RoomAgentDispatch } = await import('livekit-server-sdk')
  const client = await roomService(access)
  await client.createRoom({
    name,
    metadata,
    emptyTimeout: emptySeconds,
    departureTimeout: emptySeconds,
    agents: agents.map((agent) => new RoomAgentDispatch({ agentName: agent.name, metadata: agent.metadata })),
  })
}

/** Who is in a room now; nobody in one that is not there. */
export async function participantsIn(access: ServerAccess, room: string): Promise<Participant[]> {
  const participants = await (await roomService(access)).listParticipants(room)
  return participants.map(({ identity, name, kind, attributes }) => ({
    identity,
    name,
    kind: KINDS[Number(kind)] ?? 'other',
    attributes: { ...attributes },
  }))
}

/** The agents that are in a room now. */
export async function agentsIn(access: ServerAccess, room: string): Promise<Participant[]> {
  return (await participantsIn(access, room)).filter(({ kind }) => kind === 'agent')
}

/** The names of all rooms, or of those among some names that are there. */
export async function roomNames(access: ServerAccess, among?: string[]): Promise<string[]> {
  return (await (await roomService(access)).listRooms(among)).map(({ name }) => name)
}

/** The metadata of a room that is there; empty where it has none. */
export async function metadataOf(access: ServerAccess, room: string): Promise<string> {
  return (await (await roomService(access)).listRooms([room]))[0]?.metadata ?? ''
}

/** Puts other metadata in place of a room's; everybody in it is told. */
export async function describeRoom(access: ServerAccess, room: string, metadata: string): Promise<void> {
  await (await roomService(access)).updateRoomMetadata(room, metadata)
}

/** Sends an agent to a room that is there already. */
export async function sendAgent(access: ServerAccess, room: string, { name, metadata }: NewRoom['agents'][number]): Promise<void> {
  const { AgentDispatchClient } = await import('livekit-server-sdk')
  await new AgentDispatchClient(...clientArguments(access)).createDispatch(room, name, { metadata })
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
