import { addressEntry } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { inboundTrunks } from '../sip/gather.ts'
import { fieldName, labelOf, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.allowed-address-hostname',
  severity: 'warning',
  summary: 'a host name in allowed_addresses: it is compared with what the caller writes, and not looked up',
  story: `LiveKit looks no name up in DNS for \`allowed_addresses\`. An entry that is a name is compared with the host in the From header of the call. Carriers usually write something else there, so their calls are turned away; and an attacker can write anything there, so the name protects nothing.

Take the addresses that the carrier publishes for its signalling (\`54.172.60.0/30\` and others for Twilio), each as an entry of its own.

To be sure: livekit-sip logs the source address of each INVITE (\`src\`); it is in the list.`,
  *find(facts) {
    for (const trunk of inboundTrunks(facts)) {
      for (const { value, at } of textsOf(trunk.field('allowed_addresses'))) {
        if (addressEntry(value) !== 'host' || /\$|\{\{/.test(value)) continue
        yield {
          message: `${fieldName(trunk, 'allowed_addresses')} of ${labelOf(trunk)} holds the name ${value.slice(0, 80)}`,
          why: "Names are not looked up: it is compared with the host of the caller's From header, which carriers fill differently and anybody can forge.",
          fix: { text: "Write the carrier's addresses, each as an entry of its own" },
          places: [at],
        }
      }
    }
  },
}
