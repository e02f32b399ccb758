import { Failure } from '../../core/failure.ts'
import { chosenProviders, missingKeys, stackMode } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { providers } from '../../stack/providers.ts'

/** The mode a stack will run in. Raises PROVIDER_KEY_MISSING when some of the chosen providers have their key and others don't. */
export function modeWithKeys(stack: Stack): 'demo' | 'live' {
  const mode = stackMode(stack)
  const missing = mode === 'live' ? missingKeys(chosenProviders(stack.config), stack.env) : []
  if (missing.length === 0) return mode
  const names = missing.map(({ name }) => name)
  throw new Failure({
    code: 'PROVIDER_KEY_MISSING',
    message: names.length === 1 ? `${names[0]} is missing` : `${names.join(', ')} are missing`,
    why: 'voicectl.yaml chooses providers that need a key, and .env does not hold it. Without a single key the stack would run in demo mode.',
    fix: missing.map(({ provider, name }) => {
      const { label, keyPage } = providers[provider]
      return {
        text: `Put ${name}=<your key> into .env${keyPage === null ? '' : ` (${label} makes keys at ${keyPage})`}, or choose another provider in voicectl.yaml`,
      }
    }),
    exit: 2,
  })
}
