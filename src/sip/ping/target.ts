import { Failure, type Fix } from '../../core/failure.ts'
import { parseSipAddress, SIP_PORTS, type SipTransport } from '../../platform/sip/address.ts'

/** One way to a SIP server. */
export interface SipWay {
  transport: SipTransport
  port: number
}

export interface PingTarget {
  host: string
  /** At least one. */
  ways: SipWay[]
  /** True where a port was given, so that nobody looks for another one in DNS. */
  isPortGiven: boolean
  /** How the service of one's own stack is started; null for somebody else's. */
  start: Fix | null
}

/** What the command line says besides the host. */
export interface Wishes {
  transports: readonly SipTransport[]
  port: number | undefined
}

/** The SIP service of a stack. */
export interface OwnService {
  host: string
  port: number
  tlsPort: number | null
  start: Fix
}

/** A server as somebody types it: a name, with or without port, or any form of SIP address. Raises SIP_HOST_INVALID. */
export function targetOf(text: string, { transports, port }: Wishes): PingTarget {
  const address = parseSipAddress(text)
  if (address === null) throw invalidHost(text)
  const given = port ?? address.port
  const wanted = transports.length > 0 ? [...new Set(transports)] : (usual(address.transport, given) ?? ['udp', 'tcp'])
  return {
    host: address.host,
    ways: wanted.map((transport) => ({ transport, port: given ?? SIP_PORTS[transport] })),
    isPortGiven: given !== null,
    start: null,
  }
}

/** The stack's own service, over all it listens for unless something is wished. */
export function ownTarget({ host, port, tlsPort, start }: OwnService, wishes: Wishes): PingTarget {
  const known: SipTransport[] = tlsPort === null ? ['udp', 'tcp'] : ['udp', 'tcp', 'tls']
  const wanted = wishes.transports.length > 0 ? [...new Set(wishes.transports)] : known
  const portOf = (transport: SipTransport) => wishes.port ?? (transport === 'tls' ? (tlsPort ?? SIP_PORTS.tls) : port)
  return { host, ways: wanted.map((transport) => ({ transport, port: portOf(transport) })), isPortGiven: true, start }
}

function usual(transport: SipTransport | null, port: number | null): SipTransport[] | null {
  if (transport !== null) return [transport]
  return port === SIP_PORTS.tls ? ['tls'] : null
}

function invalidHost(text: string): Failure {
  return new Failure({
    code: 'SIP_HOST_INVALID',
    message: `${text === '' ? 'An empty host' : text} names no SIP server`,
    why: 'It takes a name or an address, with or without a port, or a SIP address.',
    fix: [
      { text: 'By name', command: 'voicectl sip ping sip.example.com:5060' },
      { text: 'As carriers write it', command: "voicectl sip ping 'sip:sip.example.com;transport=tcp'" },
    ],
    exit: 2,
  })
}
