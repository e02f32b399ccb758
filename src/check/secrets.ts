import type { Facts } from './facts.ts'
import { referencesOf, referredTo } from './sip/references.ts'

/** Words out of guides that stand where a secret belongs: hiding them would hide them in every sentence too. */
const WORDS = new Set(['secret', 'devkey', 'password', 'changeme', 'postgres', 'livekit', 'placeholder', 'default', 'mismatch'])

/** The values among the facts that must never be shown, by what they are used for. */
export function secretValues(facts: Facts): string[] {
  const stated = [
    ...facts.all('env').map((env) => (env.secret ? env.value?.value : undefined)),
    ...facts.all('api-pair').flatMap(({ key, secret }) => [key?.value, secret?.value]),
    ...facts.all('redis').map(({ password }) => password?.value),
    ...facts.all('redis-server').map(({ password }) => password?.value),
    ...[...facts.all('trunk'), ...facts.all('dispatch-rule'), ...facts.all('egress-request')].flatMap(({ secrets }) => secrets),
    ...referredSecrets(facts),
  ]
  return [...new Set(stated.filter((value): value is string => value !== undefined && value !== '' && !WORDS.has(value)))]
}

/** What passwords, pins and headers of voicectl.yaml refer to, whatever the names in .env are. */
function referredSecrets(facts: Facts): (string | undefined)[] {
  const trunks = facts.all('trunk').flatMap(({ field }) => [field('auth_password'), field('headers')])
  const pins = facts.all('dispatch-rule').flatMap(({ field }) => [field('rule')])
  return [...trunks, ...pins].flatMap((node) => referencesOf(node)).map((reference) => referredTo(facts, reference)?.value?.value)
}
