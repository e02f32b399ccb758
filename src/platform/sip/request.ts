import { endpointText, type Endpoint, type SipTransport } from './address.ts'

/** What every branch begins with that is made as RFC 3261 wants it. */
const MAGIC = 'z9hG4bK'

export interface RequestParts {
  method: string
  uri: string
  via: { transport: SipTransport; local: Endpoint; branch: string }
  headers: readonly (readonly [name: string, value: string])[]
  body?: { type: string; text: string }
}

/** A request as it goes over the network. Values keep to their line, whatever is in them. */
export function requestText({ method, uri, via, headers, body }: RequestParts): string {
  const fields = [
    ['Via', `SIP/2.0/${via.transport.toUpperCase()} ${endpointText(via.local)};branch=${MAGIC}${via.branch};rport`],
    ['Max-Forwards', '70'],
    ...headers,
    ['User-Agent', 'voicectl'],
    ...(body === undefined ? [] : [['Content-Type', body.type]]),
    ['Content-Length', String(Buffer.byteLength(body?.text ?? ''))],
  ]
  const lines = fields.map(([name, value]) => `${name}: ${oneLine(value ?? '')}`)
  return [`${method} ${oneLine(uri)} SIP/2.0`, ...lines, '', body?.text ?? ''].join('\r\n')
}

function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, ' ')
}
