import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { SipState } from '../../core/sip-resources.ts'
import { anyInbound, anyOutbound, anyRule } from '../../../test/support/any-sip.ts'
import { parseStack } from '../../stack/parse.ts'
import { blockOfKind, declaredItem } from '../../stack/sip/declare.ts'
import { desiredSip } from '../../stack/sip/desired.ts'
import { isSecretText } from '../../stack/sip/secret-texts.ts'
import { pulledItem } from './item.ts'
import { PullReferences } from './references.ts'

function secretsIn(part: unknown, path: string[]): string[] {
  if (typeof part === 'string') return isSecretText(path) ? [part] : []
  return Object.entries(part ?? {}).flatMap(([name, child]) => secretsIn(child, [...path, name]))
}

const head = { version: 1, name: 'my-stack', target: 'local', telephony: { enabled: true } }

test('what a server has comes back from the file that declares it', () => {
  const one = fc.oneof(
    anyInbound.map((resource) => ({ kind: 'inbound' as const, resource })),
    anyOutbound.map((resource) => ({ kind: 'outbound' as const, resource })),
    anyRule.map((resource) => ({ kind: 'rules' as const, resource })),
  )
  fc.assert(
    fc.property(one, ({ kind, resource }) => {
      const references = new PullReferences(null, new Map())
      const live = declaredItem(kind, resource, { trunkName: (id) => id, agentName: 'voice-agent' })
      const item = pulledItem({ written: null, meant: null, live }, { references, hidesSecrets: false })
      const env = references.secrets
      const text = stringify({ ...head, sip: { [blockOfKind[kind]]: [item] } })
      for (const secret of secretsIn(item, [])) expect(secret).toMatch(/^\$\{[A-Z0-9_]+\}$/)
      const { config, problems } = parseStack(text, 'voicectl.yaml')
      expect(problems).toEqual([])
      if (config === null) return
      const { state, missing } = desiredSip(config, env)
      expect(missing).toEqual([])
      expect((state[kind] as SipState['rules'])[0]).toEqual(resource.name === undefined ? resource : parse(stringify(resource)))
    }),
    { numRuns: 300 },
  )
})
