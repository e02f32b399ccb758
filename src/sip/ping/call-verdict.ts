import type { Fix } from '../../core/failure.ts'
import { shellWord } from '../../core/shell-word.ts'
import { connectionTrouble } from '../../core/connection-trouble.ts'
import { isPrivate } from '../../platform/private-address.ts'
import { bracketed, endpointText } from '../../platform/sip/address.ts'
import type { CallReport } from '../../platform/sip/call-report.ts'
import { seenAsText } from '../../platform/sip/ping.ts'
import { isHidden } from '../../platform/sip/verdict.ts'
import type { PingVerdict } from './answer.ts'
import { meaningOf } from './status-words.ts'

/** What the call was. */
export interface CallContext {
  host: string
  port: number
  /** The address behind the host. */
  address: string
  isNear: boolean
  to: string
  from: string
  hasCredentials: boolean
  /** How long was waited, in seconds. */
  seconds: number
}

export type Judged = PingVerdict & { fix: Fix[] }

const OPEN_RTP: Fix = {
  text: "Open the UDP ports of audio in the host's and the cloud's firewall: rtp_port of sip.yaml, 10000-20000 by default",
}
const OWN_ADDRESS: Fix = {
  text: 'Set use_external_ip: true or nat_1_to_1_ip in sip.yaml, run livekit-sip with host networking, and start it again',
}

/** What a call that reached somebody means; network trouble is judged as that of OPTIONS is. */
export function judgeCall(report: CallReport, context: CallContext): Judged {
  if (report.outcome === 'answered') return answered(report, context)
  if (report.outcome === 'rejected') return rejected(report, context)
  if (report.outcome === 'stopped') {
    return { level: 'warn', code: 'stopped', text: 'The call was ended before it was answered', why: '', fix: [] }
  }
  return unanswered(report, context)
}

function rejected(report: CallReport, context: CallContext): Judged {
  const { status = 0, reason = '', seenAs = null } = report.answer ?? {}
  const { remarks, redirects, password } = report
  const seen = seenAs === null ? null : seenAsText(seenAs)
  const refusal = { status, reason, remarks, redirects, password, hasCredentials: context.hasCredentials, seenAs: seen }
  const { level, code, why, fix } = meaningOf({ ...refusal, explain: explainFix(context) })
  const said = [`${status} ${reason}`.trim(), ...remarks].join('; ')
  return { level, code, text: `The call is refused: ${said}`, why, fix }
}

function unanswered(report: CallReport, context: CallContext): Judged {
  const { seconds, host, port } = context
  const explain = explainFix(context)
  const sipDoctor = { text: 'Look at SIP, Redis and the rules as they are', command: 'voicectl doctor --only sip --only redis' }
  if (report.answer === null) {
    return {
      level: 'fail',
      code: 'ignored',
      text: `${bracketed(host)}:${port} answers OPTIONS, but not this call`,
      why: 'The port is open, and the call itself is ignored: livekit-sip with hide_inbound_port does so where no trunk or rule takes a call, carriers where they do not know the address.',
      fix: [explain, { text: 'Have the address of this machine allowed there' }],
    }
  }
  if (report.outcome === 'trouble') {
    return {
      level: 'fail',
      code: 'cut-off',
      text: `The connection broke after ${saidLast(report)}`,
      why: 'The server or something before it ended the connection while the call was set up: it crashed, or closes what is quiet too early.',
      fix: [{ text: 'Read the log of the other side for this call' }, explain],
    }
  }
  if (report.wasDropped) {
    return {
      level: 'fail',
      code: 'dropped',
      text: `The call was taken (${saidLast(report)}), then dropped without a word`,
      why: 'livekit-sip does so where no dispatch rule takes the call; its log then says "Rejecting inbound flood", and the caller hears ringing without end.',
      fix: [explain, sipDoctor],
    }
  }
  if (report.outcome === 'ringing') {
    return {
      level: 'fail',
      code: 'not-answered',
      text: `It rings for ${seconds} s, and nobody answers`,
      why: 'livekit-sip lets a call ring until an agent publishes audio in its room: none came, or it stays silent. Elsewhere a phone rings that nobody takes.',
      fix: [{ text: 'See whether the agent is there', command: 'voicectl doctor --only agent' }, explain],
    }
  }
  return {
    level: 'fail',
    code: 'stuck',
    text: `The call was taken (${saidLast(report)}), and nothing follows within ${seconds} s`,
    why: 'Whoever decides about the call does not answer: livekit-server over Redis, or the next server of a carrier.',
    fix: [sipDoctor, explain],
  }
}

function answered(report: CallReport, context: CallContext): Judged {
  const trouble = addressTrouble(report, context) ?? audioTrouble(report, context) ?? certificateTrouble(report, context)
  if (trouble) return trouble
  const { audio, ms, hungUpByThem } = report
  const took = `Answered after ${secondsText(ms)}`
  const heard = audio?.from ? `; audio comes from ${endpointText(audio.from)}${sourceNote(report)}` : ''
  if (hungUpByThem) {
    return {
      level: 'warn',
      code: 'hung-up',
      text: `${took}${heard}, then the other side hung up`,
      why: 'An agent that greets the caller stays longer: it ended the session, or failed at its first words.',
      fix: [{ text: 'Read what the agent says', command: 'voicectl logs agent' }],
    }
  }
  return { level: 'pass', code: 'answered', text: `${took}${heard}`, why: '', fix: [] }
}

function addressTrouble({ answer, media }: CallReport, context: CallContext): Judged | null {
  const contact = answer?.contactHost ?? null
  if (isHidden(contact, context)) {
    return {
      level: 'warn',
      code: 'private-contact',
      text: `Answered, but ${context.host} calls itself ${contact}, which only its own network can reach`,
      why: 'Carriers confirm the call to that address: it is cut after about 30 seconds.',
      fix: [OWN_ADDRESS],
    }
  }
  const audio = media?.audio?.address ?? null
  if (!isHidden(audio, context)) return null
  return {
    level: 'warn',
    code: 'private-media',
    text: `Answered, but ${context.host} wants its audio at ${audio}, which only its own network can reach`,
    why: 'Callers are not heard; the call ends after 15 to 30 seconds of silence.',
    fix: [OWN_ADDRESS],
  }
}

function audioTrouble({ media, audio, local }: CallReport, { address }: CallContext): Judged | null {
  if (!media?.audio) {
    return {
      level: 'warn',
      code: 'no-media',
      text: 'Answered, but the answer names no place for audio',
      why: 'Its SDP has no audio line, or one that is switched off: nobody hears anything.',
      fix: [{ text: 'Read the log of the other side for this call' }],
    }
  }
  if (audio && audio.packets > 0) return null
  // Audio goes to the address in our offer; from out there it does not find a machine behind NAT.
  const isBehindNat = local !== null && isPrivate(local.address) && !isPrivate(address)
  return {
    level: 'warn',
    code: 'no-audio',
    text: `Answered, but no audio came from ${endpointText(media.audio)}`,
    why: isBehindNat
      ? 'This machine is behind NAT, so audio may not find it: that says nothing of a carrier, which has a public address.'
      : 'The ports of audio are closed, its SDP names the wrong address, or who answered stays silent.',
    fix: isBehindNat ? [{ text: 'Call again from a machine with a public address' }] : [OPEN_RTP, OWN_ADDRESS],
  }
}

function certificateTrouble({ certificate }: CallReport, { isNear }: CallContext): Judged | null {
  if (certificate === null || (isNear && certificate === 'ERR_TLS_CERT_ALTNAME_INVALID')) return null
  return {
    level: 'warn',
    code: 'certificate',
    text: `Answered, but its TLS is not to be trusted: ${connectionTrouble(certificate)}`,
    why: 'Carriers that check it refuse to connect.',
    fix: [{ text: 'Put a certificate for the name that is called into tls.certs of sip.yaml, and start livekit-sip again' }],
  }
}

function sourceNote({ audio, media }: CallReport): string {
  if (!audio?.from || !media?.audio) return ''
  const [from, expected] = [endpointText(audio.from), endpointText(media.audio)]
  return from === expected ? ', as its SDP says' : `, where its SDP says ${expected}`
}

function saidLast({ answer }: CallReport): string {
  return answer === null ? '' : `${answer.status} ${answer.reason}`.trim()
}

function secondsText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}

function explainFix({ from, to }: CallContext): Fix {
  return {
    text: 'See which trunk and rule of LiveKit such a call meets',
    command: `voicectl sip explain --from ${shellWord(from)} --to ${shellWord(to)}`,
  }
}
