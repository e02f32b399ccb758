import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { check } from '../../src/check/check.ts'
import { packageRoot } from '../../src/platform/package-root.ts'
import { parseStack } from '../../src/stack/parse.ts'
import { referencesIn } from '../../src/stack/sip/references.ts'

const page = readFileSync(path.join(packageRoot, 'docs/carriers.md'), 'utf8')
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => {
  const block = parse(text) as { sip: { carrier: { provider: string } } }
  return [block.sip.carrier.provider, block] as const
})

const BASES = [
  { target: 'local', telephony: { enabled: true } },
  {
    target: 'self-hosted',
    livekit: { domain: 'livekit.example.com' },
    web: { domain: 'app.example.com' },
    telephony: { enabled: true },
  },
  { target: 'cloud', livekit: { url: 'wss://acme.livekit.cloud' } },
]

test('docs/carriers.md has an example for each carrier', () => {
  expect(examples.map(([provider]) => provider)).toEqual(['twilio', 'telnyx', 'signalwire', 'plivo'])
})

test.each(examples)(
  'the example of %s is right for every target, and lets no stranger call in unless the page says so',
  (provider, block) => {
    for (const base of BASES) {
      const text = stringify({ version: 1, name: 'my-stack', ...base, ...block })
      expect(parseStack(text, 'voicectl.yaml').problems).toEqual([])
      const env = referencesIn(text).map((name) => `${name}=Correct4Horse9Battery\n`)
      const sources = [
        { path: 'voicectl.yaml', text, mode: 0o644, git: 'none' as const },
        { path: '.env', text: env.join(''), mode: 0o600, git: 'none' as const },
      ]
      const trunks = check({ sources, unread: [] }).findings.filter(({ id }) => id.startsWith('trunk.'))
      const open = provider === 'signalwire' ? ['trunk.no-auth-no-allowlist'] : []
      expect(trunks.map(({ id }) => id)).toEqual(open)
      for (const id of open) expect(page).toContain(`\`${id}\``)
    }
  },
)
