import { foreignProtocol } from './frames.ts'

/**
 * Why nothing more is to be had:
 * - `refused`: nobody listens on the port
 * - `silent`: nothing came back in time; `isConnected` where a connection was made all the same
 * - `garbled`: something else than SIP answers; `speaks` where it is known what
 * - `failed`: no way there: the name is unknown, the network unreachable, TLS not spoken
 */
export type SipTrouble =
  | { outcome: 'refused' }
  | { outcome: 'silent'; isConnected: boolean }
  | { outcome: 'garbled'; detail: string; speaks: 'HTTP' | 'TLS' | 'SSH' | null }
  | { outcome: 'failed'; detail: string }

/** What a network error means. */
export function troubleOf(error: unknown): SipTrouble {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ECONNREFUSED' ? { outcome: 'refused' } : { outcome: 'failed', detail: code ?? message }
}

/** What it means that these bytes came where SIP was awaited. */
export function garbled(text: string): SipTrouble {
  return { outcome: 'garbled', detail: text.slice(0, 40).split(/[\r\n]/)[0] ?? '', speaks: foreignProtocol(text) }
}
