import { booleanOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'
import { labelOf, placeOfCalls } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.krisp-no-effect',
  severity: 'warning',
  summary: 'noise cancellation on a trunk of a self-hosted stack, where nothing does it',
  story: `\`krisp_enabled\` asks for noise cancellation in the SIP service. It is a service of LiveKit Cloud: the open livekit-sip takes the setting and has nothing that does it. There is no error and no line in the log; the caller's noise just stays, and disturbs the transcription.

Take the field out, so that nobody relies on it. What helps self-hosted: a model for noisy lines at the speech provider, or noise suppression in the agent by a plugin that needs no Cloud.

To be sure: there is nothing to see; the field is in \`lk sip inbound list --json\` also where it has no effect.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      const krisp = trunk.field('krisp_enabled')
      if (!krisp || booleanOf(krisp) !== true || placeOfCalls(facts, trunk.site) !== 'self-hosted') continue
      yield {
        message: `krisp_enabled of ${labelOf(trunk)} has no effect on a server of your own`,
        why: "Noise cancellation is a service of LiveKit Cloud: here the caller's noise stays as it is.",
        fix: { text: 'Take krisp_enabled out' },
        places: [krisp.keyAt ?? krisp.at],
      }
    }
  },
}
