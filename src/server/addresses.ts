import { isIP } from 'node:net'

const UNSPECIFIED = new Set(['0.0.0.0', '::'])

/** The host name of a Host header or an Origin, lower case, IPv6 in brackets; null when there is none. */
export function hostNameOf(value: string | undefined): string | null {
  if (!value) return null
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  return url?.hostname ? url.hostname.replace(/\.$/, '') : null
}

/** True for names and addresses that only ever mean the machine itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

export interface Binding {
  /** The address the server is bound to. */
  bound: string
  /** The public name of the page, if it has one. */
  domain: string | undefined
  /** This machine's own name, by which others on its network may call it. */
  machine: string
}

/**
 * Whether the server answers under a name. Only names nobody else can point at this address are let in,
 * or a web page of a stranger could rebind its own name to it and read what it says (DNS rebinding).
 */
export function isAllowedHost(host: string, { bound, domain, machine }: Binding): boolean {
  if (isLoopback(host) || host === domain || host === bound.toLowerCase()) return true
  if (!UNSPECIFIED.has(bound)) return host === `[${bound}]`
  const own = machine.toLowerCase()
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0 || host === own || host === `${own}.local`
}

/**
 * Whether a web page of this origin may call the API. Its own may, and so may pages served from this machine:
 * a Next.js starter in development is on another port. Any other site has to call from its server.
 */
export function isAllowedOrigin(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin)
  if (url === null || url.origin === 'null') return false
  return url.host === host?.toLowerCase() || isLoopback(url.hostname)
}

/** What to say of a page that is bound to more than this machine; null when it is not. */
export function exposureWarning(bound: string): string | null {
  if (isLoopback(bound)) return null
  return `warning: ${bound} is reachable from other machines; whoever opens the page can start calls at your providers' prices`
}
