import type { CarrierRoute } from './carrier.ts'
import type { SipTarget, SipTransport } from './want.ts'

/** The port that a SIP address without one means. */
export function defaultPort(transport: SipTransport): number {
  return transport === 'tls' ? 5061 : 5060
}

/** `sip.example.com;transport=tcp`: host, port where it is not the usual one, and transport, as carriers take it behind `sip:`. */
export function hostPart({ host, port, transport }: SipTarget): string {
  return `${host}${port === defaultPort(transport) ? '' : `:${port}`};transport=${transport}`
}

/** Where a SIP address leads; null for what is none. UDP is what is meant where no transport is said. */
export function parseSipUri(text: string): Pick<CarrierRoute, 'host' | 'port' | 'transport'> | null {
  const [, scheme, host, port, parameters = ''] =
    /^(sips?):(?:[^@\s]*@)?([A-Za-z0-9.-]+)(?::(\d{1,5}))?((?:;[^?\s]*)?)(?:\?.*)?$/i.exec(text.trim()) ?? []
  if (host === undefined) return null
  const said = /;transport=(udp|tcp|tls)\b/i.exec(parameters)?.[1]?.toLowerCase()
  const transport = (said ?? (scheme?.toLowerCase() === 'sips' ? 'tls' : 'udp')) as SipTransport
  return { host: host.toLowerCase(), port: port === undefined ? defaultPort(transport) : Number(port), transport }
}

/** A SIP address in one form, so that two that mean the same are the same text. */
export function normalUri(text: string): string {
  const parsed = parseSipUri(text)
  if (!parsed) return text
  const edge = /;edge=([\w-]+)/i.exec(text)?.[1]
  return `sip:${parsed.host}:${parsed.port};transport=${parsed.transport}${edge === undefined ? '' : `;edge=${edge.toLowerCase()}`}`
}

/** True where a route leads to the target. */
export function leadsTo(route: Pick<CarrierRoute, 'host' | 'port' | 'transport'>, { host, port, transport }: SipTarget): boolean {
  return route.host === host.toLowerCase() && route.port === port && route.transport === transport
}
