import { booleanOf } from '../config-node.ts'
import type { DispatchRuleFact, Facts, TrunkFact } from '../facts.ts'
import type { Hit } from '../rule.ts'
import { fieldName, labelOf, placeOfCalls } from './subject.ts'

/** The story of noise cancellation that nothing does; `command` lists what the setting is on. */
export function krispStory(command: string): string {
  return `\`krisp_enabled\` asks for noise cancellation in the SIP service. It is a service of LiveKit Cloud: the open livekit-sip takes the setting and has nothing that does it. There is no error and no line in the log; the caller's noise just stays, and disturbs the transcription.

Take the field out, so that nobody relies on it. What helps self-hosted: a model for noisy lines at the speech provider, or noise suppression in the agent by a plugin that needs no Cloud.

To be sure: there is nothing to see; the field is in \`${command}\` also where it has no effect.`
}

/** Trunks or rules of one's own server that ask for it. */
export function* krispHits(facts: Facts, subjects: readonly (TrunkFact | DispatchRuleFact)[]): Generator<Hit> {
  for (const subject of subjects) {
    const krisp = subject.field('krisp_enabled')
    if (!krisp || booleanOf(krisp) !== true || placeOfCalls(facts, subject.site) !== 'self-hosted') continue
    yield {
      message: `${fieldName(subject, 'krisp_enabled')} of ${labelOf(subject)} has no effect on a server of your own`,
      why: "Noise cancellation is a service of LiveKit Cloud: here the caller's noise stays as it is.",
      fix: { text: `Take ${fieldName(subject, 'krisp_enabled')} out` },
      places: [krisp.keyAt ?? krisp.at],
    }
  }
}
