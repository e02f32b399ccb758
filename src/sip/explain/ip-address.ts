/** An address as Go's net/netip reads it, which LiveKit compares with: no leading zeros, and an IPv4 address within IPv6 is an IPv6 address. */
export interface IpAddress {
  /** 4 or 16. */
  bytes: readonly number[]
  /** Of an IPv6 address, behind its %; empty without one. */
  zone: string
}

const IPV4_BYTES = 4
const IPV6_BYTES = 16

/** Null for what is no address. */
export function parseAddress(text: string): IpAddress | null {
  const sign = /[.:%]/.exec(text)?.[0]
  if (sign === '.') return fromIpv4(text)
  return sign === ':' ? fromIpv6(text) : null
}

export interface Network {
  address: IpAddress
  bits: number
}

/** A network such as 203.0.113.0/24; null for what is none. Host bits may be set, a zone may not. */
export function parseNetwork(text: string): Network | null {
  const slash = text.lastIndexOf('/')
  const address = slash === -1 ? null : parseAddress(text.slice(0, slash))
  const written = text.slice(slash + 1)
  if (address === null || address.zone !== '' || !/^(?:0|[1-9]\d{0,2})$/.test(written)) return null
  const bits = Number(written)
  return bits <= address.bytes.length * 8 ? { address, bits } : null
}

export function isSameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.zone === b.zone && a.bytes.length === b.bytes.length && a.bytes.every((byte, index) => byte === b.bytes[index])
}

/** True where an address is of a network; one of the other kind and one with a zone never is. */
export function isWithin({ bytes, zone }: IpAddress, { address, bits }: Network): boolean {
  if (zone !== '' || bytes.length !== address.bytes.length) return false
  return bytes.every((byte, index) => {
    const shift = 8 - Math.min(8, Math.max(0, bits - index * 8))
    return byte >> shift === (address.bytes[index] ?? 0) >> shift
  })
}

function fromIpv4(text: string): IpAddress | null {
  const bytes = ipv4Bytes(text)
  return bytes && { bytes, zone: '' }
}

function ipv4Bytes(text: string): number[] | null {
  const parts = text.split('.')
  const isAddress = parts.length === IPV4_BYTES && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  return isAddress ? parts.map(Number) : null
}

function fromIpv6(text: string): IpAddress | null {
  const percent = text.indexOf('%')
  const zone = percent === -1 ? '' : text.slice(percent + 1)
  if (percent !== -1 && zone === '') return null
  const [head = '', tail, ...more] = (percent === -1 ? text : text.slice(0, percent)).split('::')
  if (more.length > 0) return null
  const front = groupBytes(head, tail === undefined)
  const back = tail === undefined ? [] : groupBytes(tail, true)
  if (front === null || back === null) return null
  const missing = IPV6_BYTES - front.length - back.length
  // `::` stands for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 2) return null
  return { bytes: [...front, ...Array.from({ length: missing }, () => 0), ...back], zone }
}

/** The bytes of groups between colons; the last of all may be an IPv4 address. */
function groupBytes(text: string, isLast: boolean): number[] | null {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const ipv4 = isLast && index === groups.length - 1 && group.includes('.') ? ipv4Bytes(group) : null
    if (ipv4) bytes.push(...ipv4)
    else if (/^[\da-f]{1,4}$/i.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255)
    else return null
  }
  return bytes
}
