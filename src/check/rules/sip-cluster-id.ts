import { nodeAt } from '../config-node.ts'
import { withoutSetting } from '../edits.ts'
import type { Rule } from '../rule.ts'
import { stringOf } from '../schemas/refusal.ts'
import { configsOf } from '../schemas/unknown-keys.ts'

export const rule: Rule = {
  id: 'sip.cluster-id',
  severity: 'error',
  summary: 'a cluster id, with which the open-source server can’t reach livekit-sip',
  story: `livekit-server asks for outbound calls over Redis, on a channel that carries no cluster. With \`cluster_id\` livekit-sip listens on a channel of that cluster instead. Nobody hears the request: \`CreateSIPParticipant\` ends after a second with \`twirp error unknown: no response from servers\`, while inbound calls go on working.

The setting is for LiveKit's own cloud. Leave it out.`,
  *find(facts, { sources }) {
    for (const { node } of configsOf(facts.all('config'), 'sip')) {
      const id = nodeAt(node, 'cluster_id')
      if (!id || stringOf(id) === '') continue
      yield {
        message: '`cluster_id` keeps the server’s requests from livekit-sip',
        why: 'Outbound calls end with “no response from servers”.',
        fix: { text: 'Leave `cluster_id` out' },
        places: [id.keyAt ?? id.at],
        edits: withoutSetting(sources, id),
      }
    }
  },
}
