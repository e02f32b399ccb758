import type { Stated } from '../facts.ts'

export interface LiveKitUrl {
  /** Lower case; empty where the text has none. */
  scheme: string
  /** Lower case, without brackets. */
  host: string
  /** As written, or what the scheme stands for. */
  port: number
  /** True where the port is written. */
  hasPort: boolean
  /** Name and password before the host. */
  user: string
  /** From the first slash, question mark or hash. */
  rest: string
}

const FORM = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(?:\[([^\]]*)\]|([^:/?#]*))(?::(\d{1,5}))?((?:[/?#].*)?)$/i

/** Takes an address of LiveKit apart; null for what is none, or waits for a variable that nobody here fills. */
export function parseLiveKitUrl({ value }: Pick<Stated, 'value'>): LiveKitUrl | null {
  const text = value.trim()
  if (isOpen(text)) return null
  const [, scheme = '', user = '', six, plain, port, rest = ''] = FORM.exec(text) ?? []
  const host = (six ?? plain ?? '').toLowerCase()
  if (host === '' || /\s/.test(host)) return null
  return {
    scheme: scheme.toLowerCase(),
    host,
    port: port === undefined ? usualPort(scheme) : Number(port),
    hasPort: port !== undefined,
    user,
    rest,
  }
}

/** True where a text still has variables or template marks in it. */
export function isOpen(text: string): boolean {
  return /\$\{|\$\(|\$[A-Z_]|\{\{|<[^>]*>|%[A-Z_]+%/.test(text)
}

/** True where a variable, or a template's mark, waits to be filled in. */
export function isFilledIn(text: string): boolean {
  return /\$\{|\$\(|\$[A-Z_]|\{\{/.test(text)
}

/** True where the scheme asks for TLS. */
export function isSecure({ scheme }: Pick<LiveKitUrl, 'scheme'>): boolean {
  return scheme === 'wss' || scheme === 'https'
}

/** A URL as it may be shown and pasted: without a name and password. */
export function urlText({ scheme, host, port, hasPort }: Pick<LiveKitUrl, 'scheme' | 'host' | 'port' | 'hasPort'>): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}${hasPort ? `:${port}` : ''}`
}

function usualPort(scheme: string): number {
  return /^(?:wss|https)$/i.test(scheme) ? 443 : 80
}
