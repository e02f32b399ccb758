import type { Edit } from '../../core/finding.ts'
import { normaliseNumber } from '../../stack/sip-numbers.ts'
import { sameStack } from '../folder-view.ts'
import { textAt } from '../places.ts'
import type { Rule } from '../rule.ts'
import { inboundTrunks } from '../sip/gather.ts'
import { compareVersions, fieldName, labelOf, serverVersion, textsOf } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.caller-filter-is-own-number',
  severity: 'error',
  summary: 'inbound_numbers of a dispatch rule holds an own number: it is the list of callers',
  story: `\`inbound_numbers\` sounds like the numbers that are called, and the documents said so for months. It is the list of callers that the rule is for. With the own number in it the rule takes only calls that come from this number, so none (agents#5847, sip#362, sip#520, sip#663, sip#825).

It shows as a call that rings and dies, and works as soon as the filter is taken out.

The list of called numbers is \`numbers\`; livekit-server has it since 1.9.11. An older server drops the field, and the rule takes the calls of all numbers: there, part the numbers by trunks.

To be sure: \`voicectl sip dispatch show <name>\` shows the number below \`numbers\`, and a call to it reaches the agent.`,
  *find(facts, { sources }) {
    const own = new Map(
      inboundTrunks(facts).flatMap((trunk) =>
        textsOf(trunk.field('numbers')).map(({ value, at }) => [normaliseNumber(value), { at, site: trunk.site }] as const),
      ),
    )
    for (const rule of facts.all('dispatch-rule')) {
      const list = rule.field('inbound_numbers')
      const callers = textsOf(list)
      const mixed = callers.flatMap((caller) => {
        const trunk = own.get(normaliseNumber(caller.value))
        return trunk && sameStack(trunk.site, rule.site) ? [{ caller, trunk }] : []
      })
      const [first] = mixed
      if (!first || !list) continue
      const server = serverVersion(facts, rule.site)
      const isOld = server !== null && compareVersions(server.version, '1.9.11') < 0
      const isWhole = mixed.length === callers.length && rule.field('numbers') === undefined && !isOld
      const written = list.keyAt ? textAt(sources, list.keyAt) : ''
      const renamed = written.replace(/inbound_?numbers/i, 'numbers')
      const edits: Edit[] = isWhole && list.keyAt && renamed !== written ? [{ kind: 'replace', at: list.keyAt, text: renamed }] : []
      yield {
        message: `${fieldName(rule, 'inbound_numbers')} of ${labelOf(rule)} holds the trunk's own number, and it lists the callers`,
        why: 'The rule waits for calls from your own number and takes none: callers hear it ring, and the call is dropped.',
        fix: {
          text: isOld
            ? 'Take the number out; numbers needs livekit-server 1.9.11'
            : 'Move the number to numbers, the list of called numbers',
        },
        places: [first.caller.at, first.trunk.at],
        edits,
      }
    }
  },
}
