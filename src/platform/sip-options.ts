export type SipTransport = 'udp' | 'tcp' | 'tls'

export interface OptionsQuestion {
  /** Whom it asks, as it was given: the host goes into the request's address. */
  host: string
  port: number
  transport: SipTransport
  /** Our own end, where the answer is to go. */
  local: { address: string; port: number }
  callId: string
  /** Unique to this request. */
  branch: string
}

export interface SipAnswer {
  status: number
  reason: string
  callId: string
  /** Program and version, where it says so. */
  program: string | null
  /** Host of its Contact: where it wants further requests; null without one. */
  contactHost: string | null
}

const MAGIC = 'z9hG4bK'
const COMPACT: Record<string, string> = { i: 'call-id', m: 'contact', v: 'via', f: 'from', t: 'to', l: 'content-length', s: 'subject' }

/** A SIP OPTIONS request: asks a server whether it is there and has no effect on it. */
export function optionsRequest({ host, port, transport, local, callId, branch }: OptionsQuestion): string {
  const scheme = transport === 'tls' ? 'sips' : 'sip'
  const target = `${scheme}:${bracketed(host)}:${port}`
  const own = `${bracketed(local.address)}:${local.port}`
  return [
    `OPTIONS ${target} SIP/2.0`,
    `Via: SIP/2.0/${transport.toUpperCase()} ${own};branch=${MAGIC}${branch};rport`,
    'Max-Forwards: 70',
    `From: <sip:voicectl@${own}>;tag=${branch}`,
    `To: <${target}>`,
    `Call-ID: ${callId}`,
    'CSeq: 1 OPTIONS',
    `Contact: <${scheme}:voicectl@${own};transport=${transport}>`,
    'Accept: application/sdp',
    'User-Agent: voicectl',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

/** The head of a SIP response, or null for anything else. Takes any text in time that grows with its length only. */
export function parseSipAnswer(text: string): SipAnswer | null {
  const [first = '', ...lines] = text.slice(0, 64 * 1024).split(/\r?\n/)
  const [, status, reason] = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(first) ?? []
  if (status === undefined) return null
  const headers = new Map<string, string>()
  for (const line of lines) {
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const given = line.slice(0, colon).trim().toLowerCase()
    const name = COMPACT[given] ?? given
    // The first Contact counts; what is folded onto further lines says nothing that is needed here.
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  const callId = headers.get('call-id')
  if (callId === undefined) return null
  return {
    status: Number(status),
    reason: (reason ?? '').trim().slice(0, 100),
    callId,
    program: (headers.get('server') ?? headers.get('user-agent'))?.slice(0, 100) || null,
    contactHost: hostIn(headers.get('contact') ?? ''),
  }
}

/** True when a stream holds the whole head of a message. */
export function hasWholeHead(text: string): boolean {
  return /\r?\n\r?\n/.test(text)
}

/** The host of a SIP address such as `"Desk" <sip:desk@10.0.0.1:5060;transport=udp>`. */
function hostIn(contact: string): string | null {
  const [, bracket, name] = /sips?:(?:[^@\s>]*@)?(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))/.exec(contact) ?? []
  return bracket ?? name ?? null
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
