import type { Shape } from './shape.ts'

/** An entry of `room.room_configurations`; it is read as a message of the protocol, whose names may also be in camelCase. */
export const roomConfiguration: Shape = {
  name: 'string',
  empty_timeout: 'uint32',
  departure_timeout: 'uint32',
  max_participants: 'uint32',
  metadata: 'string',
  egress: 'any',
  min_playout_delay: 'uint32',
  max_playout_delay: 'uint32',
  sync_streams: 'bool',
  agents: [{ agent_name: 'string', metadata: 'string', restart_policy: 'any', deployment: 'string', attributes: { '*': 'string' } }],
  tags: { '*': 'string' },
}
