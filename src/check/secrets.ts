import type { Facts } from './facts.ts'

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
  ]
  return [...new Set(stated.filter((value): value is string => value !== undefined && value !== '' && !WORDS.has(value)))]
}
