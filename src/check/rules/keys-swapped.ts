import type { Edit } from '../../core/finding.ts'
import type { ApiPairFact, Stated } from '../facts.ts'
import { looksLikeKey, looksLikeSecret } from '../keys/forms.ts'
import { clientPairs, known, serverPairs } from '../keys/pairs.ts'
import { placesOf, textAt } from '../places.ts'
import type { Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

export const rule: Rule = {
  id: 'keys.swapped',
  severity: 'error',
  summary: 'the API key stands where the secret belongs, and the other way round',
  story: `LiveKit's keys are short and begin with API, its secrets are long and random. Here they have changed places, as happens when two lines are copied from a web page.

The program then sends the secret as the name of its key: in every token, which anybody can read. The server answers 401 \`invalid API key\`.

Swap them back; \`voicectl check --fix\` does. As the secret was sent around in the clear, make a new pair if tokens got out to others.

To be sure: \`voicectl doctor\` shows that the server takes the key.`,
  *find(facts, folder) {
    const servers = serverPairs(facts)
    for (const pair of [...servers, ...clientPairs(facts)]) {
      const { key, secret } = pair
      if (!key || !secret || !isSwapped(pair, servers)) continue
      yield {
        message: 'The LiveKit API key and secret have changed places',
        why: 'The server answers 401 `invalid API key`, and the secret goes around readable in every token.',
        fix: { text: 'Swap the two values' },
        places: placesOf(key, secret),
        edits: swap(folder, key, secret),
      }
    }
  },
}

function isSwapped(pair: ApiPairFact, servers: readonly ApiPairFact[]): boolean {
  const [key, secret] = [known(pair.key), known(pair.secret)]
  if (key === undefined || secret === undefined) return false
  if (looksLikeKey(secret) && !looksLikeKey(key)) return true
  if (looksLikeSecret(key) && secret.length < 24) return true
  return pair.side === 'client' && key !== secret && servers.some((server) => known(server.key) === secret && known(server.secret) === key)
}

/** Only where both stand in plain sight, each as its own word, so that they fit into one another's place. */
function swap({ sources }: Folder, key: Stated, secret: Stated): Edit[] {
  const fits = [key, secret].every((stated) => {
    const text = textAt(sources, stated.at)
    return !stated.through && /^\w[\w-]*$/.test(stated.value) && text.replace(/^(["'])(.*)\1$/, '$2') === stated.value
  })
  if (!fits) return []
  const put = (into: Stated, value: string): Edit => ({
    kind: 'replace',
    at: into.at,
    text: textAt(sources, into.at).replace(into.value, () => value),
  })
  return [put(key, secret.value), put(secret, key.value)]
}
