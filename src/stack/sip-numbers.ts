/** The number as LiveKit compares trunks' numbers: without spaces, dashes and parentheses, with a leading plus. SIP user names stay as they are. */
export function normaliseNumber(number: string): string {
  if (!/^\+?[\d\- ()]+$/.test(number)) return number
  const digits = number.replaceAll(/[- ()]/g, '')
  return digits.startsWith('+') ? digits : `+${digits}`
}

/** True for a plus, a country code and the rest of a number, with nothing between them. */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number)
}

/** The international form that a number written in another way means; null where it can't be told without its country. */
export function internationalForm(number: string): string | null {
  const bare = number
    .trim()
    .replace(/^(?:tel|sips?):/i, '')
    .replace(/@.*$/, '')
    // The zero of the national form is dialled within the country only: +44 (0)20.
    .replace(/^((?:\+|00)[\s\d-]+)\(0\)/, '$1')
    .replaceAll(/[\s\u00A0().\-/]/g, '')
  const international = bare.replace(/^00(?=[1-9])/, '+')
  return isE164(international) ? international : null
}

export interface InboundTrunk {
  /** Called numbers; none takes every number that no other trunk has. */
  numbers: readonly string[]
  /** Callers; none allows all. */
  allowedNumbers: readonly string[]
}

/** LiveKit refuses an inbound trunk that shares one of these keys with another. Addresses and passwords don't part two trunks. */
export function trunkKeys({ numbers, allowedNumbers }: InboundTrunk): string[] {
  return pairs([wildcard(numbers), wildcard(allowedNumbers)])
}

export interface DispatchRule {
  /** Empty where none is asked for. */
  pin: string
  trunkIds: readonly string[]
  /** Callers. */
  inboundNumbers: readonly string[]
  /** Called numbers. */
  numbers: readonly string[]
}

/** LiveKit refuses a dispatch rule that shares one of these keys with another. What is left out is a value of its own, not a match for all. */
export function ruleKeys({ pin, trunkIds, inboundNumbers, numbers }: DispatchRule): string[] {
  return pairs([[pin], trunkIds.length === 0 ? [''] : [...new Set(trunkIds)], wildcard(inboundNumbers), wildcard(numbers)])
}

/** The entries of a list that LiveKit counts as one that stands before them: it refuses a dispatch rule that has any. */
export function repeated<Entry extends { value: string }>(entries: readonly Entry[]): [again: Entry, first: Entry][] {
  const seen = new Map<string, Entry>()
  return entries.flatMap((entry): [Entry, Entry][] => {
    const first = seen.get(normaliseNumber(entry.value))
    if (!first) seen.set(normaliseNumber(entry.value), entry)
    return first ? [[entry, first]] : []
  })
}

function wildcard(numbers: readonly string[]): string[] {
  return numbers.length === 0 ? [''] : [...new Set(numbers.map((number) => normaliseNumber(number)))]
}

/** More than any real trunk has; lists of thousands of numbers times thousands of callers must not take long. */
const MOST_KEYS = 10_000

function pairs(lists: readonly (readonly string[])[]): string[] {
  let keys = ['']
  for (const list of lists) {
    const longer: string[] = []
    for (const key of keys) {
      if (longer.length >= MOST_KEYS) break
      longer.push(...list.slice(0, MOST_KEYS - longer.length).map((value) => `${key}\u0000${value}`))
    }
    keys = longer
  }
  return keys
}

/**
 * What an entry of `allowed_addresses` does. `discarded`: LiveKit drops it for a character it has; where all are dropped, everybody is allowed.
 * `never`: it is kept and fits no address. `host`: it is compared with the host of the From header, which the caller writes.
 */
export type AddressEntry = 'address' | 'network' | 'host' | 'discarded' | 'never'

/** Says what an entry of `allowed_addresses` does. */
export function addressEntry(entry: string): AddressEntry {
  if (entry === '' || /[()+*;, \t\n\r]|:\/\//.test(entry)) return entry === '' ? 'never' : 'discarded'
  const [address = '', bits, ...more] = entry.split('/')
  if (bits === undefined) return isAddress(entry) ? 'address' : isHostName(entry) ? 'host' : 'never'
  const most = address.includes(':') ? 128 : 32
  return more.length === 0 && isAddress(address) && /^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= most ? 'network' : 'never'
}

function isHostName(text: string): boolean {
  return text.length <= 253 && /^(?=.*[a-z])[a-z\d](?:[a-z\d._-]*[a-z\d])?$/i.test(text)
}

/** True for an IPv4 or IPv6 address without brackets, port or leading zeros. */
function isAddress(text: string): boolean {
  return text.includes(':') ? isIpv6(text) : isIpv4(text)
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  if (text.length > 45) return false
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return false
  const groups = [head, tail ?? ''].flatMap((part) => (part === '' ? [] : part.split(':')))
  const last = groups.at(-1) ?? ''
  const count = groups.length + (last.includes('.') ? 1 : 0)
  const fits = tail === undefined ? count === 8 : count < 8
  return fits && groups.every((group, index) => /^[\da-f]{1,4}$/i.test(group) || (index === groups.length - 1 && isIpv4(group)))
}

/** True where an entry of `allowed_addresses` lets an IPv4 address in by itself or by its network. */
export function allowsAddress(entry: string, address: string): boolean {
  if (entry === address) return true
  const [network = '', bits = ''] = entry.split('/')
  if (addressEntry(entry) !== 'network' || !isIpv4(network) || !isIpv4(address)) return false
  const shift = 2 ** (32 - Number(bits))
  return Math.floor(numberOf(network) / shift) === Math.floor(numberOf(address) / shift)
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** True where an entry of `allowed_addresses` lets in every address of an IPv4 network, or an address alone. */
export function allowsNetwork(entry: string, network: string): boolean {
  const [address = '', bits = '32'] = network.split('/')
  if (!allowsAddress(entry, address)) return entry === network
  const entryBits = entry.includes('/') ? Number(entry.split('/')[1]) : 32
  return entryBits <= Number(bits)
}
