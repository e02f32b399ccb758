import type { Edit } from '../../core/finding.ts'
import { booleanOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import { withSetting } from '../edits.ts'
import { lineAt, textAt } from '../places.ts'
import type { Rule } from '../rule.ts'
import type { Source } from '../source.ts'

export const rule: Rule = {
  id: 'egress.needs-insecure',
  severity: 'warning',
  summary: 'livekit-egress reaches the server without TLS and is not told that this is meant',
  story: `Recordings of a whole room with video, and of web pages, are made with Chrome. Its page comes from livekit-egress itself and opens the server at \`ws_url\`; Chrome blocks ws:// and private addresses there unless \`insecure: true\` is set.

The recording then ends with \`Start signal not received\`, after it was shown as starting. Recordings of audio only, of one participant or of one track are made without Chrome and work.

Set \`insecure: true\`, which is for the way from egress to the server only, or give egress the wss:// address.`,
  *find(facts, { sources }) {
    for (const { of, node } of facts.all('config')) {
      const url = nodeAt(node, 'ws_url')
      const setting = nodeAt(node, 'insecure')
      if (of !== 'egress' || !url || !/^(?:ws|http):\/\//.test(textOf(url) ?? '') || booleanOf(setting) === true) continue
      yield {
        message: 'The ws_url of egress has no TLS, and insecure is not set',
        why: 'Chrome blocks the connection: recordings with video end with `Start signal not received`.',
        fix: { text: 'Add insecure: true to the config of egress' },
        places: [...(setting ? [setting.at] : []), url.at],
        edits: setting ? madeTrue(sources, setting) : withSetting(sources, { map: node, beside: url, name: 'insecure' }, 'true'),
      }
    }
  },
}

/** `insecure: false` and `insecure:` with nothing behind it. */
function madeTrue(sources: readonly Source[], { at, keyAt }: ConfigNode): Edit[] {
  const written = textAt(sources, at)
  if (/^(["']?)false\1$/i.test(written)) return [{ kind: 'replace', at, text: 'true' }]
  const end = keyAt ? keyAt.column - 1 + keyAt.length : 0
  const colon = keyAt && written === '' ? /^\s*:(?=\s*(?:#.*)?$)/.exec((lineAt(sources, keyAt) ?? '').slice(end))?.[0] : undefined
  return keyAt && colon ? [{ kind: 'replace', at: { ...keyAt, column: end + colon.length + 1, length: 0 }, text: ' true' }] : []
}
