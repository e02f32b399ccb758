import type { ChecklistStep, ManualCarrier } from '../checklist.ts'
import { defaultPort, hostPart } from '../sip-uri.ts'
import { passwordIn, type CarrierWant } from '../want.ts'

/** Any carrier that speaks SIP: what its console has to be told, whatever it calls it. */
export const manual: ManualCarrier = {
  steps: (want) => [...inboundSteps(want), ...outboundSteps(want)],
}

function inboundSteps({ name, target, numbers, secure, callers }: CarrierWant): ChecklistStep[] {
  const { host, port, transport } = target
  return [
    {
      title: 'Make a SIP trunk for incoming calls that leads here',
      where: "The carrier's console: SIP trunks; also called origination, termination to you, or SIP endpoint",
      enter: [
        { field: 'Name', value: name },
        { field: 'SIP address', value: `sip:${hostPart(target)}` },
        { field: 'Host and port', value: `${host}, ${port}${port === defaultPort(transport) ? '' : ' (not the usual one)'}` },
        { field: 'Transport', value: transport.toUpperCase() },
        { field: 'Media', value: secure ? 'SRTP' : 'RTP; PCMU or PCMA (G.711)' },
        ...callers.flatMap(({ username, passwordName }) => [
          { field: 'User it calls as', value: username },
          { field: 'Its password', value: `${passwordName} of .env` },
        ]),
        { field: 'Called number', value: 'in the request, with + and country code (E.164)' },
      ],
    },
    {
      title: `Connect ${numbers.length === 1 ? 'the number' : 'the numbers'} to it`,
      where: "The carrier's console: phone numbers",
      enter: numbers.map((number) => ({ field: 'Number', value: number })),
    },
    {
      title: 'Ask for the networks that its calls come from',
      where: "The carrier's documents or support; then sip.carrier.networks and allowedAddresses of the inbound trunk in voicectl.yaml",
      enter: [],
    },
  ]
}

function outboundSteps({ outbound, label }: CarrierWant): ChecklistStep[] {
  if (!outbound) return []
  const { username, allowedAddresses, domain, trunk, numbers } = outbound
  return [
    {
      title: 'Let LiveKit call',
      where: "The carrier's console: credentials or allowed addresses of the trunk; also called termination",
      enter: [
        ...(username === null
          ? []
          : [
              { field: 'User', value: username },
              { field: 'Password', value: passwordIn(outbound) },
            ]),
        ...(allowedAddresses.length === 0 ? [] : [{ field: 'Addresses', value: allowedAddresses.join(', ') }]),
        ...(numbers.length === 0 ? [] : [{ field: 'Caller numbers', value: numbers.join(', ') }]),
      ],
    },
    {
      title: 'Tell LiveKit where it is',
      where: `sip.outbound${trunk === null ? '' : `, trunk ${trunk},`} in voicectl.yaml, then: voicectl sip apply`,
      enter: [{ field: 'address', value: domain ?? `the host name at which ${label} takes your calls` }],
    },
  ]
}
