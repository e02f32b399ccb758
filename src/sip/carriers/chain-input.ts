import type { ChainLink } from '../../core/carrier-chain.ts'
import type { SipState } from '../../core/sip-resources.ts'
import type { CarrierFacts, CarrierNetworks } from './carrier.ts'
import type { DeclaredSip } from './declared.ts'
import type { CarrierWant } from './want.ts'

/** What is known of both sides. */
export interface ChainInput {
  want: CarrierWant
  /** Null for a carrier that voicectl can't ask. */
  facts: CarrierFacts | null
  networks: CarrierNetworks
  /** LiveKit's side, or why it could not be seen. */
  livekit: SipState | { unseen: string }
  /** LiveKit's side as it is to be. */
  declared: DeclaredSip
  /** What the SIP server itself said; null where it was not asked. */
  server: ChainLink | null
}
