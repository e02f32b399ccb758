import type { Fields, Shape } from './shape.ts'

const attributes: Shape = { '*': 'string' }
const agents: Shape = [both({ agent_name: 'string', metadata: 'string', restart_policy: 'message-enum', deployment: 'string', attributes })]
const tags: Shape = { '*': 'string' }

/** An entry of `room.room_configurations`; it is read as a message of the protocol, whose names may also be in camelCase. */
export const roomConfiguration: Shape = both({
  name: 'string',
  empty_timeout: 'message-uint32',
  departure_timeout: 'message-uint32',
  max_participants: 'message-uint32',
  metadata: 'string',
  egress: { room: 'any', participant: 'any', tracks: 'any' },
  min_playout_delay: 'message-uint32',
  max_playout_delay: 'message-uint32',
  sync_streams: 'message-bool',
  agents,
  tags,
})

/** Lists and maps of messages can't be left empty, as others can. */
export const neverEmpty: ReadonlySet<Shape> = new Set([agents, attributes, tags])

function both(fields: Fields): Fields {
  const camel = Object.entries(fields).map(([name, shape]) => [
    name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shape,
  ])
  return { ...Object.fromEntries(camel), ...fields }
}
