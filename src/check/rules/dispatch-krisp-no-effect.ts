import { krispHits, krispStory } from '../sip/krisp.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'dispatch.krisp-no-effect',
  severity: 'warning',
  summary: 'noise cancellation on a dispatch rule of a self-hosted stack, where nothing does it',
  story: krispStory('voicectl sip dispatch show <name>'),
  find: (facts) => krispHits(facts, facts.all('dispatch-rule')),
}
