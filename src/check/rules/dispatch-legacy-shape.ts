import type { Edit } from '../../core/finding.ts'
import { nodeAt } from '../config-node.ts'
import type { DispatchRuleFact } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { labelFirst, placeOfMessage } from '../sip/subject.ts'
import { placeAt } from '../sip/request-file.ts'
import type { Source } from '../source.ts'

export const rule: Rule = {
  id: 'dispatch.legacy-shape',
  severity: 'warning',
  summary: 'a dispatch rule without {"dispatch_rule": …} around it, which lk refuses since 2.4.10',
  story: `A request for a dispatch rule used to have its fields at the top: \`{"rule": …, "trunk_ids": …}\`. Guides still show it. Since 2.4.10 \`lk sip dispatch create\` always adds an empty \`dispatch_rule\`, the server looks only there, and says \`missing rule\` (sip#374, sip#401). Fields that came later (\`numbers\`, \`media\`, \`krisp_enabled\`) exist in the new shape alone.

The form for today: \`{"dispatch_rule": {"rule": …, "trunk_ids": …}}\`; livekit-server takes it since 1.9.0. The file is an argument, there is no \`--file\`: \`lk sip dispatch create dispatch.json\`.

Without it around, the file fits \`lk sip dispatch update --id SDR_...\` only; where you keep it for that, ignore this rule in it.

To be sure: \`lk sip dispatch create\` prints an id that begins with SDR_.`,
  *find(facts, { sources }) {
    for (const rule of facts.all('dispatch-rule')) {
      if (rule.shape !== 'top-level') continue
      yield {
        message: `${labelFirst(rule)} lacks {"dispatch_rule": …} around it`,
        why: '`lk` since 2.4.10 refuses it with "missing rule", and newer fields of it are dropped.',
        fix: { text: 'Put it into {"dispatch_rule": …}', command: `lk sip dispatch create ${rule.at.file}` },
        places: [nodeAt(rule.node, 'rule')?.keyAt ?? placeOfMessage(rule)],
        edits: wrap(
          rule,
          sources.find(({ path }) => path === rule.at.file),
        ),
      }
    }
  },
}

/** Braces around the whole of a JSON file. */
function wrap({ node, at }: DispatchRuleFact, source: Source | undefined): Edit[] {
  if (!source || !/\.json$/i.test(source.path) || node.content.kind !== 'map') return []
  const [start, end] = [source.text.search(/\S/), source.text.trimEnd().length - 1]
  const first = placeAt(at.file, source.text, start)
  if (source.text[start] !== '{' || source.text[end] !== '}' || first.line !== at.line || first.column !== at.column) return []
  return [
    { kind: 'replace', at: first, text: '{ "dispatch_rule": {' },
    { kind: 'replace', at: placeAt(at.file, source.text, end), text: '} }' },
  ]
}
