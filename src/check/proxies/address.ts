/** Where a proxy sends what it gets. */
export interface Target {
  host: string
  port: number
  /** True where it speaks TLS to it. */
  tls: boolean
}

const TARGET = /^(?:([a-z0-9+]+):\/\/)?(?:\[([^\]]*)\]|([^:/[\]{}$]*))(?::(\d{1,5}))?(?:\/.*)?$/i
const DEFAULT_PORTS: Record<string, number> = { http: 80, h2c: 80, ws: 80, https: 443, wss: 443, grpc: 80, grpcs: 443 }

/** Reads `host:port`, `:port`, `http://host/path`, `tcp/host:port`; null for sockets, ranges, and what holds an unknown variable. */
export function targetOf(text: string): Target | null {
  const match = TARGET.exec(text.replace(/^(?:tcp|tcp4|tcp6)\//, ''))
  if (!match) return null
  const scheme = match[1]?.toLowerCase()
  const host = match[2] ?? match[3] ?? ''
  const defaultPort = scheme === undefined ? 80 : DEFAULT_PORTS[scheme]
  const port = match[4] === undefined ? defaultPort : Number(match[4])
  if (port === undefined || port > 65_535 || (host === '' && match[4] === undefined)) return null
  if (/[\s,]/.test(host) || host === 'unix') return null
  return { host: host === '' ? 'localhost' : host.toLowerCase(), port, tls: scheme === 'https' || scheme === 'wss' || scheme === 'grpcs' }
}

/** The port and address of `:443`, `127.0.0.1:443`, `udp/:3478`, `[::]:443`, `443`; null for anything else. */
export function listenerOf(text: string): { host: string | null; port: number; protocol: 'tcp' | 'udp' } | null {
  const match = /^(?:(tcp|udp)[46]?\/)?(?:(?:\[([^\]]*)\]|([^:[\]/]*)):)?(\d{1,5})$/.exec(text)
  if (!match) return null
  const host = match[2] ?? match[3] ?? ''
  const port = Number(match[4])
  if (port > 65_535) return null
  return { host: isWildcard(host) ? null : host, port, protocol: match[1] === 'udp' ? 'udp' : 'tcp' }
}

function isWildcard(host: string): boolean {
  return host === '' || host === '*' || host === '0.0.0.0' || host === '::'
}

/** True where a pattern of a proxy takes a name: the same, or `*.example.com` for any one label. */
export function hostMatches(pattern: string, name: string): boolean {
  const [wanted, asked] = [pattern.toLowerCase().replace(/\.$/, ''), name.toLowerCase().replace(/\.$/, '')]
  if (wanted === asked) return true
  if (wanted.startsWith('.')) return asked === wanted.slice(1) || asked.endsWith(wanted)
  return wanted.startsWith('*.') && asked.endsWith(wanted.slice(1)) && asked.length > wanted.length - 1
}
