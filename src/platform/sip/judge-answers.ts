import { connectionTrouble } from '../../core/connection-trouble.ts'
import { bracketed } from './address.ts'
import { addressOf, isHidden, overWords, type AnsweredSeen, type SipPlace, type SipVerdict } from './verdict.ts'

/** The name is another one than the address it was asked by; among neighbours that is no fault. */
const OTHER_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID'

/** What the answers say, where all transports answer. */
export function judgeAnswers(answered: readonly AnsweredSeen[], place: SipPlace): SipVerdict {
  return oddStatus(answered, place) ?? hiddenAddress(answered, place) ?? certificate(answered, place) ?? well(answered, place)
}

function well(answered: readonly AnsweredSeen[], { host, port }: SipPlace): SipVerdict {
  const slowest = Math.max(...answered.map(({ ping }) => ping.ms))
  const [refusal] = answered.filter(({ ping }) => ping.answer.status >= 300)
  // A carrier that wants no OPTIONS is there all the same.
  const said = refusal ? ` with ${refusal.ping.answer.status} ${refusal.ping.answer.reason}` : ''
  return {
    level: 'pass',
    code: 'answers',
    text: `${bracketed(host)}:${port} answers OPTIONS over ${overWords(answered)}${said} within ${slowest} ms`,
    why: '',
    fix: [],
  }
}

function oddStatus(answered: readonly AnsweredSeen[], place: SipPlace): SipVerdict | null {
  const odd = answered.find(({ ping }) => (place.start ? ping.answer.status !== 200 : isTrouble(ping.answer.status)))
  if (!odd) return null
  const { status, reason, program } = odd.ping.answer
  const text = `${addressOf(odd, place)} answers OPTIONS with ${`${status} ${reason}`.trim()}${program === null ? '' : ` (${program})`}`
  if (place.start) {
    return {
      level: 'warn',
      code: 'odd-status',
      text,
      why: 'livekit-sip answers with 200. Another SIP server seems to have the port, and calls end there.',
      fix: [{ text: 'Stop the other program, or give livekit-sip a port of its own (sip_port in sip.yaml, and with the carrier)' }],
    }
  }
  const [why, fix] = whatItMeans(status)
  return { level: 'warn', code: 'odd-status', text, why, fix: [{ text: fix }] }
}

/** True for what a server that takes calls does not say; 404, 405 and the like only mean that it wants no OPTIONS. */
function isTrouble(status: number): boolean {
  return status === 403 || (status >= 300 && status < 400) || (status >= 500 && status !== 501)
}

function whatItMeans(status: number): [why: string, fix: string] {
  if (status === 403) return ['SIP is reachable, and does not want to talk to this address.', 'Have this address allowed there']
  if (status < 400) return ['Calls are to go to another host.', 'Ask the host that its Contact names']
  return ['SIP is reachable, but can take no calls now.', 'Look at the state of the service with whoever runs it']
}

function hiddenAddress(answered: readonly AnsweredSeen[], place: SipPlace): SipVerdict | null {
  for (const { ping } of answered) {
    const { contactHost, seenAs } = ping.answer
    if (isHidden(contactHost, place)) {
      return {
        level: 'warn',
        code: 'private-contact',
        text: `The SIP service at ${place.host} calls itself ${contactHost}, which only its own network can reach`,
        why: 'Carriers send the rest of a call to that address: calls are cut after about 30 seconds, or nobody hears anything.',
        fix: [{ text: 'Set use_external_ip: true or nat_1_to_1_ip in sip.yaml, run livekit-sip with host networking, and start it again' }],
      }
    }
    if (seenAs !== null && isHidden(seenAs.address, place) && seenAs.address !== ping.local.address) {
      return {
        level: 'warn',
        code: 'rewritten-source',
        text: `The SIP service at ${place.host} sees requests come from ${seenAs.address}, an address of its own network`,
        why: 'Something before it hides where calls come from, such as the network of a container: allowed_addresses of trunks match nobody, or everybody.',
        fix: [{ text: 'Run livekit-sip with host networking, or have the load balancer keep the address of the caller' }],
      }
    }
  }
  return null
}

function certificate(answered: readonly AnsweredSeen[], { isNear }: SipPlace): SipVerdict | null {
  const fault = answered.map(({ ping }) => ping.certificate).find((code) => code !== null && !(isNear && code === OTHER_NAME))
  if (!fault) return null
  return {
    level: 'warn',
    code: 'certificate',
    text: `SIP over TLS is not to be trusted: ${connectionTrouble(fault)}`,
    why: 'Carriers that check it refuse to connect.',
    fix: [{ text: 'Put a certificate for the name that the carrier calls into tls.certs of sip.yaml, and start livekit-sip again' }],
  }
}
