import { booleanOf, nodeAt, textOf } from '../config-node.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'egress.needs-insecure',
  severity: 'warning',
  summary: 'livekit-egress reaches the server without TLS and is not told that this is meant',
  story: `Recordings of a whole room with video, and of web pages, are made with Chrome. Its page comes from livekit-egress itself and opens the server at \`ws_url\`; Chrome blocks ws:// and private addresses there unless \`insecure: true\` is set.

The recording then ends with \`Start signal not received\`, after it was shown as starting. Recordings of audio only, of one participant or of one track are made without Chrome and work.

Set \`insecure: true\`, which is for the way from egress to the server only, or give egress the wss:// address.`,
  *find(facts) {
    for (const { of, node } of facts.all('config')) {
      const url = nodeAt(node, 'ws_url')
      const setting = nodeAt(node, 'insecure')
      if (of !== 'egress' || !url || !/^(?:ws|http):\/\//.test(textOf(url) ?? '') || booleanOf(setting) === true) continue
      yield {
        message: 'The ws_url of egress has no TLS, and insecure is not set',
        why: 'Chrome blocks the connection: recordings with video end with `Start signal not received`.',
        fix: { text: 'Add insecure: true to the config of egress' },
        places: [...(setting ? [setting.at] : []), url.at],
        edits: setting
          ? [{ kind: 'replace', at: setting.at, text: 'true' }]
          : [{ kind: 'insert-before', at: url.keyAt ?? url.at, text: 'insecure: true' }],
      }
    }
  },
}
