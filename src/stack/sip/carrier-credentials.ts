import { firstValue } from '../first-value.ts'
import { carriers, type CarrierProvider, type CredentialRole } from './carrier-names.ts'

/** What a carrier's API is asked with, as far as it is set. */
export interface Credentials {
  values: Partial<Record<CredentialRole, string>>
  /** Canonical names of what is not set. */
  missing: string[]
}

/** As voicectl.yaml refers to them, else as the usual names in .env have them. A key of its own stands in for an account's token. */
export function credentialsOf(
  provider: CarrierProvider,
  given: Partial<Record<CredentialRole, string | undefined>>,
  env: ReadonlyMap<string, string>,
): Credentials {
  const { names, keySecret = [] } = carriers[provider]
  const valueOf = (role: CredentialRole) => given[role] ?? firstValue(env, names[role] ?? [])
  const token = valueOf('secret')
  const secret = token ?? firstValue(env, keySecret)
  const byKey = given.key !== undefined || (token === null && valueOf('key') !== null)
  const values: Credentials['values'] = {}
  for (const role of ['account', 'space'] as const) {
    const value = valueOf(role)
    if (value !== null) values[role] = value
  }
  const key = byKey ? valueOf('key') : null
  if (key !== null) values.key = key
  if (secret !== null) values.secret = secret
  const needed = (['account', 'secret', 'space'] as const).filter((role) => names[role] && values[role] === undefined)
  return { values, missing: needed.flatMap((role) => names[role]?.[0] ?? []) }
}
