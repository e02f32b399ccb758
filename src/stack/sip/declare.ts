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

/**
 * A trunk or rule as the `sip` block declares it, with its secrets in clear: what `desiredSip` makes the same resource of, as long as no text looks like
 * a reference.
 */
export function declaredItem(kind: SipKind, resource: SipResource, options: DeclareOptions): DeclaredItem {
  if (kind === 'rules') return declaredRule(resource, options)
  return kind === 'inbound' ? declaredInbound(resource) : declaredOutbound(resource)
}

function declaredInbound(trunk: SipInboundTrunk): DeclaredItem {
  const { ringingTimeout, maxCallDuration, allowedAddresses, allowedNumbers, authRealm, krispEnabled } = trunk
  return present({
    ...declaredTrunk(trunk),
    allowedAddresses,
    allowedNumbers,
    authRealm,
    ringingTimeout: ringingTimeout && spokenDuration(ringingTimeout),
    maxCallDuration: maxCallDuration && spokenDuration(maxCallDuration),
    krispEnabled,
  })
}

function declaredOutbound(trunk: SipOutboundTrunk): DeclaredItem {
  const { transport, address, destinationCountry, fromHost } = trunk
  return present({
    ...declaredTrunk(trunk),
    address,
    transport: transport?.replace('SIP_TRANSPORT_', '').toLowerCase(),
    destinationCountry,
    fromHost,
  })
}

function declaredTrunk(trunk: SipInboundTrunk & SipOutboundTrunk): DeclaredItem {
  const { authPassword, headers, includeHeaders, metadata, media } = trunk
  return {
    name: trunk.name,
    metadata: readable(metadata),
    numbers: trunk.numbers,
    authUsername: trunk.authUsername,
    authPassword,
    headers,
    headersToAttributes: trunk.headersToAttributes,
    attributesToHeaders: trunk.attributesToHeaders,
    includeHeaders: includeHeaders && (includeHeaders === 'SIP_X_HEADERS' ? 'x' : 'all'),
    media: declaredMedia(media),
  }
}

function declaredRule(rule: SipDispatchRule, { trunkName, agentName }: DeclareOptions): DeclaredItem {
  const { roomConfig, rule: choice = {}, metadata } = rule
  const { agents = [], ...config } = roomConfig ?? {}
  const { dispatchRuleDirect: direct, dispatchRuleIndividual: individual, dispatchRuleCallee: callee } = choice
  return present({
    name: rule.name,
    trunks: rule.trunkIds?.map(trunkName),
    rule: direct ? { direct: present(direct) } : individual ? { individual: present(individual) } : { callee: present(callee ?? {}) },
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

function declaredRoom({ metadata, egress, ...config }: Omit<SipRoomConfig, 'agents'>): DeclaredItem | undefined {
  return unlessEmpty(present({ ...config, egress: egress && unlessEmpty(egress), metadata: readable(metadata) }))
}

function declaredMedia(media: SipMedia | undefined): DeclaredItem | undefined {
  if (!media) return undefined
  const { codecs, onlyListedCodecs, encryption, mediaTimeout } = media
  return unlessEmpty(
    present({
      codecs,
      onlyListedCodecs,
      encryption: encryption?.replace('SIP_MEDIA_ENCRYPT_', '').toLowerCase(),
      mediaTimeout: mediaTimeout && spokenDuration(mediaTimeout),
    }),
  )
}

/** JSON text as an object where it comes out of that as the same text, also through the file. */
export function readable(text: string | undefined): unknown {
  if (!text?.startsWith('{')) return text
  try {
    const value = JSON.parse(text) as unknown
    return JSON.stringify(value) === text && !text.includes('"__proto__"') ? value : text
  } catch {
    return text
  }
}

function present(fields: DeclaredItem): DeclaredItem {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))
}

function unlessEmpty<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length === 0 ? undefined : fields
}
