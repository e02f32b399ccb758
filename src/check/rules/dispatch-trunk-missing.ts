import type { TrunkFact } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { trunkBooks, type TrunkBook } from '../sip/gather.ts'
import { isDeclared, isExample, isPlaceholderId, isTrunkId, labelOf, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.trunk-missing',
  severity: 'error',
  summary: 'a dispatch rule for a trunk that does not exist: a placeholder, an outbound trunk, an id that no trunk here has',
  story: `A dispatch rule with trunk_ids takes only the calls that came in over one of these trunks. LiveKit does not check the ids: it stores a rule for \`ST_xxxx\` as readily as any other, and a trunk that is deleted leaves its id behind in the rules.

When a call comes, no rule fits. The self-hosted server has sent \`180 Ringing\` by then and drops the call; its only trace is \`Rejecting inbound flood\` at debug level. LiveKit Cloud answers 404.

The ids are the server's: \`ST_\` and twelve letters and digits, shown when a trunk is created and by \`voicectl sip trunk list\`. They change when a trunk is deleted and created again, and when Redis has lost its data. The id of an outbound trunk never fits, as no call comes in over it.

To be sure: \`voicectl sip trunk list\` shows each id that the rule names.`,
  *find(facts) {
    const bookOf = trunkBooks(facts)
    for (const rule of facts.all('dispatch-rule')) {
      // Those of voicectl.yaml are sip.trunk-name-unknown's.
      if (isExample(rule.at.file) || isDeclared(rule)) continue
      for (const { value, at } of textsOf(rule.field('trunk_ids'))) {
        const said = fault(value, bookOf(rule))
        if (!said) continue
        yield {
          message: `trunk_ids of ${labelOf(rule)} ${said.what}`,
          why: 'No call comes in over such a trunk, so the rule takes none: callers hear it ring, and the call is dropped.',
          fix: { text: said.fix, command: 'voicectl sip trunk list' },
          places: [at, ...said.trunks.slice(0, 3).map((trunk) => trunk.field('sip_trunk_id')?.at ?? trunk.at)],
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

function fault(id: string, { named: byName, inbound, inboundWithId: withId }: TrunkBook): Fault | null {
  if (id === '' || isPlaceholderId(id)) {
    return { what: 'holds a placeholder', fix: 'Write the id of your inbound trunk', trunks: [], sure: true }
  }
  const named = byName.get(id) ?? []
  if (named.some(({ direction }) => direction === 'inbound')) return null
  if (named.length > 0) return { what: 'names an outbound trunk', fix: 'Write the id of the inbound trunk', trunks: named, sure: true }
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
