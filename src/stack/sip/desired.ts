import type {
  SipAgentDispatch,
  SipDispatchRule,
  SipInboundTrunk,
  SipMedia,
  SipOutboundTrunk,
  SipRoomChoice,
  SipRoomConfig,
  SipState,
} from '../../core/sip-resources.ts'
import type { StackConfig } from '../schema.ts'
import { protocolDuration } from './duration.ts'
import { fillReferences, type MissingSecret } from './references.ts'
import type { SipConfig } from './schema.ts'

/** What voicectl.yaml wants on the server. */
export interface DesiredSip {
  /** `trunkIds` of the rules hold the names of inbound trunks, or ids. Resources that name an id have it. */
  state: SipState
  /** Names that the file refers to and .env lacks; their places in `state` hold the reference as it is written. */
  missing: MissingSecret[]
}

type Inbound = NonNullable<SipConfig['inbound']>[number]
type Outbound = NonNullable<SipConfig['outbound']>[number]
type Rule = NonNullable<SipConfig['dispatch']>[number]

/** The trunks and rules that a stack's `sip` block declares, as the protocol has them; empty lists without one. */
export function desiredSip({ sip = {}, agent }: Pick<StackConfig, 'sip' | 'agent'>, env: ReadonlyMap<string, string>): DesiredSip {
  const { inbound = [], outbound = [], dispatch = [] } = sip
  // Before objects become JSON text: a value with a quote in it would break that.
  const { state: written, missing } = fillReferences({ inbound, outbound, dispatch }, env)
  const state: SipState = {
    inbound: written.inbound.map(inboundTrunk),
    outbound: written.outbound.map(outboundTrunk),
    rules: written.dispatch.map((rule) => dispatchRule(rule, agent.name)),
  }
  return { state, missing }
}

function inboundTrunk({ id, ringingTimeout, maxCallDuration, ...trunk }: Inbound): SipInboundTrunk {
  const { allowedAddresses, allowedNumbers, authRealm, krispEnabled } = trunk
  return filled({
    sipTrunkId: id,
    ...trunkOf(trunk),
    allowedAddresses,
    allowedNumbers,
    authRealm,
    krispEnabled,
    ringingTimeout: ringingTimeout && protocolDuration(ringingTimeout),
    maxCallDuration: maxCallDuration && protocolDuration(maxCallDuration),
  })
}

function outboundTrunk({ id, transport = 'auto', ...trunk }: Outbound): SipOutboundTrunk {
  const { address, destinationCountry, fromHost } = trunk
  return filled({
    sipTrunkId: id,
    ...trunkOf(trunk),
    address,
    destinationCountry,
    fromHost,
    transport: transport === 'auto' ? undefined : (`SIP_TRANSPORT_${transport.toUpperCase()}` as const),
  }) as SipOutboundTrunk
}

/** What both kinds of trunk have. */
function trunkOf({ includeHeaders = 'none', metadata, media, ...trunk }: Omit<Inbound, 'id'> | Omit<Outbound, 'id'>): object {
  const { name, numbers, authUsername, authPassword, headers, headersToAttributes, attributesToHeaders } = trunk
  return {
    name,
    metadata: textOf(metadata),
    numbers,
    authUsername,
    authPassword,
    headers,
    headersToAttributes,
    attributesToHeaders,
    includeHeaders: includeHeaders === 'none' ? undefined : includeHeaders === 'x' ? 'SIP_X_HEADERS' : 'SIP_ALL_HEADERS',
    media: mediaOf(media),
  }
}

function dispatchRule({ id, trunks, agents, ...rule }: Rule, agentName: string): SipDispatchRule {
  const { name, numbers, inboundNumbers, hidePhoneNumber, attributes, roomPreset, krispEnabled } = rule
  const sent = (agents ?? [{}]).map((agent) => agentDispatch(agent, agentName))
  return filled({
    sipDispatchRuleId: id,
    name,
    trunkIds: trunks,
    rule: choiceOf(rule.rule),
    numbers,
    inboundNumbers,
    hidePhoneNumber,
    metadata: textOf(rule.metadata),
    attributes,
    roomPreset,
    roomConfig: roomConfigOf(rule.roomConfig, sent),
    krispEnabled,
    media: mediaOf(rule.media),
  })
}

function agentDispatch({ agentName, restartPolicy, ...agent }: NonNullable<Rule['agents']>[number], ownName: string): SipAgentDispatch {
  return filled({
    agentName: agentName ?? ownName,
    metadata: textOf(agent.metadata),
    restartPolicy: restartPolicy === 'never' ? ('JRP_NEVER' as const) : undefined,
    deployment: agent.deployment,
    attributes: agent.attributes,
  })
}

function choiceOf({ direct, individual, callee }: Rule['rule']): SipRoomChoice {
  if (direct) return { dispatchRuleDirect: filled(direct) }
  // Null where nothing is written behind the name.
  return individual === undefined ? { dispatchRuleCallee: filled(callee ?? {}) } : { dispatchRuleIndividual: filled(individual ?? {}) }
}

function roomConfigOf(config: Rule['roomConfig'], agents: SipAgentDispatch[]): SipRoomConfig | undefined {
  const { metadata, ...rest } = config ?? {}
  const room = filled({ ...rest, metadata: textOf(metadata), agents })
  return Object.keys(room).length === 0 ? undefined : room
}

function mediaOf(media: Inbound['media']): SipMedia | undefined {
  if (!media) return undefined
  const { codecs, onlyListedCodecs, encryption, mediaTimeout } = media
  return filled({
    onlyListedCodecs,
    codecs: codecs?.map((codec) => filled(codec)),
    encryption: encryption && (`SIP_MEDIA_ENCRYPT_${encryption.toUpperCase()}` as NonNullable<SipMedia['encryption']>),
    mediaTimeout: mediaTimeout && protocolDuration(mediaTimeout),
  })
}

function textOf(value: string | object | undefined): string | undefined {
  return typeof value === 'object' ? JSON.stringify(value) : value
}

type Filled<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

/** Without what is absent, empty or the protocol's default, as the protocol leaves it out. */
function filled<T extends object>(fields: T): Filled<T> {
  const isDefault = (value: unknown) =>
    value === undefined ||
    value === '' ||
    value === false ||
    value === 0 ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isDefault(value))) as Filled<T>
}
