import type { SipInboundTrunk } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import { isAllowedAddress } from './allowed-addresses.ts'
import type { Call } from './call.ts'

/** Why a trunk is not for a call: its numbers lack the called one, its allowedNumbers the caller, its allowedAddresses where the call comes from. */
export type TrunkMiss = 'called-number' | 'caller' | 'address'

export interface TrunkVerdict {
  trunk: SipInboundTrunk
  /** All there are; empty for a trunk that fits. */
  misses: TrunkMiss[]
}

export interface TrunkMatch {
  /** Null where none fits. */
  trunk: SipInboundTrunk | null
  /** Trunks that fit equally well: the server answers the call with an error. */
  conflict: SipInboundTrunk[]
  verdicts: TrunkVerdict[]
}

/** The trunk of a call, as the server finds it: one that lists the called number goes before one without numbers. */
export function matchTrunk(call: Call, trunks: readonly SipInboundTrunk[]): TrunkMatch {
  const verdicts = trunks.map((trunk) => ({ trunk, misses: missesOf(trunk, call) }))
  const fitting = verdicts.filter(({ misses }) => misses.length === 0).map(({ trunk }) => trunk)
  const listing = fitting.filter(({ numbers = [] }) => numbers.length > 0)
  const best = listing.length > 0 ? listing : fitting
  return { trunk: best.length === 1 ? (best[0] ?? null) : null, conflict: best.length > 1 ? best : [], verdicts }
}

function missesOf({ numbers = [], allowedNumbers = [], allowedAddresses = [] }: SipInboundTrunk, call: Call): TrunkMiss[] {
  const misses: TrunkMiss[] = []
  if (!isAmong(call.to, numbers)) misses.push('called-number')
  if (!isAmong(call.from, allowedNumbers)) misses.push('caller')
  if (!isAllowedAddress(call, allowedAddresses)) misses.push('address')
  return misses
}

/** An empty list holds every number. */
function isAmong(number: string, list: readonly string[]): boolean {
  if (list.length === 0) return true
  const normal = normaliseNumber(number)
  return list.some((listed) => listed === number || normaliseNumber(listed) === normal)
}
