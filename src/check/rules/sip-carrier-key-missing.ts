import { credentialsOf } from '../../stack/sip/carrier-credentials.ts'
import { carrierProviders, carriers } from '../../stack/sip/carrier-names.ts'
import { entriesOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts } from '../facts.ts'
import { listed } from '../places.ts'
import type { Rule } from '../rule.ts'
import { envFileBeside } from '../sip/references.ts'

export const rule: Rule = {
  id: 'sip.carrier-key-missing',
  severity: 'warning',
  summary: 'what the account at the carrier is asked with, and .env does not have',
  story: `\`sip.carrier\` of voicectl.yaml names a carrier whose account voicectl reads and writes over its HTTP API. It asks with what stands in .env under the carrier's usual names, or where \`sip.carrier.credentials\` points to.

Without it calls still come and go. What does not work is \`voicectl sip carrier plan\`, \`apply\` and \`show\`, and doctor's \`carrier.*\` skip the carrier's side.

The values may also come from the environment of whoever runs the command; files don't show that, so say it in a comment that ignores the finding.

To be sure: \`voicectl sip carrier show\` begins with the carrier's side.`,
  *find(facts, { sources }) {
    const paths = new Set(sources.map(({ path }) => path))
    for (const { node } of facts.all('stack')) {
      const carrier = nodeAt(node, 'sip', 'carrier')
      const provider = carrierProviders.find((known) => known === textOf(nodeAt(carrier, 'provider')))
      const file = envFileBeside(node.at)
      // A fresh clone has no .env, and needs none to be checked.
      if (!carrier || !provider || !paths.has(file)) continue
      const { missing } = credentialsOf(provider, givenIn(nodeAt(carrier, 'credentials')), envOf(facts, file))
      if (missing.length === 0) continue
      const { label, keyPage } = carriers[provider]
      yield {
        message: `${listed(missing)} ${missing.length === 1 ? 'has' : 'have'} no value in ${file}`,
        why: `The account at ${label} can't be looked at or changed.`,
        fix: { text: `Set ${listed(missing)} in ${file}${keyPage ? ` (${keyPage})` : ''}` },
        places: [nodeAt(carrier, 'provider')?.at ?? carrier.at],
      }
    }
  },
}

/** A reference that .env lacks is the matter of sip.secret-missing. */
function givenIn(credentials: ConfigNode | undefined): Record<string, string | undefined> {
  if (credentials?.content.kind !== 'map') return {}
  return Object.fromEntries(entriesOf(credentials).map(([role, value]) => [role, textOf(value)]))
}

function envOf(facts: Facts, file: string): ReadonlyMap<string, string> {
  return new Map(
    facts.all('env').flatMap((env) => (env.at.file === file && env.value?.value ? [[env.name, env.value.value] as const] : [])),
  )
}
