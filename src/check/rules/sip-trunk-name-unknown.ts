import { suggest } from '../../core/suggest.ts'
import type { DispatchRuleFact, TrunkFact } from '../facts.ts'
import type { Hit, Rule } from '../rule.ts'
import { filled, idOf, isDeclared, isTrunkId, labelOf, textsOf, type Text } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'sip.trunk-name-unknown',
  severity: 'error',
  summary: 'a dispatch rule of voicectl.yaml for a trunk that it does not declare',
  story: `A rule in the sip block of voicectl.yaml names its trunks by their names in \`sip.inbound\`; \`voicectl sip apply\` puts the server's ids in their place. A trunk that is not declared here is named by its id, \`ST_\` and letters and digits. Anything else is the name of no trunk.

The server itself checks nothing of it: a rule for a trunk that is not there takes no call. Callers hear it ring, and the call is dropped.

An outbound trunk fits neither: no call comes in over it.

To be sure: \`voicectl sip explain --from … --to …\` shows which trunk and rule take a call.`,
  *find(facts) {
    const trunks = facts.all('trunk').filter((trunk) => isDeclared(trunk))
    for (const rule of facts.all('dispatch-rule')) {
      if (!isDeclared(rule)) continue
      const own = trunks.filter(({ at }) => at.file === rule.at.file)
      for (const name of textsOf(rule.field('trunk_ids'))) yield* judged(name, rule, own)
    }
  },
}

function* judged({ value, at }: Text, rule: DispatchRuleFact, trunks: readonly TrunkFact[]): Generator<Hit> {
  const isNamed = (trunk: TrunkFact) => filled(trunk.field('name')) === value || idOf(trunk) === value
  if (value.includes('${') || trunks.some((trunk) => trunk.direction === 'inbound' && isNamed(trunk))) return
  const outbound = trunks.find((trunk) => isNamed(trunk))
  if (!outbound && isTrunkId(value)) return
  const inbound = trunks.filter(({ direction }) => direction === 'inbound')
  const names = inbound.flatMap((trunk) => filled(trunk.field('name')) ?? [])
  const near = suggest(value, names) ?? (names.length === 1 ? names[0] : undefined)
  const meant = inbound.find((trunk) => near !== undefined && filled(trunk.field('name')) === near)
  yield {
    message: outbound
      ? `trunks of ${labelOf(rule)} names ${value.slice(0, 60)}, which is an outbound trunk`
      : `trunks of ${labelOf(rule)} names ${value.slice(0, 60)}, which is neither a trunk of sip.inbound nor an id`,
    why: 'No call comes in over such a trunk, so the rule takes none: callers hear it ring, and the call is dropped.',
    fix: { text: fixOf(near, outbound !== undefined) },
    places: [at, ...[outbound ?? meant].flatMap((trunk) => (trunk ? [trunk.field('name')?.at ?? trunk.at] : []))],
  }
}

function fixOf(near: string | undefined, isOutbound: boolean): string {
  if (near !== undefined) return `Write ${near}, or give the trunk this name`
  return isOutbound ? 'Write the name of an inbound trunk' : 'Declare the trunk in sip.inbound, or write its id'
}
