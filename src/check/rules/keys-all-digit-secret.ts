import type { EnvFact } from '../facts.ts'
import { known, serverPairs } from '../keys/pairs.ts'
import { placesOf } from '../places.ts'
import type { Rule } from '../rule.ts'

/** What YAML takes for something else than text. */
const NO_TEXT = /^(?:[-+]?[\d_]+|0x[\da-f_]+|0o?[0-7_]+|[-+]?(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?|true|false|null|~|yes|no|on|off)$/i

export const rule: Rule = {
  id: 'keys.all-digit-secret',
  severity: 'error',
  summary: 'a secret in LIVEKIT_KEYS that YAML reads as a number, so that the server drops its key',
  story: `livekit-server reads LIVEKIT_KEYS as YAML and takes only those entries whose value is text. A secret of digits only (or such as \`12e34\`, or \`true\`) is a number to YAML: the entry is left out without a word.

Where it was the only one, the server ends with \`one of key-file or keys must be provided in order to start the server\`, and with exit code 0. Where there are others, it starts and answers 401 to this key.

Put the secret in quotes within the value, \`LIVEKIT_KEYS: '{"<key>": "<secret>"}'\`, or better make one with letters in it. In the \`keys\` of livekit.yaml this does not happen: there every value is read as text.`,
  *find(facts) {
    const keys = facts.all('env').filter(({ name, in: where }) => name === 'LIVEKIT_KEYS' && where !== 'example')
    for (const pair of serverPairs(facts)) {
      const secret = known(pair.secret)
      if (pair.secret === null || secret === undefined || !NO_TEXT.test(secret)) continue
      const env = keys.find((candidate) => isWrittenIn(candidate, pair.at))
      if (!env || isQuoted(env, secret)) continue
      yield {
        message: 'YAML reads this secret in LIVEKIT_KEYS as something else than text',
        why: 'The server leaves the key out without a word: it answers 401 to it, or does not start where it has no other key.',
        fix: { text: 'Put the secret in quotes within LIVEKIT_KEYS, or make one that has letters in it', command: 'openssl rand -hex 32' },
        places: placesOf(pair.secret),
      }
    }
  },
}

function isWrittenIn({ at, value }: EnvFact, place: { file: string; line: number }): boolean {
  return [at, value?.at].some((one) => one?.file === place.file && one.line === place.line)
}

function isQuoted({ value }: EnvFact, secret: string): boolean {
  return value !== null && [`"${secret}"`, `'${secret}'`].some((quoted) => value.value.includes(quoted))
}
