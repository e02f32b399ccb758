import { Failure } from '../../core/failure.ts'
import type { StackConfig } from '../../stack/schema.ts'

/** Where LiveKit has no public name in voicectl.yaml: an example of one, and what it is. */
const HOSTS = {
  local: { example: 'sip.example.com', meaning: 'the public name or address at which the carrier reaches your SIP server' },
  cloud: { example: 'acme.sip.livekit.cloud', meaning: 'the SIP URI of the project without sip:' },
} as const

/** That a stack names no carrier, with the least that this one needs of it. */
export function notConfigured(config: StackConfig): Failure {
  const { sip, target, telephony } = config
  const host = target === 'self-hosted' ? null : HOSTS[target]
  const needsRedis = sip === undefined && target !== 'cloud' && !telephony.enabled
  return new Failure({
    code: 'CARRIER_NOT_CONFIGURED',
    message: 'voicectl.yaml says nothing of a carrier',
    why: 'sip.carrier says whose numbers lead here, and where to.',
    fix: [
      { text: exampleFor(config, host?.example ?? null) },
      ...(needsRedis ? [{ text: 'Set telephony.enabled there to true' }] : []),
      ...(host === null ? [] : [{ text: `sipHost is ${host.meaning}` }]),
      { text: 'docs/carriers.md has an example for each carrier' },
    ],
    exit: 2,
  })
}

function exampleFor({ sip }: StackConfig, sipHost: string | null): string {
  const hasNumbers = (sip?.inbound ?? []).some(({ numbers = [] }) => numbers.length > 0)
  const fields = [
    'provider: twilio',
    ...(sipHost === null ? [] : [`sipHost: ${sipHost}`]),
    ...(hasNumbers ? [] : ["numbers: ['+15105550100']"]),
  ]
  const carrier = `carrier: {${fields.join(', ')}}`
  if (sip !== undefined) return `Add to sip in voicectl.yaml, with your own values: ${carrier}`
  return `Add to voicectl.yaml, with your own values: sip: {${carrier}}`
}
