import { z } from 'zod'
import { callingSchema } from './calling-schema.ts'
import { carrierSchema } from './carrier-schema.ts'
import { CHOICE_EXPECTED, sameName, sipForms } from './forms.ts'
import { duration, id, media, metadata, name, reference, textMap, texts, trunkFields } from './fields.ts'
import { transferTargets } from './transfer-targets.ts'

const numbers = texts.describe('Phone numbers with + and country code.')

const inboundTrunk = z.strictObject({
  ...trunkFields,
  numbers: numbers.optional().describe('Called numbers it is for; without any it takes those of no other trunk.'),
  allowedAddresses: texts.optional().describe("The carrier's addresses, one address or network an entry."),
  allowedNumbers: texts.optional().describe('Callers it is for; without any all are.'),
  authRealm: z.string().min(1).optional().describe('Realm of the password; livekit-server 1.12 or newer.'),
  ringingTimeout: duration.optional().describe('How long a call may ring.'),
  maxCallDuration: duration.optional().describe('When a call is ended at the latest.'),
  krispEnabled: z.boolean().optional().describe('Noise cancellation; LiveKit Cloud only.'),
})

const outboundTrunk = z.strictObject({
  ...trunkFields,
  address: z.string().min(1).describe("The carrier's host name or address, with a port where it is not 5060; no sip: before it."),
  transport: z.enum(['auto', 'udp', 'tcp', 'tls']).optional().describe('How the carrier is reached.'),
  destinationCountry: z
    .string()
    .regex(...sipForms.country)
    .optional()
    .describe('LiveKit Cloud: the country most calls go to.'),
  numbers: numbers.min(1).describe('Numbers that calls may come from.'),
  fromHost: z.string().min(1).optional().describe('Host in the From header; livekit-server 1.10 or newer.'),
})

const agent = z.strictObject({
  agentName: z.string().optional().describe("The worker's name; agent.name of this file unless given."),
  metadata: metadata.optional().describe('The job’s metadata: text, or an object such as {mode: support, language: en}.'),
  restartPolicy: z.enum(['on-failure', 'never']).optional().describe('Whether the job is given to another worker when one fails.'),
  deployment: z.string().min(1).optional().describe('LiveKit Cloud: which deployment of the agent.'),
  attributes: textMap.optional().describe('Attributes of the agent’s participant.'),
})

const pin = reference.optional().describe('The name in .env of a code that callers have to dial.')
const choice = z
  .strictObject({
    individual: z
      .strictObject({
        roomPrefix: z.string().optional().describe('Rooms are called prefix_caller_random.'),
        pin,
        noRandomness: z.boolean().optional().describe('Leaves the random part out: a caller who calls again meets the same room.'),
      })
      .nullish()
      .describe('A room for each caller.'),
    direct: z
      .strictObject({ roomName: z.string().min(1).describe('The room.'), pin })
      .optional()
      .describe('One room for all calls.'),
    callee: z
      .strictObject({
        roomPrefix: z.string().optional().describe('Rooms are called prefix_number.'),
        pin,
        randomize: z.boolean().optional().describe('Adds a random part: a room for each call.'),
      })
      .nullish()
      .describe('A room for each called number.'),
  })
  .check((ctx) => {
    if (Object.values(ctx.value).filter((way) => way !== undefined).length !== 1)
      ctx.issues.push({ code: 'custom', message: CHOICE_EXPECTED, input: ctx.value })
  })
  .describe('How the room of a call is chosen.')

const count = z.int().min(0).max(4_294_967_295).optional()
const roomConfig = z
  .strictObject({
    name: z.string().optional().describe('LiveKit Cloud: a stored configuration.'),
    emptyTimeout: count.describe('Seconds the room stays while nobody has joined.'),
    departureTimeout: count.describe('Seconds it stays after the last one left.'),
    maxParticipants: count.describe('0: no limit.'),
    metadata: metadata.optional().describe("The room's metadata."),
    egress: z.record(z.string(), z.json()).optional().describe('Recording that starts with the room, as the API has it.'),
    minPlayoutDelay: count.describe('Milliseconds.'),
    maxPlayoutDelay: count.describe('Milliseconds.'),
    syncStreams: z.boolean().optional().describe('Keeps streams of one participant in step.'),
    tags: z
      .record(z.string().regex(...sipForms.tagName), z.string())
      .optional()
      .describe('Labels of the room.'),
  })
  .optional()
  .describe('How the room is made.')

const dispatchRule = z.strictObject({
  name,
  id,
  trunks: texts
    .optional()
    .describe('Names of inbound trunks above, or ids of others; without any it takes calls of every trunk, and of none.'),
  rule: choice,
  numbers: texts
    .optional()
    .describe('CALLED numbers it is for, written exactly as the carrier sends them; livekit-server 1.9.11 or newer.'),
  inboundNumbers: texts.optional().describe('CALLERS it is for, written exactly as the carrier sends them.'),
  agents: z.array(agent).optional().describe("Who is sent to the room; this stack's agent unless given, nobody where it is empty."),
  hidePhoneNumber: z.boolean().optional().describe("Keeps the caller's number from agents and pages."),
  metadata: metadata.optional().describe("The caller's metadata, such as {mode: support, language: en}."),
  attributes: textMap.optional().describe("The caller's attributes."),
  roomPreset: z.string().min(1).optional().describe('LiveKit Cloud.'),
  roomConfig,
  krispEnabled: z.boolean().optional().describe('Noise cancellation; LiveKit Cloud only.'),
  media,
})

/** The `sip` block of voicectl.yaml: what `voicectl sip apply` makes of the server. Field names are those of LiveKit's API. */
export const sipSchema = z
  .strictObject({
    inbound: z.array(inboundTrunk).optional().describe('Inbound trunks: calls from a carrier.'),
    outbound: z.array(outboundTrunk).optional().describe('Outbound trunks: calls to a carrier.'),
    dispatch: z.array(dispatchRule).optional().describe('Dispatch rules: which room and agent a call gets.'),
    carrier: carrierSchema.optional(),
    transferTargets,
    calling: callingSchema,
  })
  .check((ctx) => {
    for (const kind of ['inbound', 'outbound', 'dispatch'] as const) {
      const seen = new Set<string>()
      for (const [index, item] of (ctx.value[kind] ?? []).entries()) {
        if (seen.has(item.name))
          ctx.issues.push({
            code: 'custom',
            path: [kind, index, 'name'],
            message: sameName(item.name, kind),
            input: item.name,
          })
        seen.add(item.name)
      }
    }
  })
  .describe('Phone calls: trunks and dispatch rules, as they are to be on the LiveKit server.')

export type SipConfig = z.output<typeof sipSchema>
