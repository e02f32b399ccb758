import type { SipInboundTrunk } from '../../core/sip-resources.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import { isAllowedAddress, isDroppedEntry } from './allowed-addresses.ts'
import type { Call } from './call.ts'
import type { CallMatch } from './match-call.ts'
import type { TrunkMiss, TrunkVerdict } from './match-trunk.ts'
import { label, listed, quoted } from './naming.ts'

/** Why a trunk is the one of a call, or is not. */
export function trunkWords({ trunk, misses }: TrunkVerdict, call: Call, match: CallMatch): string {
  if (misses.length > 0) return misses.map((miss) => MISSES[miss](trunk, call)).join('; ')
  if (match.trunk === trunk) return isWildcard(trunk) ? 'has no numbers, and no other trunk lists the called one' : lists(trunk, call)
  if (match.fault?.kind === 'trunks') {
    const { trunks } = match.fault
    const others = trunks.filter((other) => other !== trunk).map((other) => label(other))
    if (trunks.includes(trunk)) return `${isWildcard(trunk) ? 'has no numbers' : lists(trunk, call)}, as ${listed(others)} does`
    return `has no numbers, and ${listed(trunks.map((other) => label(other)))} list the called one`
  }
  return `fits, but has no numbers, and ${match.trunk ? label(match.trunk) : 'another'} lists the called one`
}

/** Who may call in over the trunk of a call, and what keeps others out. */
export function authWords(trunk: SipInboundTrunk | null, call: Call): string {
  if (trunk === null) return 'nobody is asked for a password, as no trunk is for the call'
  const { authUsername: user, authPassword: password } = trunk
  const addresses = addressWords(trunk, call)
  if (user && password)
    return `the carrier is asked for the password of the user ${quoted(user)}${addresses === null ? '' : `; ${addresses}`}`
  const half = user ? 'it has a user name without a password' : password ? 'it has a password without a user name' : null
  return [`nobody is asked for a password`, half, addresses].filter((part) => part !== null).join('; ')
}

const MISSES: Record<TrunkMiss, (trunk: SipInboundTrunk, call: Call) => string> = {
  'called-number': ({ numbers = [] }, { to }) => {
    const normal = normaliseNumber(to)
    return `its numbers are ${listed(numbers.map((number) => quoted(number)))}, not ${quoted(to)}${normal === to ? '' : `, which LiveKit reads as ${quoted(normal)}`}`
  },
  caller: ({ allowedNumbers = [] }, { from, to }) => {
    const said = `its allowedNumbers lack the caller ${quoted(from)}`
    const isMixedUp = allowedNumbers.some((number) => normaliseNumber(number) === normaliseNumber(to))
    return isMixedUp ? `${said}: they hold the called number, and are for callers` : said
  },
  address: ({ allowedAddresses = [] }, { ip, host }) => {
    const dropped = allowedAddresses.filter((entry) => isDroppedEntry(entry))
    const entries = `its allowedAddresses don't let ${quoted(ip)} in${host === '' ? '' : `, and hold no host ${quoted(host)}`}`
    return dropped.length === 0 ? entries : `${entries}; LiveKit drops the entry ${listed(dropped.map((entry) => quoted(entry)))}`
  },
}

function lists({ numbers = [] }: SipInboundTrunk, { to }: Call): string {
  const found = numbers.find((number) => number === to) ?? numbers.find((number) => normaliseNumber(number) === normaliseNumber(to)) ?? to
  return found === to ? `lists the called number ${quoted(to)}` : `lists ${quoted(found)}, which is ${quoted(to)} for LiveKit`
}

function addressWords({ allowedAddresses = [] }: SipInboundTrunk, { ip, host }: Call): string | null {
  if (allowedAddresses.length === 0) return null
  const kept = allowedAddresses.filter((entry) => !isDroppedEntry(entry))
  if (kept.length === 0) return 'LiveKit drops every entry of its allowedAddresses, and then every address is allowed'
  if (ip === '') return 'its allowedAddresses let everybody in whose address is not known; --ip says from where the call comes'
  const byAddress = kept.find((entry) => isAllowedAddress({ ip, host: '' }, [entry]) && entry !== '')
  if (byAddress !== undefined) return `its allowedAddresses let ${quoted(ip)} in by ${quoted(byAddress)}`
  return `its allowedAddresses let the host ${quoted(host)} in, which the caller writes`
}

function isWildcard({ numbers = [] }: SipInboundTrunk): boolean {
  return numbers.length === 0
}
