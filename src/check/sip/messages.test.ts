import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { egressRequests, participantOutputs, trackOutputs } from './egress-messages.ts'
import type { Field, Message } from './protojson.ts'
import { dispatchRule, inboundTrunk, outboundTrunk } from './sip-messages.ts'

interface Descriptor {
  fields: { list(): readonly RealField[] }
}
interface RealField {
  name: string
  kind: string
  repeated: boolean
  T: unknown
}

/** The protocol as the SDK that we install has it. */
const sdk = createRequire(import.meta.resolve('livekit-server-sdk'))
const protocol = (await import(pathToFileURL(sdk.resolve('@livekit/protocol')).href)) as Record<string, Descriptor>

const scalars: Record<number, Field['type']> = { 1: 'double', 3: 'int', 5: 'int', 8: 'bool', 9: 'string', 13: 'uint' }

/** The protocol's own table in our form, all messages below it taken along. */
function realFields(type: Descriptor, path = ''): string[] {
  return type.fields.list().flatMap((field) => {
    const at = `${path}${field.name}`
    const of = field.T as Descriptor & { typeName: string }
    if (field.kind === 'map') return [`${at}: map`]
    if (field.kind === 'scalar') return [line(at, scalars[field.T as number] ?? String(field.T), field.repeated)]
    if (field.kind === 'enum') {
      const { values } = field.T as { values: { name: string }[] }
      return [line(at, `enum ${values.map(({ name }) => name).join(' ')}`, field.repeated)]
    }
    if (of.typeName.endsWith('.Duration')) return [line(at, 'duration', field.repeated)]
    if (of.typeName.endsWith('.Timestamp')) return [line(at, 'timestamp', field.repeated)]
    return [line(at, 'message', field.repeated), ...realFields(of, `${at}.`)]
  })
}

function ourFields(message: Message, path = ''): string[] {
  return [...message()].flatMap(([name, field]) => {
    const at = `${path}${name}`
    if (field.type === 'map') return [`${at}: map`]
    if (field.type === 'enum') return [line(at, `enum ${field.names?.join(' ') ?? ''}`, field.many)]
    const own = line(at, field.type, field.many)
    return field.message ? [own, ...ourFields(field.message(), `${at}.`)] : [own]
  })
}

function line(at: string, type: string, many: boolean): string {
  return `${at}: ${type}${many ? '[]' : ''}`
}

test.each([
  ['SIPInboundTrunkInfo', inboundTrunk],
  ['SIPOutboundTrunkInfo', outboundTrunk],
  ['SIPDispatchRuleInfo', dispatchRule],
  ['RoomCompositeEgressRequest', egressRequests['room-composite']],
  ['WebEgressRequest', egressRequests.web],
  ['ParticipantEgressRequest', egressRequests.participant],
  ['TrackCompositeEgressRequest', egressRequests['track-composite']],
  ['TrackEgressRequest', egressRequests.track],
  ['AutoParticipantEgress', participantOutputs],
  ['AutoTrackEgress', trackOutputs],
] as const)('%s has the fields that the protocol has', (name, message) => {
  const real = protocol[name]
  expect(ourFields(message).toSorted()).toEqual(real && realFields(real).toSorted())
})
