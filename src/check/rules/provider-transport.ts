import { textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { outboundTrunks } from '../sip/gather.ts'
import { labelFirst } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'provider.transport',
  severity: 'warning',
  summary: 'an outbound trunk to SignalWire over another transport than TLS',
  story: `A SIP address of SignalWire, \`name.dapp.signalwire.com\`, is called over TLS: set \`"transport": "SIP_TRANSPORT_TLS"\` on LiveKit's outbound trunk. Over UDP and TCP the call is not taken.

The other direction is the reverse: calls from SignalWire to LiveKit go to \`sip:…;transport=tcp\`, as TLS is reported to fail there.

To be sure: an outbound call rings; livekit-sip logs it with transport tls.`,
  *find(facts) {
    for (const trunk of outboundTrunks(facts)) {
      const [address, transport] = [trunk.field('address'), trunk.field('transport')]
      if (!address || !transport || !/\.dapp\.signalwire\.com(?::\d+)?$/i.test(textOf(address) ?? '')) continue
      if (!/^SIP_TRANSPORT_(?:UDP|TCP)$/.test(textOf(transport) ?? '')) continue
      yield {
        message: `${labelFirst(trunk)} calls SignalWire over ${(textOf(transport) ?? '').replace('SIP_TRANSPORT_', '')}`,
        why: 'SignalWire takes calls to its SIP addresses over TLS: outbound calls fail.',
        fix: { text: 'Set transport to SIP_TRANSPORT_TLS' },
        places: [transport.at, address.at],
      }
    }
  },
}
