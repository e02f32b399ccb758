import type { ApiPairFact } from '../facts.ts'
import { clientPairs, known, serverPairs } from '../keys/pairs.ts'
import { isDevPair, isPlaceholder } from '../keys/placeholder.ts'
import { looksLikeKey } from '../keys/forms.ts'
import { listed, placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

const SHORTEST = 32
/** Below this many characters it is tried out in days. */
const GUESSABLE = 16

export const rule: Rule = {
  id: 'keys.weak',
  severity: 'warning',
  summary: 'a LiveKit API secret of less than 32 characters',
  story: `A token is a JWT, signed with HMAC-SHA256 and the API secret. Whoever has one token, and every caller gets one, can try secrets offline, millions in a second, and with the right one makes tokens of his own: join any room, listen, record, call out over the SIP trunks.

livekit-server asks for 32 characters and says so at its start: \`secret is too short, should be at least 32 characters for security\`. That is logged as an error and nothing more; the server starts and takes the secret.

Make a new pair and put it into every place that has the old one: \`voicectl init\` does for a stack of its own, \`livekit-server generate-keys\` for any.

To be sure: the line is gone from the server's log.`,
  *find(facts) {
    const pairs = [...serverPairs(facts), ...clientPairs(facts)].filter((pair) => isWeak(pair))
    for (const [secret, group] of Map.groupBy(pairs, ({ secret }) => known(secret) ?? '')) {
      const places = placesOf(...group.map((pair) => pair.secret))
      yield {
        message: `The LiveKit API secret in ${listed(places.map(({ file }) => file))} has ${secret.length} characters, and LiveKit asks for at least ${SHORTEST}`,
        why: 'Whoever gets one token can try out secrets until one fits, and then join, record and call in your name.',
        fix: { text: 'Put a new secret into every place that has this one', command: 'openssl rand -hex 32' },
        places,
        ...(secret.length < GUESSABLE ? { severity: 'error' as const } : {}),
      }
    }
  },
}

/** Placeholders, the pair of development and a key in the secret's place are findings of their own. */
function isWeak({ key, secret }: ApiPairFact): boolean {
  const text = known(secret)
  if (text === undefined || text.length >= SHORTEST || isPlaceholder(text)) return false
  return !isDevPair(known(key), text) && !looksLikeKey(text)
}
