import type { ApiPairFact, Facts } from '../facts.ts'
import { clientPairs, serverPairs } from '../keys/pairs.ts'
import { isSameSite } from '../net/services.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'keys.one-side',
  severity: 'error',
  summary: 'an API key without its secret, or a secret without its key',
  story: `A program needs both halves of a pair: the key names who signs, the secret signs. Here one half is set, and the other is nowhere to be seen: not beside it, not in another file of the same service.

What happens depends on the program. The agent worker ends at its start with \`api_secret is required\`, the token endpoint of a page answers 500 when somebody wants to talk, livekit-sip and livekit-egress start and fail on the first call. An entry of the server's \`keys\` without a secret lets nobody in.

Add the other half. If it is given by the shell or the platform that starts the program, name it without a value (\`LIVEKIT_API_SECRET:\` in a compose file), so that everybody sees it.`,
  *find(facts) {
    for (const pair of [...serverPairs(facts), ...clientPairs(facts)]) {
      const there = pair.key ?? pair.secret
      if (there === null || (pair.key !== null && pair.secret !== null) || isGivenElsewhere(facts, pair)) continue
      const [has, lacks] = pair.key === null ? ['secret', 'key'] : ['key', 'secret']
      yield {
        message: `The LiveKit API ${has} is set and no ${lacks} for it`,
        why:
          pair.side === 'server'
            ? 'The server takes no token of this key.'
            : 'No token can be signed: what needs one ends at its start, or fails when somebody calls.',
        fix: { text: `Add the API ${lacks} beside it` },
        places: placesOf(there),
      }
    }
  },
}

/** True where the missing half is named, and left to whoever starts the program, or lies in a file of its own, as Docker's secrets do. */
function isGivenElsewhere(facts: Facts, { side, site, key, at }: ApiPairFact): boolean {
  if (side === 'server') return false
  const name = key === null ? 'LIVEKIT_API_KEY' : 'LIVEKIT_API_SECRET'
  return facts
    .all('env')
    .filter((env) => isSameSite(env.site, site) || env.at.file === at.file)
    .some((env) => (env.name === name && env.value === null) || (env.name === `${name}_FILE` && env.value?.value !== ''))
}
