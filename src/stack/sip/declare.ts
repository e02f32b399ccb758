import type {
  SipAgentDispatch,
  SipDispatchRule,
  SipInboundTrunk,
  SipKind,
  SipMedia,
  SipOutboundTrunk,
  SipResource,
  SipRoomConfig,
} from '../../core/sip-resources.ts'
import { spokenDuration } from './duration.ts'

/** An item of a list in the `sip` block, as plain values. */
export type DeclaredItem = Record<string, unknown>

export interface DeclareOptions {
  /** The name in .env for a secret of this item; `path` is where it stands, such as `authPassword`. */
  referenceFor: (path: string, value: string) => string
  /** How a rule names a trunk. */
  trunkName: (id: string) => string
  /** The agent that rules send where they name none. */
  agentName: string
}

/** The list in the `sip` block that holds a kind. */
export const blockOfKind: Record<SipKind, 'inbound' | 'outbound' | 'dispatch'> = {
  inbound: 'inbound',
  outbound: 'outbound',
  rules: 'dispatch',
}

/** A trunk or rule as the `sip` block declares it: what `desiredSip` makes the same resource of. */
export function declaredItem(kind: SipKind, resource: SipResource, options: DeclareOptions): DeclaredItem {
  if (kind === 'rules') return declaredRule(resource, options)
  return kind === 'inbound' ? declaredInbound(resource, options) : declaredOutbound(resource, options)
}

function declaredInbound(trunk: SipInboundTrunk, options: DeclareOptions): DeclaredItem {
  const { ringingTimeout, maxCallDuration, allowedAddresses, allowedNumbers, authRealm, krispEnabled } = trunk
  return present({
    ...declaredTrunk(trunk, options),
    allowedAddresses,
    allowedNumbers,
    authRealm,
    ringingTimeout: ringingTimeout && spokenDuration(ringingTimeout),
    maxCallDuration: maxCallDuration && spokenDuration(maxCallDuration),
    krispEnabled,
  })
}

function declaredOutbound(trunk: SipOutboundTrunk, options: DeclareOptions): DeclaredItem {
  const { transport, address, destinationCountry, fromHost } = trunk
  return present({
    ...declaredTrunk(trunk, options),
    address,
    transport: transport?.replace('SIP_TRANSPORT_', '').toLowerCase(),
    destinationCountry,
    fromHost,
  })
}

function declaredTrunk(trunk: SipInboundTrunk & SipOutboundTrunk, { referenceFor }: DeclareOptions): DeclaredItem {
  const { authPassword, headers, includeHeaders, metadata, media } = trunk
  return {
    name: trunk.name,
    metadata: readable(metadata),
    numbers: trunk.numbers,
    authUsername: trunk.authUsername,
    authPassword: authPassword && reference(referenceFor('authPassword', authPassword)),
    headers: headers && mapValues(headers, (value, name) => (isTelling(name) ? reference(referenceFor(`headers.${name}`, value)) : value)),
    headersToAttributes: trunk.headersToAttributes,
    attributesToHeaders: trunk.attributesToHeaders,
    includeHeaders: includeHeaders && (includeHeaders === 'SIP_X_HEADERS' ? 'x' : 'all'),
    media: declaredMedia(media),
  }
}

function declaredRule(rule: SipDispatchRule, { referenceFor, trunkName, agentName }: DeclareOptions): DeclaredItem {
  const { roomConfig, rule: choice = {}, metadata } = rule
  const { agents = [], ...config } = roomConfig ?? {}
  const { dispatchRuleDirect: direct, dispatchRuleIndividual: individual, dispatchRuleCallee: callee } = choice
  const withPin = ({ pin, ...rest }: { pin?: string }) => present({ ...rest, pin: pin && reference(referenceFor('pin', pin)) })
  return present({
    name: rule.name,
    trunks: rule.trunkIds?.map(trunkName),
    rule: direct ? { direct: withPin(direct) } : individual ? { individual: withPin(individual) } : { callee: withPin(callee ?? {}) },
    numbers: rule.numbers,
    inboundNumbers: rule.inboundNumbers,
    agents: declaredAgents(agents, agentName),
    hidePhoneNumber: rule.hidePhoneNumber,
    metadata: readable(metadata),
    attributes: rule.attributes,
    roomPreset: rule.roomPreset,
    roomConfig: declaredRoom(config),
    krispEnabled: rule.krispEnabled,
    media: declaredMedia(rule.media),
  })
}

/** Undefined where it is what a rule without `agents` gets. */
function declaredAgents(agents: readonly SipAgentDispatch[], ownName: string): DeclaredItem[] | undefined {
  const [only] = agents
  if (agents.length === 1 && only?.agentName === ownName && Object.keys(only).length === 1) return undefined
  return agents.map(({ agentName = '', metadata, restartPolicy, deployment, attributes }) => ({
    ...(agentName === ownName ? {} : { agentName }),
    ...present({ metadata: readable(metadata), restartPolicy: restartPolicy && 'never', deployment, attributes }),
  }))
}

function declaredRoom({ metadata, ...config }: Omit<SipRoomConfig, 'agents'>): DeclaredItem | undefined {
  const room = present({ ...config, metadata: readable(metadata) })
  return Object.keys(room).length === 0 ? undefined : room
}

function declaredMedia(media: SipMedia | undefined): DeclaredItem | undefined {
  if (!media) return undefined
  const { codecs, onlyListedCodecs, encryption, mediaTimeout } = media
  return present({
    codecs,
    onlyListedCodecs,
    encryption: encryption?.replace('SIP_MEDIA_ENCRYPT_', '').toLowerCase(),
    mediaTimeout: mediaTimeout && spokenDuration(mediaTimeout),
  })
}

/** JSON text as an object where it comes out of that as the same text. */
function readable(text: string | undefined): unknown {
  if (!text?.startsWith('{')) return text
  try {
    const value = JSON.parse(text) as unknown
    return JSON.stringify(value) === text ? value : text
  } catch {
    return text
  }
}

/** True for headers whose values are passwords or tokens. */
function isTelling(header: string): boolean {
  return /auth|token|secret|key|pass/i.test(header)
}

function reference(name: string): string {
  return `\${${name}}`
}

function mapValues(object: Record<string, string>, change: (value: string, name: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]))
}

function present(fields: DeclaredItem): DeclaredItem {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))
}
