import { isIP } from 'node:net'

export const sipTransports = ['udp', 'tcp', 'tls'] as const
export type SipTransport = (typeof sipTransports)[number]

/** Where SIP listens unless something else is said. */
export const SIP_PORTS: Record<SipTransport, number> = { udp: 5060, tcp: 5060, tls: 5061 }

/** A host and port on the network. */
export interface Endpoint {
  address: string
  port: number
}

export interface SipAddress {
  user: string | null
  /** Without brackets. */
  host: string
  port: number | null
  /** What `;transport=` or `sips:` asks for. */
  transport: SipTransport | null
}

const LONGEST = 1000

/**
 * Takes an address apart in any of its forms: `"Desk" <sip:desk@10.0.0.1:5060;transport=udp>`, `sips:example.com`, `example.com:5080`,
 * `[2001:db8::1]`. Null for what names no host. Takes any text, in time that grows with its length only.
 */
export function parseSipAddress(text: string): SipAddress | null {
  const uri = withoutName(text.slice(0, LONGEST).trim())
  const [scheme = '', secure] = /^sip(s?):/i.exec(uri) ?? []
  // Another scheme, and not a name with a port.
  if (scheme === '' && /^[a-z][a-z\d+.-]*:(?!\d{1,5}(?:$|[;?/]))/i.test(uri)) return null
  const [address = ''] = uri.slice(scheme.length).split('?')
  const at = address.lastIndexOf('@')
  const [place = '', ...params] = address.slice(at + 1).split(';')
  const reached = hostAndPort(place.replace(/\/+$/, ''))
  if (reached === null) return null
  const wanted = params.map((param) => param.trim().toLowerCase()).find((param) => param.startsWith('transport='))
  const named = sipTransports.find((transport) => wanted === `transport=${transport}`)
  // A password before the host is of no use to us, and is nothing to hand on.
  const [user = ''] = at === -1 ? [] : address.slice(0, at).split(':')
  return { user: user === '' ? null : user, ...reached, transport: secure ? 'tls' : (named ?? null) }
}

/** The URI of a Contact or the like, without the name before it and without what is said of it behind. */
export function uriIn(value: string): string {
  const uri = withoutName(value)
  return value.trim().endsWith('>') || value.includes('>;') ? uri : (uri.split(';')[0] ?? uri)
}

/** A host as URIs have it. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** `host:port`, with brackets where they are needed. */
export function endpointText({ address, port }: Endpoint): string {
  return `${bracketed(address)}:${port}`
}

/** What is between < and >, where there is a name before it; a name in quotes may hold those too. */
function withoutName(text: string): string {
  const named = text.replace(/^"(?:[^"\\]|\\.)*"/s, '')
  const from = named.indexOf('<')
  if (from === -1) return named.trim()
  const to = named.indexOf('>', from)
  return named.slice(from + 1, to === -1 ? undefined : to).trim()
}

function hostAndPort(place: string): { host: string; port: number | null } | null {
  if (isIP(place) === 6) return { host: place, port: null }
  const [, inBrackets, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(place.trim()) ?? []
  const host = inBrackets ?? name
  const port = digits === undefined ? null : Number(digits)
  if (host === undefined || (port !== null && (port < 1 || port > 65_535))) return null
  if (inBrackets !== undefined && isIP(inBrackets) !== 6) return null
  return { host, port }
}
