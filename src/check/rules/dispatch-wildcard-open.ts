import type { Rule } from '../rule.ts'
import { choiceOf, isDeclared, isExample, labelFirst, placeOfCalls, placeOfMessage, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.wildcard-open',
  severity: 'error',
  summary: 'a dispatch rule without trunk, number and pin: whoever reaches the SIP port gets a room and an agent',
  story: `A rule without trunk_ids is for every call, also for one that fits no trunk. And a call that fits no trunk is not asked for a password: the self-hosted server lets it through to the rules (sip#460). So anybody who sends an INVITE to port 5060 gets a room, an agent, and speech and model time at your cost. Scanners find an open SIP port within hours.

The password or the allowed addresses of a trunk don't help: they count for the calls of that trunk only.

Name the trunks: \`"trunk_ids": ["ST_..."]\`. Or the called numbers, by \`numbers\` (livekit-server 1.9.11). Or ask for a pin. At LiveKit Cloud a call needs a trunk first, so there such a rule means every trunk of the project, and nothing is reported.

To be sure: an INVITE from elsewhere, to a number that is not yours, rings into nothing and makes no room.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      const choice = choiceOf(rule)
      const filters = ['trunk_ids', 'numbers', 'inbound_numbers'].flatMap((name) => textsOf(rule.field(name)))
      const where = placeOfCalls(facts, rule.site)
      if (!choice || choice.pin !== '' || filters.length > 0 || where === 'cloud' || isExample(rule.at.file)) continue
      yield {
        message: `${labelFirst(rule)} takes every call: it names no trunk, no number and no pin`,
        why: 'A self-hosted server asks nobody for a password who fits no trunk: whoever reaches the SIP port gets a room and an agent, at your cost.',
        fix: isDeclared(rule)
          ? { text: 'Add trunks with the names of your inbound trunks' }
          : { text: 'Add trunk_ids with the ids of your inbound trunks', command: 'voicectl sip trunk list' },
        places: [rule.field('trunk_ids')?.keyAt ?? placeOfMessage(rule)],
        severity: where === 'self-hosted' ? 'error' : 'warning',
      }
    }
  },
}
