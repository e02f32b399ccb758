import type { ChainLink } from '../../core/carrier-chain.ts'
import { pingSip } from '../../platform/sip-ping.ts'
import type { SipTarget } from './want.ts'

const PING_MS = 3000

/** Whether our SIP server answers where the carrier sends calls. From here it may be out of sight: firewalls let carriers in and others not. */
export async function serverLink(target: SipTarget, signal: AbortSignal): Promise<ChainLink> {
  const link = { way: 'inbound', link: 'server' } as const
  const at = `${target.host}:${target.port} over ${target.transport.toUpperCase()}`
  const ping = await pingSip(target, AbortSignal.any([signal, AbortSignal.timeout(PING_MS)]))
  switch (ping.outcome) {
    case 'answered': {
      if (ping.certificate === null) return { ...link, state: 'ok', detail: `A SIP server answers at ${at}`, fix: null }
      const fix = 'Put a certificate for that name into tls.certs of sip.yaml'
      return { ...link, state: 'wrong', detail: `The certificate at ${at} is not to be trusted: ${ping.certificate}`, fix }
    }
    case 'refused':
      return {
        ...link,
        state: 'wrong',
        detail: `Nobody listens at ${at}`,
        fix: 'Start livekit-sip, or correct sip.carrier.sipHost, port and transport',
      }
    case 'garbled':
      return {
        ...link,
        state: 'wrong',
        detail: `Something else than a SIP server answers at ${at}`,
        fix: 'Correct sip.carrier.sipHost and port',
      }
    case 'silent':
      return {
        ...link,
        state: 'unknown',
        detail: `${at} does not answer from here; a firewall may let carriers in only`,
        fix: 'voicectl doctor --only sip',
      }
    case 'failed':
      return { ...link, state: 'unknown', detail: `${at} can't be reached from here: ${ping.detail}`, fix: 'voicectl doctor --only sip' }
  }
}
