import { bracketed, endpointText, type Endpoint, type SipTransport } from './address.ts'
import { requestText } from './request.ts'

export interface OptionsQuestion {
  /** Whom it asks, as it was given: the host goes into the request's address. */
  host: string
  port: number
  transport: SipTransport
  /** Our own end, where the answer is to go. */
  local: Endpoint
  callId: string
  /** Unique to this request. */
  branch: string
}

/** A SIP OPTIONS request: asks a server whether it is there and has no effect on it. */
export function optionsRequest({ host, port, transport, local, callId, branch }: OptionsQuestion): string {
  const scheme = transport === 'tls' ? 'sips' : 'sip'
  const target = `${scheme}:${bracketed(host)}:${port}`
  const own = endpointText(local)
  return requestText({
    method: 'OPTIONS',
    uri: target,
    via: { transport, local, branch },
    headers: [
      ['From', `<sip:voicectl@${own}>;tag=${branch}`],
      ['To', `<${target}>`],
      ['Call-ID', callId],
      ['CSeq', '1 OPTIONS'],
      ['Contact', `<${scheme}:voicectl@${own};transport=${transport}>`],
      ['Accept', 'application/sdp'],
    ],
  })
}
