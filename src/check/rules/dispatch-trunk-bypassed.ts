import { addressEntry, normaliseNumber } from '../../stack/sip-numbers.ts'
import type { DispatchRuleFact, TrunkFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import type { Rule } from '../rule.ts'
import { inboundTrunks } from '../sip/gather.ts'
import { choiceOf, fieldName, isExample, labelFirst, labelOf, placeOfCalls, placeOfMessage, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.trunk-bypassed',
  severity: 'error',
  summary: 'a dispatch rule for a number that names no trunk, so that it also takes the calls that the trunk of this number turns away',
  story: `A trunk with \`allowed_addresses\` is for the calls of these addresses. A call from elsewhere to the same number does not fail: it is a call that no trunk is for. The self-hosted server asks it for no password, and looks at the rules all the same. A rule that names no trunk takes it: whoever knows the number and reaches the SIP port gets a room and an agent, past the list of addresses.

\`numbers\` and \`inbound_numbers\` don't keep anybody out, as callers write both into their message.

Name the trunk in the rule. Or ask for a pin. LiveKit Cloud answers 404 to a call that no trunk is for; there nothing is reported.

To be sure: \`voicectl sip explain --from … --to … --ip 203.0.113.7\`, with an address that is not the carrier's, drops the call.`,
  *find(facts) {
    const trunks = inboundTrunks(facts).filter((trunk) => !isExample(trunk.at.file) && keepsOut(trunk))
    for (const rule of facts.all('dispatch-rule')) {
      const where = placeOfCalls(facts, rule.site)
      if (where === 'cloud' || isExample(rule.at.file) || !isLoose(rule)) continue
      const trunk = trunks.find((one) => sameStack(one.site, rule.site) && isOfSameNumber(one, rule))
      if (!trunk) continue
      yield {
        message: `${labelFirst(rule)} names no trunk, so it also takes calls that ${labelOf(trunk)} turns away`,
        why: 'A call from an address that the trunk does not allow is one without a trunk: nobody is asked for a password, and this rule takes it.',
        fix: { text: `Name the trunk in ${fieldName(rule, 'trunk_ids')} of the rule` },
        places: [placeOfMessage(rule), trunk.field('allowed_addresses')?.keyAt ?? placeOfMessage(trunk)],
        severity: where === 'self-hosted' ? 'error' : 'warning',
      }
    }
  },
}

/** One without any filter is dispatch.wildcard-open's. */
function isLoose(rule: DispatchRuleFact): boolean {
  const choice = choiceOf(rule)
  const numbers = ['numbers', 'inbound_numbers'].flatMap((name) => textsOf(rule.field(name)))
  return choice !== null && choice.pin === '' && textsOf(rule.field('trunk_ids')).length === 0 && numbers.length > 0
}

/** True for a trunk whose addresses leave somebody out. */
function keepsOut(trunk: TrunkFact): boolean {
  const entries = textsOf(trunk.field('allowed_addresses')).map(({ value }) => value)
  const kept = entries.filter((entry) => addressEntry(entry) !== 'discarded')
  return kept.length > 0 && !kept.some((entry) => /^(?:0\.0\.0\.0|::)\/0$/.test(entry))
}

/** True where a call to a number of the trunk may be one of the rule. */
function isOfSameNumber(trunk: TrunkFact, rule: DispatchRuleFact): boolean {
  const listed = (fact: TrunkFact | DispatchRuleFact) => textsOf(fact.field('numbers')).map(({ value }) => normaliseNumber(value))
  const [own, wanted] = [listed(trunk), listed(rule)]
  return own.length === 0 || wanted.length === 0 || own.some((number) => wanted.includes(number))
}
