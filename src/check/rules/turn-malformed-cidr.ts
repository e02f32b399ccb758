import { itemsOf, nodeAt, type ConfigNode } from '../config-node.ts'
import { reworded } from '../edits.ts'
import type { Hit, Rule } from '../rule.ts'
import { isOn, isTemplate, stringOf } from '../schemas/refusal.ts'
import { isCidr } from '../schemas/scalar-problem.ts'
import { configsOf } from '../schemas/unknown-keys.ts'
import type { Folder } from '../source.ts'

const LISTS = ['allow_restricted_peer_cidrs', 'deny_peer_cidrs']

export const rule: Rule = {
  id: 'turn.malformed-cidr',
  severity: 'error',
  summary: 'an entry of a list of networks for TURN that counts for nothing',
  story: `\`turn.allow_restricted_peer_cidrs\` and \`turn.deny_peer_cidrs\` are lists of networks with a prefix length: \`10.0.0.0/16\`, for one address \`10.0.0.5/32\`. livekit-server up to 1.13.5 passes over an entry that is anything else, such as an address alone or a name. What was to be allowed stays refused, and relayed calls are silent; what was to be denied stays open.

Later releases refuse to start with such an entry.`,
  *find(facts, folder) {
    for (const { node } of configsOf(facts.all('config'), 'livekit')) {
      const turn = nodeAt(node, 'turn')
      if (isOn(nodeAt(turn, 'enabled'))) for (const name of LISTS) yield* hitsOf(name, nodeAt(turn, name), folder)
    }
  },
}

function* hitsOf(name: string, list: ConfigNode | undefined, { sources }: Folder): Generator<Hit> {
  for (const item of itemsOf(list)) {
    const text = stringOf(item)
    if (isCidr(text) || item.content.kind !== 'scalar' || isTemplate(item)) continue
    const single = `${text}/${text.includes(':') ? 128 : 32}`
    yield {
      message: `An entry of \`turn.${name}\` is no network`,
      why: 'The server passes over it without a word, as if it were not there.',
      fix: { text: isCidr(single) ? `Write \`${single}\`` : 'Write a network with its prefix length, such as 10.0.0.0/16' },
      places: [item.at],
      edits: isCidr(single) ? reworded(sources, item.at, [text, single]) : [],
    }
  }
}
