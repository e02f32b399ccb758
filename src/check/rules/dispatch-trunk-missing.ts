import { sameStack } from '../folder-view.ts'
import type { TrunkFact } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { filled, idOf, isExample, isPlaceholderId, isTrunkId, labelOf, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.trunk-missing',
  severity: 'error',
  summary: 'a dispatch rule for a trunk that does not exist: a placeholder, an outbound trunk, an id that no trunk here has',
  story: `A dispatch rule with trunk_ids takes only the calls that came in over one of these trunks. LiveKit does not check the ids: it stores a rule for \`ST_xxxx\` as readily as any other, and a trunk that is deleted leaves its id behind in the rules.

When a call comes, no rule fits. The self-hosted server has sent \`180 Ringing\` by then and drops the call; its only trace is \`Rejecting inbound flood\` at debug level. LiveKit Cloud answers 404.

The ids are the server's: \`ST_\` and twelve letters and digits, shown when a trunk is created and by \`lk sip inbound list\`. They change when a trunk is deleted and created again, and when Redis has lost its data. The id of an outbound trunk never fits, as no call comes in over it.

To be sure: \`lk sip inbound list\` shows each id that the rule names.`,
  *find(facts) {
    for (const rule of facts.all('dispatch-rule')) {
      if (isExample(rule.at.file)) continue
      const trunks = facts.all('trunk').filter(({ site, at }) => sameStack(site, rule.site) && !isExample(at.file))
      for (const { value, at } of textsOf(rule.field('trunk_ids'))) {
        const said = fault(value, trunks)
        if (!said) continue
        yield {
          message: `trunk_ids of ${labelOf(rule)} ${said.what}`,
          why: 'No call comes in over such a trunk, so the rule takes none: callers hear it ring, and the call is dropped.',
          fix: { text: said.fix, command: 'lk sip inbound list' },
          places: [at, ...said.trunks.map((trunk) => trunk.field('sip_trunk_id')?.at ?? trunk.at).slice(0, 3)],
          severity: said.sure ? 'error' : 'warning',
        }
      }
    }
  },
}

interface Fault {
  what: string
  fix: string
  trunks: readonly TrunkFact[]
  sure: boolean
}

function fault(id: string, trunks: readonly TrunkFact[]): Fault | null {
  if (id === '' || isPlaceholderId(id)) {
    return { what: 'holds a placeholder', fix: 'Write the id of your inbound trunk', trunks: [], sure: true }
  }
  const named = trunks.filter((trunk) => idOf(trunk) === id || filled(trunk.field('name')) === id)
  if (named.some(({ direction }) => direction === 'inbound')) return null
  if (named.length > 0) return { what: 'names an outbound trunk', fix: 'Write the id of the inbound trunk', trunks: named, sure: true }
  const inbound = trunks.filter(({ direction }) => direction === 'inbound')
  const withId = inbound.filter((trunk) => idOf(trunk) !== undefined)
  if (isTrunkId(id)) {
    if (withId.length === 0 || withId.length < inbound.length) return null
    return {
      what: `names ${id}, and no inbound trunk here has this id`,
      fix: 'Write the id of one of your inbound trunks',
      trunks: withId,
      sure: false,
    }
  }
  const isOpen = /\$|\{\{|%/.test(id)
  if (isOpen || inbound.length === 0) return null
  return {
    what: `names ${id.slice(0, 60)}, which is neither the id nor the name of a trunk here`,
    fix: 'Write the id of the inbound trunk',
    trunks: inbound,
    sure: true,
  }
}
