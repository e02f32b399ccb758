import { isIPv6 } from 'node:net'

/**
 * Headers of every answer. The policy lets the page load only what this server sends and talk only to it and to LiveKit.
 * `liveKitUrl` is the ws(s) URL a browser will use.
 */
export function pageHeaders(liveKitUrl: string): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "media-src 'self' blob:",
      `connect-src 'self' ${liveKitSources(liveKitUrl).join(' ')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'microphone=(self), camera=(), geolocation=()',
  }
}

/** The client opens a WebSocket, and asks over HTTP for the reason when that fails. */
function liveKitSources(liveKitUrl: string): string[] {
  const { protocol, host, hostname } = new URL(liveKitUrl)
  const [socket, plain] = protocol === 'wss:' ? ['wss:', 'https:'] : ['ws:', 'http:']
  // A policy can't name an IPv6 address, so the whole scheme is allowed then.
  if (isIPv6(hostname.replace(/^\[|\]$/g, ''))) return [socket, plain]
  const sources = [`${socket}//${host}`, `${plain}//${host}`]
  // LiveKit Cloud sends the client on to a regional host.
  if (hostname.endsWith('.livekit.cloud')) sources.push('wss://*.livekit.cloud', 'https://*.livekit.cloud')
  return sources
}
