import type { SipDispatchRule, SipInboundTrunk, SipOutboundTrunk } from '../core/sip-resources.ts'
import { SipApi } from '../livekit/sip-api.ts'
import { choiceOf } from '../core/rule-choice.ts'
import { requiredAccess } from './server-access.ts'
import type { Subject } from './subject.ts'

/** What the server has stored of an inbound trunk. The password itself is left behind. */
export interface InboundTrunk {
  id: string
  name: string
  numbers: readonly string[]
  allowedAddresses: readonly string[]
  allowedNumbers: readonly string[]
  username: string
  hasPassword: boolean
}

export interface OutboundTrunk {
  id: string
  name: string
  address: string
  numbers: readonly string[]
  username: string
  hasPassword: boolean
}

export interface DispatchRule {
  id: string
  name: string
  /** Empty: calls of every trunk, and of none. */
  trunkIds: readonly string[]
  /** Callers it is for; empty for all. */
  inboundNumbers: readonly string[]
  /** Called numbers it is for; empty for all. */
  numbers: readonly string[]
  /** Empty without one. A secret: only to be compared. */
  pin: string
  /** Names of the agents it sends; a worker without a name is ''. */
  agents: readonly string[]
  /** Where every call goes to the same room: its name; else null. */
  room: string | null
}

export interface SipResources {
  inbound: readonly InboundTrunk[]
  outbound: readonly OutboundTrunk[]
  rules: readonly DispatchRule[]
}

/** All trunks and rules that the server of a subject has. Raises ApiRefusal; a server without Redis says `sip not connected`. */
export async function storedSip(subject: Subject): Promise<SipResources> {
  const { inbound, outbound, rules } = await new SipApi(requiredAccess(subject), { paged: subject.target === 'cloud' }).list()
  return { inbound: inbound.map(toInbound), outbound: outbound.map(toOutbound), rules: rules.map(toRule) }
}

function toInbound(trunk: SipInboundTrunk): InboundTrunk {
  const { sipTrunkId: id = '', name = '', numbers = [], allowedAddresses = [], allowedNumbers = [], authUsername: username = '' } = trunk
  return { id, name, numbers, allowedAddresses, allowedNumbers, username, hasPassword: Boolean(trunk.authPassword) }
}

function toOutbound(trunk: SipOutboundTrunk): OutboundTrunk {
  const { sipTrunkId: id = '', name = '', address = '', numbers = [], authUsername: username = '' } = trunk
  return { id, name, address, numbers, username, hasPassword: Boolean(trunk.authPassword) }
}

function toRule(rule: SipDispatchRule): DispatchRule {
  const { sipDispatchRuleId: id = '', name = '', trunkIds = [], inboundNumbers = [], numbers = [], roomConfig } = rule
  const choice = choiceOf(rule)
  return {
    id,
    name,
    trunkIds,
    inboundNumbers,
    numbers,
    pin: choice?.pin ?? '',
    agents: (roomConfig?.agents ?? []).map(({ agentName = '' }) => agentName),
    room: choice?.kind === 'direct' ? choice.room : null,
  }
}
