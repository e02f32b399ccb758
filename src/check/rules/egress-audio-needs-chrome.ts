import { booleanOf, textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { requestLabel } from '../sip/egress-outputs.ts'
import { capital } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'egress.audio-needs-chrome',
  severity: 'info',
  summary: 'a sound recording that starts Chrome because it has a layout',
  story: `Since egress 1.13.0 a room-composite request with \`audio_only\` takes the sound straight from the room, without Chrome: it starts at once and costs about a core less. Only as long as it has neither \`layout\` nor \`custom_base_url\`: with one of them the worker starts Chrome, which has to load a page, join the room over the public address, and wait for it. That is where \`Start signal not received\` comes from (egress#858, egress#911, egress#827).

A layout means nothing for sound. Take it out. A page of one's own makes sense only where it mixes the sound itself.

To be sure: \`lk egress list --json\` shows EGRESS_SOURCE_TYPE_SDK.`,
  *find(facts) {
    for (const request of facts.all('egress-request')) {
      if (request.type !== 'room-composite' || booleanOf(request.field('audio_only')) !== true) continue
      const page = ['layout', 'custom_base_url'].map((name) => request.field(name)).find((node) => textOf(node))
      if (!page) continue
      yield {
        message: `${capital(requestLabel(request))} is for sound only and starts Chrome for its layout`,
        why: 'With a layout or page the worker starts Chrome also for sound: slower to start, a core more, and one more thing that fails.',
        fix: { text: 'Take layout and custom_base_url out' },
        places: [page.keyAt ?? page.at, request.field('audio_only')?.keyAt ?? request.at],
      }
    }
  },
}
