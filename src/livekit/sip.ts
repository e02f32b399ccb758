import type { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from 'livekit-server-sdk'
import { clientArguments, type ServerAccess } from './server-api.ts'

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

/** All trunks and rules a server has. Raises what the SDK raises: see `apiError`; a server without Redis says `sip not connected`. */
export async function listSip(access: ServerAccess): Promise<SipResources> {
  const { SipClient } = await import('livekit-server-sdk')
  const client = new SipClient(...clientArguments(access))
  const [inbound, outbound, rules] = await Promise.all([
    client.listSipInboundTrunk(),
    client.listSipOutboundTrunk(),
    client.listSipDispatchRule(),
  ])
  return { inbound: inbound.map(toInbound), outbound: outbound.map(toOutbound), rules: rules.map(toRule) }
}

function toInbound(trunk: SIPInboundTrunkInfo): InboundTrunk {
  const { sipTrunkId, name, numbers, allowedAddresses, allowedNumbers, authUsername, authPassword } = trunk
  return { id: sipTrunkId, name, numbers, allowedAddresses, allowedNumbers, username: authUsername, hasPassword: authPassword !== '' }
}

function toOutbound({ sipTrunkId, name, address, numbers, authUsername, authPassword }: SIPOutboundTrunkInfo): OutboundTrunk {
  return { id: sipTrunkId, name, address, numbers, username: authUsername, hasPassword: authPassword !== '' }
}

function toRule({ sipDispatchRuleId, name, trunkIds, inboundNumbers, numbers, rule, roomConfig }: SIPDispatchRuleInfo): DispatchRule {
  const way = rule?.rule
  return {
    id: sipDispatchRuleId,
    name,
    trunkIds,
    inboundNumbers,
    numbers,
    pin: way?.value?.pin ?? '',
    agents: (roomConfig?.agents ?? []).map(({ agentName }) => agentName),
    room: way?.case === 'dispatchRuleDirect' ? way.value.roomName : null,
  }
}
