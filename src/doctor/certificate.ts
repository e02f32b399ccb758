import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'

export interface SeenCertificate {
  /** Why Node does not trust it, as a code: CERT_HAS_EXPIRED, …; null where it does. */
  refusedFor: string | null
  /** ms since 1970. */
  validFrom: number
  validTo: number
  /** The names it is for. */
  names: string[]
  issuer: string
}

export interface CertificateOptions {
  host: string
  port: number
  /** PEM certificates that are trusted besides the system's. */
  ca: readonly string[]
  signal: AbortSignal
}

/** The certificate that a host shows for its own name, trusted or not. Raises the socket's error where there is none. */
export async function certificateOf({ host, port, ca, signal }: CertificateOptions): Promise<SeenCertificate> {
  signal.throwIfAborted()
  const socket = connect({ host, port, servername: host, rejectUnauthorized: false, ...(ca.length > 0 ? { ca: [...ca] } : {}) })
  const giveUp = () => socket.destroy(new DOMException('no answer came in time', 'TimeoutError'))
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('ECONNRESET')))
    })
    return describe(socket)
  } finally {
    signal.removeEventListener('abort', giveUp)
    socket.destroy()
  }
}

function describe(socket: TLSSocket): SeenCertificate {
  const certificate: PeerCertificate = socket.getPeerCertificate()
  const names = (certificate.subjectaltname ?? '').split(', ').flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? [])
  const refused = socket.authorizationError as unknown as string | Error | null | undefined
  return {
    refusedFor: refused ? (refused instanceof Error ? ((refused as NodeJS.ErrnoException).code ?? refused.message) : refused) : null,
    validFrom: Date.parse(certificate.valid_from),
    validTo: Date.parse(certificate.valid_to),
    names,
    issuer: [certificate.issuer?.O ?? certificate.issuer?.CN ?? ''].flat().join(', '),
  }
}
