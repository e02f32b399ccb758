import { judgeSip } from '../../platform/sip/judge.ts'
import { pingSip } from '../../platform/sip/ping.ts'
import type { SipSeen } from '../../platform/sip/verdict.ts'
import { isPrivateHost } from '../../platform/private-address.ts'
import type { SipTransport } from '../../platform/sip/address.ts'
import { sipStartFix } from '../fixes.ts'
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

async function look(subject: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  const { sip } = subject
  if (!sip) throw new Error('no SIP service is configured')
  const { host, port } = sip
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PING_MS)])
  const seen = await Promise.all(
    transportsOf(sip).map(async (way): Promise<SipSeen> => {
      return { ...way, ping: await pingSip({ host, ...way, ca: tools.ca }, limited) }
    }),
  )
  const { level, text, why, fix } = judgeSip(seen, { host, port, isNear: await isNear(host, tools), start: sipStartFix(subject) })
  return level === 'pass' ? { status: level, detail: text } : { status: level, detail: text, cause: why, fix }
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
