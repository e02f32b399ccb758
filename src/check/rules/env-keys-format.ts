import { entriesOf, textOf } from '../config-node.ts'
import type { EnvFact, Facts } from '../facts.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'
import { parseTree } from '../yaml-tree.ts'

export const rule: Rule = {
  id: 'env.keys-format',
  severity: 'error',
  summary: 'LIVEKIT_KEYS that livekit-server can not read',
  story: `livekit-server reads LIVEKIT_KEYS as YAML: \`key: secret\`, with a space behind the colon, or several as JSON, \`{"key1": "secret1", "key2": "secret2"}\`. Without the space it is one long word, and the server ends with \`could not parse keys, it needs to be exactly, "key: secret", including the space\`, and with exit code 0.

Other programs' forms, \`key=secret\` and \`key1:secret1,key2:secret2\`, are none to it.`,
  *find(facts) {
    for (const env of facts.all('env')) {
      const text = env.value?.value.trim() ?? ''
      if (
        env.name !== 'LIVEKIT_KEYS' ||
        text === '' ||
        env.in === 'example' ||
        /\$[({A-Z]/.test(text) ||
        isRead(text) ||
        hasPairs(facts, env)
      )
        continue
      yield {
        message: 'LIVEKIT_KEYS is not of the form `key: secret`, with a space behind the colon',
        why: 'The server ends at its start, with exit code 0.',
        fix: { text: 'Write `key: secret`, or a JSON object for several pairs' },
        places: [env.value?.at ?? env.at],
      }
    }
  },
}

function isRead(text: string): boolean {
  const { documents, faults } = parseTree('', text)
  const pairs = entriesOf(documents[0])
  return faults.length === 0 && pairs.length > 0 && pairs.every(([, secret]) => textOf(secret) !== undefined)
}

function hasPairs(facts: Facts, { site, at }: EnvFact): boolean {
  return facts
    .all('api-pair')
    .some((pair) => pair.side === 'server' && pair.at.file === at.file && pair.at.line === at.line && isSameSite(pair.site, site))
}
