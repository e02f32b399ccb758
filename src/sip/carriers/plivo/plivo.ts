import type { ChecklistStep, ManualCarrier } from '../checklist.ts'
import { hostPart } from '../sip-uri.ts'
import { passwordIn, type CarrierWant } from '../want.ts'

/** Plivo: its Zentrunk console, as docs.livekit.io/telephony/start/providers/plivo describes it. */
export const manual: ManualCarrier = {
  steps: (want) => [...inboundSteps(want), ...outboundSteps(want)],
}

function inboundSteps({ name, target, numbers, callers }: CarrierWant): ChecklistStep[] {
  return [
    {
      title: 'Make an inbound trunk',
      where: 'console.plivo.com → Zentrunk → Inbound Trunks → Create New Inbound Trunk',
      enter: [
        { field: 'Trunk Name', value: name },
        { field: 'Primary URI', value: `Add New URI: ${hostPart(target)}` },
        ...callers.flatMap(({ username, passwordName }) => [
          { field: 'Authentication', value: 'on, for this URI' },
          { field: 'User name', value: username },
          { field: 'Password', value: `${passwordName} of .env` },
        ]),
      ],
    },
    {
      title: `Connect ${numbers.length === 1 ? 'the number' : 'the numbers'} to it`,
      where: 'console.plivo.com → Phone Numbers → Your Numbers → the number → Number Configuration',
      enter: [
        ...numbers.map((number) => ({ field: 'Number', value: number })),
        { field: 'Application Type', value: 'Zentrunk' },
        { field: 'Trunk', value: name },
      ],
    },
  ]
}

function outboundSteps({ name, outbound, secure }: CarrierWant): ChecklistStep[] {
  if (!outbound) return []
  const { username, allowedAddresses, domain } = outbound
  return [
    {
      title: 'Say who may call',
      where: 'console.plivo.com → Zentrunk → Authentication',
      enter: [
        ...(username === null
          ? []
          : [
              { field: 'User name', value: username },
              { field: 'Password', value: passwordIn(outbound) },
            ]),
        ...(allowedAddresses.length === 0 ? [] : [{ field: 'IP Access Control List', value: allowedAddresses.join(', ') }]),
      ],
    },
    {
      title: 'Make an outbound trunk',
      where: 'console.plivo.com → Zentrunk → Outbound Trunks → Create New Outbound Trunk',
      enter: [
        { field: 'Trunk Name', value: name },
        { field: 'Secure Trunking', value: secure ? 'on' : 'off' },
        { field: 'Authentication', value: 'what was made in the step before' },
      ],
    },
    {
      title: 'Tell LiveKit where it is',
      where: `sip.outbound${outbound.trunk === null ? '' : `, trunk ${outbound.trunk},`} in voicectl.yaml, then: voicectl sip apply`,
      enter: [{ field: 'address', value: domain ?? 'the Termination SIP Domain that Plivo shows, <number>.zt.plivo.com' }],
    },
  ]
}
