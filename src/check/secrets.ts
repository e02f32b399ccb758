import type { Facts } from './facts.ts'
import { referencesOf, referredTo } from './sip/references.ts'

/** Words out of guides that stand where a secret belongs: hiding them would hide them in every sentence too. */
const WORDS = new Set(['secret', 'devkey', 'password', 'changeme', 'postgres', 'livekit', 'placeholder', 'default', 'mismatch'])

/** The name of a secret, where one waits to be filled in. */
const VARIABLE = /^\$(?:\{\w+\}|\w+)$/

/** The values among the facts that must never be shown, by what they are used for. */
export function secretValues(facts: Facts): string[] {
  const stated = [
    ...facts.everywhere('env').map((env) => (env.secret ? env.value?.value : undefined)),
    ...facts.everywhere('api-pair').flatMap(({ key, secret }) => [key?.value, secret?.value]),
    ...facts.everywhere('redis').map(({ password }) => password?.value),
    ...facts.everywhere('redis-server').map(({ password }) => password?.value),
    ...[...facts.everywhere('trunk'), ...facts.everywhere('dispatch-rule'), ...facts.everywhere('egress-request')].flatMap(
      ({ secrets }) => secrets,
    ),
    ...referredSecrets(facts),
  ]
  const isSecret = (value: string | undefined): value is string =>
    value !== undefined && value !== '' && !WORDS.has(value) && !VARIABLE.test(value)
  return [...new Set(stated.filter(isSecret))]
}

/** What passwords, pins and headers of voicectl.yaml refer to, whatever the names in .env are. */
function referredSecrets(facts: Facts): (string | undefined)[] {
  const trunks = facts.everywhere('trunk').flatMap(({ field }) => [field('auth_password'), field('headers')])
  const pins = facts.everywhere('dispatch-rule').flatMap(({ field }) => [field('rule')])
  return [...trunks, ...pins].flatMap((node) => referencesOf(node)).map((reference) => referredTo(facts, reference)?.value?.value)
}
