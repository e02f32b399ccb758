import type { StackConfig } from '../stack/schema.ts'
import { localAddress } from './addresses.ts'

/** Caddyfile of a self-hosted stack: TLS for LiveKit's signalling and for the page. */
export function caddyfile(template: string, { livekit, web }: StackConfig): string {
  const host = localAddress(web.host)
  const values: Record<string, string> = {
    'livekit.example.com': livekit.domain ?? '',
    'app.example.com': web.domain ?? '',
    '127.0.0.1:7880': `127.0.0.1:${livekit.port}`,
    '127.0.0.1:3000': `${host.includes(':') ? `[${host}]` : host}:${web.port}`,
  }
  // In one pass: a value must not be taken for another placeholder.
  return template.replaceAll(/livekit\.example\.com|app\.example\.com|127\.0\.0\.1:(?:7880|3000)/g, (found) => values[found] ?? found)
}
