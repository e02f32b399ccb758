import { booleanOf, nodeAt } from '../config-node.ts'
import type { StackFact } from '../facts.ts'
import { listed } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'stack.not-derived',
  severity: 'warning',
  summary: 'files that follow from voicectl.yaml are not there',
  story: `voicectl.yaml says what the stack is; livekit.yaml, and for a host of one's own also Caddyfile, compose.yaml and redis.conf, are derived from it. One of them is missing: it was never derived, was deleted, or voicectl.yaml asks for it only since a change.

\`voicectl up\` and \`docker compose up\` need the file. Derived files hold no secret and can be committed.

\`voicectl generate\` writes what is missing and keeps hand edits in what is there; \`voicectl generate --dry-run\` shows what it would do.`,
  *find(facts, folder) {
    const there = new Set([...folder.sources, ...folder.unread].map(({ path }) => path))
    for (const stack of facts.all('stack')) {
      const missing = derivedFiles(stack).filter((file) => !there.has(stack.site.stack === '' ? file : `${stack.site.stack}/${file}`))
      if (missing.length === 0) continue
      yield {
        message: `${listed(missing)} ${missing.length === 1 ? 'follows' : 'follow'} from voicectl.yaml and ${missing.length === 1 ? 'is' : 'are'} not there`,
        why: 'What is started without the file fails, or runs with settings that nobody chose.',
        fix: { text: 'Derive the files', command: 'voicectl generate' },
        places: [nodeAt(stack.node, 'target')?.at ?? stack.node.at],
      }
    }
  },
}

/** Those that something runs with. */
function derivedFiles({ target, node }: StackFact): string[] {
  if (target === 'local') return ['livekit.yaml']
  if (target !== 'self-hosted') return []
  const telephony = booleanOf(nodeAt(node, 'telephony', 'enabled')) === true
  return ['livekit.yaml', 'Caddyfile', 'compose.yaml', ...(telephony ? ['redis.conf'] : [])]
}
