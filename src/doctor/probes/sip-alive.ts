import { isPrivateHost } from '../../platform/private-address.ts'
import type { SipTransport } from '../../platform/sip-options.ts'
import { pingSip, type SipPing } from '../../platform/sip-ping.ts'
import type { Fix } from '../../core/failure.ts'
import { connectionTrouble } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import type { SipService, Subject } from '../subject.ts'

const PING_MS = 3500

export const probe: Probe = {
  id: 'sip.alive',
  title: 'SIP service',
  after: ['stack.running'],
  broken: 'the SIP service does not answer',
  timeoutMs: 4500,
  needs: ({ sip, target }) => (sip ? true : target === 'cloud' ? 'LiveKit Cloud has its own' : 'no SIP service is configured'),
  run: look,
}

type Seen = { transport: SipTransport; port: number; ping: SipPing }

async function look(subject: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  const { sip } = subject
  if (!sip) throw new Error('no SIP service is configured')
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PING_MS)])
  const seen = await Promise.all(
    transportsOf(sip).map(async ({ transport, port }): Promise<Seen> => {
      const ping = await pingSip({ host: sip.host, port, transport, ca: tools.ca }, limited)
      return { transport, port, ping }
    }),
  )
  return judgeSip(seen, { sip, subject, isNear: await isNear(sip.host, tools) })
}

function transportsOf({ port, tlsPort }: SipService): { transport: SipTransport; port: number }[] {
  const plain = (['udp', 'tcp'] as const).map((transport) => ({ transport, port }))
  return tlsPort === null ? plain : [...plain, { transport: 'tls', port: tlsPort }]
}

/** True where whoever asks is on the service's own network, so that its private addresses are right. */
async function isNear(host: string, tools: Tools): Promise<boolean> {
  const addresses = await tools.resolve(host).catch(() => [host])
  return addresses.every((address) => isPrivateHost(address))
}

interface About {
  sip: SipService
  subject: Subject
  isNear: boolean
}

function judgeSip(seen: Seen[], about: About): ProbeResult {
  const answered = seen.flatMap(({ transport, port, ping }) => (ping.outcome === 'answered' ? [{ transport, port, ...ping }] : []))
  if (answered.length === 0) return dead(seen, about)
  const missing = seen.filter(({ ping }) => ping.outcome !== 'answered')
  if (missing.length > 0)
    return halfAlive(
      missing,
      answered.map(({ transport }) => transport),
      about,
    )
  const odd = answered.find(({ answer }) => answer.status !== 200)
  if (odd) {
    const { status, reason, program } = odd.answer
    return {
      status: 'warn',
      detail: `${addressOf(odd, about.sip)} answers OPTIONS with ${status} ${reason}${program === null ? '' : ` (${program})`}`,
      cause: 'livekit-sip answers with 200. Another SIP server seems to have the port, and calls end there.',
      fix: [{ text: 'Stop the other program, or give livekit-sip a port of its own (sip_port in sip.yaml, and with the carrier)' }],
    }
  }
  const wrong = answered.find(({ answer }) => answer.contactHost !== null && isPrivateHost(answer.contactHost) && !about.isNear)
  if (wrong) {
    return {
      status: 'warn',
      detail: `The SIP service at ${about.sip.host} calls itself ${wrong.answer.contactHost}, which only its own network can reach`,
      cause: 'Carriers send the rest of a call to that address: calls are cut after about 30 seconds, or nobody hears anything.',
      fix: [{ text: 'Set use_external_ip: true or nat_1_to_1_ip in sip.yaml, run livekit-sip with host networking, and start it again' }],
    }
  }
  const tls = answered.find(({ certificate }) => certificate !== null)
  if (tls) {
    return {
      status: 'warn',
      detail: `SIP over TLS is not to be trusted: ${connectionTrouble(tls.certificate ?? '')}`,
      cause: 'Carriers that check it refuse to connect.',
      fix: [{ text: 'Put a certificate for the name that the carrier calls into tls.certs of sip.yaml, and start livekit-sip again' }],
    }
  }
  const slowest = Math.max(...answered.map(({ ms }) => ms))
  const over = answered.map(({ transport }) => transport.toUpperCase()).join(', ')
  return { status: 'pass', detail: `${about.sip.host}:${about.sip.port} answers OPTIONS over ${over} within ${slowest} ms` }
}

function dead(seen: Seen[], about: About): ProbeResult {
  const { sip } = about
  const at = `${sip.host}:${sip.port}`
  const outcomes = new Set(seen.map(({ ping }) => ping.outcome))
  const garbled = seen.find(({ ping }) => ping.outcome === 'garbled')
  const failed = seen.flatMap(({ ping }) => (ping.outcome === 'failed' ? [ping.detail] : []))[0]
  const cause = 'Calls from the telephone network do not get through, and none can be placed.'
  if (garbled) {
    return {
      status: 'fail',
      detail: `${addressOf(garbled, sip)} does not speak SIP`,
      cause: `Another program has the port. ${cause}`,
      fix: [{ text: 'Stop that program, or set another sip_port in sip.yaml and with the carrier' }, ...start(about)],
    }
  }
  if (failed !== undefined && !outcomes.has('silent')) {
    return { status: 'fail', detail: `${at} can't be reached: ${connectionTrouble(failed)}`, cause, fix: start(about) }
  }
  // UDP may be silent where TCP is refused: not every system tells of a closed UDP port.
  if (outcomes.has('refused')) {
    return {
      status: 'fail',
      detail: `Nobody listens for SIP at ${at} (refused)`,
      cause: `livekit-sip does not run. ${cause}`,
      fix: start(about),
    }
  }
  return {
    status: 'fail',
    detail: `${at} does not answer OPTIONS over ${seen.map(({ transport }) => transport.toUpperCase()).join(' nor ')} (silence)`,
    cause: `A firewall drops the packets, or what listens there hangs. ${cause}`,
    fix: [{ text: `Open ${sip.port} for UDP and TCP in the host's and the cloud's firewall` }, ...start(about)],
  }
}

function halfAlive(missing: Seen[], answering: SipTransport[], { sip }: About): ProbeResult {
  const words = missing.map((seen) => `${addressOf(seen, sip)} ${wordFor(seen.ping)}`).join(', ')
  const over = missing.map(({ transport, port }) => `${port}/${transport === 'udp' ? 'udp' : 'tcp'}`).join(' and ')
  return {
    status: 'warn',
    detail: `SIP answers over ${answering.map((transport) => transport.toUpperCase()).join(', ')}, but ${words}`,
    cause: 'Calls of carriers that use it do not get through; most use UDP unless told otherwise.',
    fix: [{ text: `Open ${over} in the host's and the cloud's firewall, and publish it where livekit-sip runs in a container` }],
  }
}

function wordFor(ping: SipPing): string {
  if (ping.outcome === 'failed') return `fails: ${connectionTrouble(ping.detail)}`
  return { refused: 'is refused', silent: 'is silent', garbled: 'does not speak SIP', answered: 'answers' }[ping.outcome]
}

function addressOf({ transport, port }: Pick<Seen, 'transport' | 'port'>, { host }: SipService): string {
  return `${host}:${port} over ${transport.toUpperCase()}`
}

function start({ subject }: About): Fix[] {
  const text = 'Start livekit-sip, with the same Redis, key and secret as the server; its log says what it lacks'
  return [subject.stack ? { text } : { text, command: 'docker compose up --detach' }]
}
