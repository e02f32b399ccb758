import { randomBytes } from 'node:crypto'
import type { MediaCandidate } from '../livekit/signal.ts'
import { checkCandidate, type IceNames } from './stun.ts'

/** The server's ICE name and password in its offer, and an answer that takes it as far as connectivity checks. */
export function answerOffer(offer: string): { answer: string; names: IceNames } {
  const value = (name: string) => new RegExp(`^a=${name}:(\\S+)`, 'm').exec(offer)?.[1] ?? ''
  const names = { localUfrag: randomBytes(4).toString('hex'), remoteUfrag: value('ice-ufrag'), remotePassword: value('ice-pwd') }
  const fingerprint = randomBytes(32)
    .toString('hex')
    .toUpperCase()
    .replaceAll(/(..)(?!$)/g, '$1:')
  const lines = [
    'v=0',
    `o=- ${Date.now()} 1 IN IP4 0.0.0.0`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${value('mid')}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=setup:active',
    `a=mid:${value('mid')}`,
    'a=sctp-port:5000',
    `a=ice-ufrag:${names.localUfrag}`,
    `a=ice-pwd:${randomBytes(16).toString('hex')}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    '',
  ]
  return { answer: lines.join('\r\n'), names }
}

/** Which candidates answer, all asked side by side until the signal. */
export async function answering(candidates: readonly MediaCandidate[], names: IceNames, signal: AbortSignal): Promise<boolean[]> {
  return Promise.all(
    candidates.map(async ({ address, port, protocol }) =>
      checkCandidate({ host: address, port, transport: protocol, framed: protocol === 'tcp' }, names, signal).then(
        () => true,
        () => false,
      ),
    ),
  )
}
