import type { SipInboundTrunk, SipOutboundTrunk } from '../../core/sip-resources.ts'
import { allowsNetwork, normaliseNumber } from '../../stack/sip-numbers.ts'
import type { SipConfig } from '../../stack/sip/schema.ts'

/** LiveKit's side as voicectl.yaml declares it, which is not yet what LiveKit has. */
export type DeclaredSip = Pick<SipConfig, 'inbound' | 'outbound' | 'dispatch'>

/** What mends LiveKit's side: applying what is declared, or declaring it before that. */
export function livekitFix(isDeclared: boolean, declareIt: string): string {
  return isDeclared ? 'voicectl sip apply' : `${declareIt}, then: voicectl sip apply`
}

/** True where an inbound trunk takes the number, or every number. */
export function takesNumber({ inbound = [] }: DeclaredSip, number: string): boolean {
  return inbound.some(({ numbers = [] }) => numbers.length === 0 || numbers.some((each) => normaliseNumber(each) === number))
}

/** True where the trunk is to let all these networks in. */
export function letsIn({ inbound = [] }: DeclaredSip, { name }: SipInboundTrunk, networks: readonly string[]): boolean {
  const allowed = inbound.find((trunk) => trunk.name === name)?.allowedAddresses ?? []
  return networks.length > 0 && networks.every((network) => allowed.some((entry) => allowsNetwork(entry, network)))
}

/** True where the trunk is to ask for a password, or to let in some addresses only. */
export function asksCallers({ inbound = [] }: DeclaredSip, { name }: SipInboundTrunk): boolean {
  const trunk = inbound.find((each) => each.name === name)
  return (
    trunk !== undefined &&
    ((trunk.allowedAddresses ?? []).length > 0 || (trunk.authUsername !== undefined && trunk.authPassword !== undefined))
  )
}

/** True where a dispatch rule is for calls of the trunk. */
export function hasRule({ dispatch = [] }: DeclaredSip, { name, sipTrunkId }: SipInboundTrunk): boolean {
  return dispatch.some(({ trunks = [] }) => trunks.length === 0 || trunks.some((trunk) => trunk === name || trunk === sipTrunkId))
}

export function outboundTrunk({ outbound = [] }: DeclaredSip, { name }: Pick<SipOutboundTrunk, 'name'>) {
  return outbound.find((trunk) => trunk.name === name)
}
