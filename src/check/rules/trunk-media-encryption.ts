import { textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { fieldOf } from '../sip/protojson.ts'
import { isDeclared, labelFirst } from '../sip/subject.ts'

const PLAIN = new Set(['SIP_TRANSPORT_UDP', 'SIP_TRANSPORT_TCP'])

export const rule: Rule = {
  id: 'trunk.media-encryption',
  severity: 'warning',
  summary: 'encrypted audio whose keys travel in the clear, or two settings that say different things',
  story: `With SRTP the keys of the audio are in the SIP messages themselves. Over UDP or TCP these are readable on the way, so who can listen to the call can read its keys too: the encryption protects nothing. Carriers that insist on encrypted audio (Twilio's Secure Trunking) insist on TLS for the signalling as well.

Set \`transport\` to \`SIP_TRANSPORT_TLS\` together with \`SIP_MEDIA_ENCRYPT_REQUIRE\`.

\`media_encryption\` is the old field, \`media.encryption\` the new one (livekit-server 1.12). Where both are set the new one counts, and an older server knows only the old one: let them say the same, or drop one.

To be sure: the log of livekit-sip shows the call over TLS on 5061, and the carrier shows it as secure.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      const [old, current] = [trunk.field('media_encryption'), fieldOf(trunk.field('media'), 'encryption')]
      const transport = trunk.field('transport')
      const counts = current ?? old
      if (old && current && textOf(old) !== textOf(current)) {
        yield {
          message: `${labelFirst(trunk)} has two settings for encryption that differ`,
          why: 'Since livekit-server 1.12 media.encryption counts, before it media_encryption: an update changes what calls do.',
          fix: { text: 'Keep one of them' },
          places: [old.at, current.at],
        }
      }
      if (!counts || !transport || textOf(counts) !== 'SIP_MEDIA_ENCRYPT_REQUIRE' || !PLAIN.has(textOf(transport) ?? '')) continue
      yield {
        message: `${labelFirst(trunk)} asks for encrypted audio and sends its keys in the clear`,
        why: `The keys are in the SIP messages, and these go over ${(textOf(transport) ?? '').replace('SIP_TRANSPORT_', '')}: who can listen can decrypt, and carriers with secure trunks refuse the call.`,
        fix: { text: `Set transport to ${isDeclared(trunk) ? 'tls' : 'SIP_TRANSPORT_TLS'}` },
        places: [transport.at, counts.at],
      }
    }
  },
}
