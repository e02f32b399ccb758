import { normaliseNumber } from '../../stack/sip-numbers.ts'
import type { Rule } from '../rule.ts'
import { trunkBooks } from '../sip/gather.ts'
import { isExample, labelFirst, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.number-not-on-trunk',
  severity: 'error',
  summary: 'a dispatch rule for a called number that none of its trunks takes',
  story: `A call first needs a trunk: one that lists the called number, or one without numbers. Only then the rules are asked, and a rule with trunk_ids is for the calls of these trunks alone.

So a rule whose \`numbers\` holds a number that none of its trunks has takes no call of this number: calls to it come in over another trunk, or over none. It shows as a call that rings and is dropped.

Add the number to the trunk, or name the trunk that has it, or take the number out of the rule.

To be sure: for each number of the rule, \`voicectl sip trunk list\` shows it at one of the trunks that the rule names.`,
  *find(facts) {
    const bookOf = trunkBooks(facts)
    for (const rule of facts.all('dispatch-rule')) {
      if (isExample(rule.at.file)) continue
      const ids = textsOf(rule.field('trunk_ids')).map(({ value }) => value)
      const { named } = bookOf(rule)
      const trunks = ids.map((id) => named.get(id)?.find(({ direction }) => direction === 'inbound'))
      const known = trunks.filter((trunk) => trunk !== undefined)
      const lists = known.map((trunk) => textsOf(trunk.field('numbers')))
      if (ids.length === 0 || known.length < ids.length || lists.some((list) => list.length === 0)) continue
      const taken = new Set(lists.flat().map(({ value }) => normaliseNumber(value)))
      for (const { value, at } of textsOf(rule.field('numbers'))) {
        if (taken.has(normaliseNumber(value)) || value.includes('$')) continue
        yield {
          message: `${labelFirst(rule)} is for ${value.slice(0, 40)}, and none of its trunks takes this number`,
          why: 'A call to this number comes in over no trunk of the rule, so the rule never takes it: it rings and is dropped.',
          fix: { text: `Add ${value.slice(0, 40)} to numbers of the trunk, or take it out here` },
          places: [at, ...known.flatMap((trunk) => trunk.field('numbers')?.keyAt ?? [])],
        }
      }
    }
  },
}
