import type { ChainLink } from '../../core/carrier-chain.ts'
import { connectionTrouble } from '../../core/connection-trouble.ts'
import { pingSip, type SipPing } from '../../platform/sip/ping.ts'
import type { SipTarget } from './want.ts'

const PING_MS = 3000

/** Whether our SIP server answers where the carrier sends calls. */
export async function serverLink(target: SipTarget, signal: AbortSignal): Promise<ChainLink> {
  return linkOfPing(target, await pingSip(target, AbortSignal.any([signal, AbortSignal.timeout(PING_MS)])))
}

/** What an answer, or that there is none, says of it. From here the server may be out of sight: firewalls let carriers in and others not. */
export function linkOfPing({ host, port, transport }: SipTarget, ping: SipPing): ChainLink {
  const at = `${host}:${port} over ${transport.toUpperCase()}`
  const link = (state: ChainLink['state'], detail: string, fix: string | null): ChainLink => {
    return { way: 'inbound', link: 'server', state, detail, fix }
  }
  const elsewhere = `Ask it from another network: voicectl sip ping ${host}:${port} --transport ${transport}`
  switch (ping.outcome) {
    case 'answered':
      if (ping.certificate === null) return link('ok', `A SIP server answers at ${at}`, null)
      return link(
        'wrong',
        `The certificate at ${at} is not to be trusted: ${connectionTrouble(ping.certificate)}`,
        'Put a certificate for that name into tls.certs of sip.yaml',
      )
    case 'refused':
      return link('wrong', `Nobody listens at ${at}`, 'Start livekit-sip, or correct sip.carrier.sipHost, port and transport')
    case 'garbled':
      return link(
        'wrong',
        `Something else than a SIP server answers at ${at}${ping.speaks === null ? '' : `: it speaks ${ping.speaks}`}`,
        'Correct sip.carrier.sipHost, port and transport',
      )
    case 'silent':
      return link('unknown', `${at} does not answer from here; a firewall may let carriers in only`, elsewhere)
    case 'failed':
      return unreachable(link, `${at} can't be reached from here`, { code: ping.detail, elsewhere })
  }
}

/** A name that this machine can't look up may be known elsewhere; one that does not exist is not. */
function unreachable(
  link: (state: ChainLink['state'], detail: string, fix: string) => ChainLink,
  detail: string,
  { code, elsewhere }: { code: string; elsewhere: string },
): ChainLink {
  const said = `${detail}: ${connectionTrouble(code)}`
  return code === 'ENOTFOUND'
    ? link('wrong', said, 'Correct sip.carrier.sipHost, or make its DNS record')
    : link('unknown', said, elsewhere)
}
