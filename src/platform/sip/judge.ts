import { connectionTrouble } from '../../core/connection-trouble.ts'
import type { Fix } from '../../core/failure.ts'
import { bracketed, type SipTransport } from './address.ts'
import { judgeAnswers } from './judge-answers.ts'
import { addressOf, overWords, wordFor, type AnsweredSeen, type SipPlace, type SipSeen, type SipVerdict } from './verdict.ts'

const NO_CALLS = 'Calls from the telephone network do not get through, and none can be placed.'

/** One verdict on all transports that were asked: the gravest thing first. */
export function judgeSip(seen: readonly SipSeen[], place: SipPlace): SipVerdict {
  const answered = seen.filter((each): each is AnsweredSeen => each.ping.outcome === 'answered')
  if (answered.length === 0) return dead(seen, place)
  const missing = seen.filter(({ ping }) => ping.outcome !== 'answered')
  return missing.length > 0 ? partly(missing, answered, place) : judgeAnswers(answered, place)
}

function dead(seen: readonly SipSeen[], place: SipPlace): SipVerdict {
  const { host, port, start } = place
  const at = `${bracketed(host)}:${port}`
  const outcomes = new Set(seen.map(({ ping }) => ping.outcome))
  const elsewhere = seen.find(({ instead }) => instead !== undefined)
  const garbled = seen.find(({ ping }) => ping.outcome === 'garbled')
  const failed = seen.flatMap(({ ping }) => (ping.outcome === 'failed' ? [ping.detail] : []))[0]
  if (elsewhere?.instead !== undefined) return wrongTransport(elsewhere, elsewhere.instead, place)
  if (garbled) {
    return {
      level: 'fail',
      code: 'not-sip',
      text: `${addressOf(garbled, place)} ${wordFor(garbled)}`,
      why: `Another program has the port. ${NO_CALLS}`,
      fix: fixes(place, {
        own: 'Stop that program, or set another sip_port in sip.yaml and with the carrier',
        foreign: 'Look up the port of SIP with whoever runs it, or stop that program where it is yours',
      }),
    }
  }
  if (failed !== undefined && !outcomes.has('silent')) {
    const isName = /^(ENOTFOUND|EAI_AGAIN)$/.test(failed)
    const text = `${at} can't be reached: ${connectionTrouble(failed)}`
    const check = { text: isName ? 'Look at how the name is written, and at its DNS record' : 'Look at the host and at this network' }
    return { level: 'fail', code: isName ? 'unknown-name' : 'unreachable', text, why: NO_CALLS, fix: start ? [start] : [check] }
  }
  // UDP may be silent where TCP is refused: not every system tells of a closed UDP port.
  if (outcomes.has('refused')) {
    return {
      level: 'fail',
      code: 'refused',
      text: `Nobody listens for SIP at ${at} (refused)`,
      why: start ? `livekit-sip does not run. ${NO_CALLS}` : `The SIP server does not run, or has another port. ${NO_CALLS}`,
      fix: fixes(place, { foreign: 'Look up host and port with whoever runs it; start livekit-sip where it is yours' }),
    }
  }
  return silent(seen, place)
}

function silent(seen: readonly SipSeen[], place: SipPlace): SipVerdict {
  const { host, port } = place
  const over = seen.map(({ transport }) => transport.toUpperCase()).join(' nor ')
  const isConnected = seen.some(({ ping }) => ping.outcome === 'silent' && ping.isConnected)
  return {
    level: 'fail',
    code: 'silent',
    text: `${bracketed(host)}:${port} does not answer OPTIONS over ${over} (silence)`,
    why: isConnected
      ? `It takes connections and says nothing: it hangs, or is no SIP server. ${NO_CALLS}`
      : `A firewall drops the packets, or what listens there hangs. ${NO_CALLS}`,
    fix: fixes(place, {
      own: `Open ${port} for ${openedFor(seen)} in the host's and the cloud's firewall`,
      foreign: `Open ${port} for ${openedFor(seen)} in the firewalls on the way: the server's, its cloud's and this network's`,
    }),
  }
}

function openedFor(seen: readonly SipSeen[]): string {
  return [...new Set(seen.map(({ transport }) => (transport === 'udp' ? 'UDP' : 'TCP')))].join(' and ')
}

function partly(missing: readonly SipSeen[], answered: readonly AnsweredSeen[], place: SipPlace): SipVerdict {
  const words = missing.map((seen) => `${addressOf(seen, place)} ${wordFor(seen)}`).join(', ')
  const over = missing.map(({ transport, port }) => `${port}/${transport === 'udp' ? 'udp' : 'tcp'}`).join(' and ')
  return {
    level: 'warn',
    code: 'partly',
    text: `SIP answers over ${overWords(answered)}, but ${words}`,
    why: 'Calls of carriers that use it do not get through; most use UDP unless told otherwise.',
    fix: [
      {
        text: place.start
          ? `Open ${over} in the host's and the cloud's firewall, and publish it where livekit-sip runs in a container`
          : `Open ${over} in the firewalls on the way, or have calls sent over ${overWords(answered)}`,
      },
    ],
  }
}

function wrongTransport({ transport, port }: SipSeen, instead: SipTransport, { host }: SipPlace): SipVerdict {
  const named = bracketed(host)
  return {
    level: 'fail',
    code: 'wrong-transport',
    text: `${named}:${port} speaks SIP over ${instead.toUpperCase()}, not over ${transport.toUpperCase()}`,
    why: 'Both sides must use one transport: whoever calls it another way gets no answer.',
    fix: [
      { text: `Ask it over ${instead.toUpperCase()}`, command: `voicectl sip ping ${named}:${port} --transport ${instead}` },
      { text: `Give carriers sip:${named}:${port};transport=${instead}, or the port of ${transport.toUpperCase()}` },
    ],
  }
}

/** What to do with a service of one's own, which may also need to be started, or with anybody's. */
function fixes({ start }: SipPlace, { own, foreign }: { own?: string; foreign: string }): Fix[] {
  if (start === null) return [{ text: foreign }]
  return [...(own === undefined ? [] : [{ text: own }]), start]
}
