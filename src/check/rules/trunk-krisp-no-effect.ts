import { krispHits, krispStory } from '../sip/krisp.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'trunk.krisp-no-effect',
  severity: 'warning',
  summary: 'noise cancellation on a trunk of a self-hosted stack, where nothing does it',
  story: krispStory('voicectl sip trunk show <name>'),
  find: (facts) => krispHits(facts, facts.all('trunk')),
}
