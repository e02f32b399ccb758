import type { ApiPairFact, Facts, Stated } from '../facts.ts'
import { clientPairs, serverPairs } from '../keys/pairs.ts'
import { isDevPair, isPlaceholder } from '../keys/placeholder.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'keys.placeholder',
  severity: 'error',
  summary: 'a placeholder where a LiveKit API key or secret belongs',
  story: `The value is the one of a guide or an example file: \`your-api-key\`, \`<api_key>\`, \`changeme\`. It gets where it is by copying a file and filling in only some of its lines.

No program notices at its start. livekit-sip and livekit-egress fail on the first call, the agent never registers, and the server says 401 \`invalid API key\`. Where the server itself has the placeholder, everybody who has read the guide can sign tokens for it.

Put in the pair that the server knows, best by stating it once in .env. Files named .env.example and the like may keep their placeholders: they are not looked at.

To be sure: \`voicectl doctor\` shows that the server takes the key.`,
  *find(facts) {
    for (const pair of [...serverPairs(facts), ...clientPairs(facts)]) {
      if (isDevPair(pair.key?.value, pair.secret?.value)) continue
      for (const [part, stated] of [['key', pair.key] as const, ['secret', pair.secret] as const]) {
        if (stated === null || !isPlaceholder(stated.value) || (part === 'key' && isKnownHere(facts, pair))) continue
        yield {
          message: `A placeholder stands where the LiveKit API ${part} belongs`,
          why:
            pair.side === 'server'
              ? 'Everybody who knows the guide can sign tokens that the server takes.'
              : 'The server answers 401: what signs with it never connects.',
          fix:
            pair.side === 'server'
              ? { text: `Put a new API ${part} here, and into every program that signs with it`, ...command(part) }
              : { text: `Put in the API ${part} that the server has` },
          places: placesOf(stated),
          ...(isUsed(facts, pair, stated) ? {} : { severity: 'warning' as const }),
        }
      }
    }
  },
}

/** True for a client's key that a server in the files has: its secret is another rule's matter. */
function isKnownHere(facts: Facts, { side, key }: ApiPairFact): boolean {
  return side === 'client' && key?.value === 'devkey' && serverPairs(facts).some((server) => server.key?.value === key.value)
}

function command(part: 'key' | 'secret'): { command?: string } {
  return part === 'secret' ? { command: 'openssl rand -hex 32' } : {}
}

/** False for a file that no known program reads. */
function isUsed(facts: Facts, { side, user, site }: ApiPairFact, { at }: Stated): boolean {
  return (
    side === 'server' ||
    user !== 'other' ||
    site.service !== null ||
    facts.all('service').some(({ envFiles }) => envFiles.includes(at.file))
  )
}
