import type { Call } from './call.ts'
import { isSameAddress, isWithin, parseAddress, parseNetwork, type IpAddress } from './ip-address.ts'

/** Entries with one of these are dropped, and a list that has no other entry allows everybody. */
const DROPPED = /[()+*;, \t\n\r]|:\/\//

/** True for an entry of allowedAddresses that the server drops before it compares. */
export function isDroppedEntry(entry: string): boolean {
  return DROPPED.test(entry)
}

/** True where a trunk's allowedAddresses let a call in. A call whose address is not known is let in. */
export function isAllowedAddress({ ip, host }: Pick<Call, 'ip' | 'host'>, entries: readonly string[]): boolean {
  const address = parseAddress(ip)
  const kept = entries.filter((entry) => !isDroppedEntry(entry))
  if (address === null || kept.length === 0) return true
  return kept.some((entry) => entry === host || fits(address, entry))
}

function fits(address: IpAddress, entry: string): boolean {
  if (entry.includes('/')) {
    const network = parseNetwork(entry)
    return network !== null && isWithin(address, network)
  }
  const listed = parseAddress(entry)
  return listed !== null && isSameAddress(address, listed)
}
