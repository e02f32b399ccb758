import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { SipConnection, SipListener, SipTarget } from './connection.ts'
import { openStream } from './stream-connection.ts'
import { troubleOf, type SipTrouble } from './trouble.ts'
import { openUdp } from './udp-connection.ts'

/** Opens the way to a SIP server, until the signal is aborted. Never raises. */
export async function openSip(target: SipTarget, listener: SipListener, signal: AbortSignal): Promise<SipConnection | SipTrouble> {
  try {
    const address = await addressOf(target, signal)
    if (signal.aborted) return { outcome: 'silent', isConnected: false }
    return await (target.transport === 'udp'
      ? openUdp({ address, port: target.port }, listener)
      : openStream({ ...target, address }, listener, signal))
  } catch (error) {
    return signal.aborted ? { outcome: 'silent', isConnected: false } : troubleOf(error)
  }
}

export function isTrouble(opened: SipConnection | SipTrouble): opened is SipTrouble {
  return 'outcome' in opened
}

async function addressOf({ host, address }: SipTarget, signal: AbortSignal): Promise<string> {
  if (address !== undefined) return address
  if (isIP(host) !== 0) return host
  const { promise, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    if (signal.aborted) giveUp()
    // Telephone networks are reached over IPv4 first and foremost.
    return (await Promise.race([lookup(host, { order: 'ipv4first' }), promise])).address
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
