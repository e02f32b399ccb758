import { Failure } from '../core/failure.ts'
import { chosenProviders, missingKeys, stackMode } from './derive.ts'
import type { Stack } from './load.ts'
import { providers } from './providers.ts'

/** The environment names of all keys that a stack's providers need and that are not set: a demo is live once it has every one of them. */
export function missingKeyNames({ config, env }: Pick<Stack, 'config' | 'env'>): string[] {
  return missingKeys(chosenProviders(config), env).map(({ name }) => name)
}

/** The mode a stack will run in. Raises PROVIDER_KEY_MISSING when some of the chosen providers have their key and others don't. */
export function modeWithKeys({ config, env }: Pick<Stack, 'config' | 'env'>): 'demo' | 'live' {
  const mode = stackMode({ config, env })
  const missing = mode === 'live' ? missingKeys(chosenProviders(config), env) : []
  if (missing.length === 0) return mode
  const one = missing.length === 1
  throw new Failure({
    code: 'PROVIDER_KEY_MISSING',
    message: one ? `${missing[0]?.name} is missing` : `${missing.length} provider keys are missing`,
    why: `voicectl.yaml chooses ${one ? 'this provider' : 'these providers'}; without ${one ? 'its key' : 'their keys'} the first call would fail.`,
    details: missing.map(({ name, provider }) => {
      const { label, keyPage } = providers[provider]
      return `${name}: ${label}${keyPage === null ? '' : `, made at ${keyPage}`}`
    }),
    fix: [{ text: `Put ${one ? 'it' : 'them'} into .env, or choose other providers in voicectl.yaml` }],
    exit: 2,
  })
}
