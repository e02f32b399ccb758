import { languages, modes, type Language, type Mode } from '../core/caller.ts'
import { browserUrl, providerKey, stackMode } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import { missingKeyNames } from '../stack/needed-keys.ts'

interface Choice {
  id: string
  label: string
}

/** What the page needs to know of the stack; nothing in it is secret. */
export interface PageConfig {
  name: string
  mode: 'demo' | 'live'
  /** What is missing for the real thing; null when live. */
  demo: { missingKeys: string[] } | null
  agentName: string
  /** Where the browser will look for LiveKit. */
  serverUrl: string
  languages: Choice[]
  modes: Choice[]
  voices: Choice[]
}

const LANGUAGE_LABELS: Record<Language, string> = { en: 'English', hi: 'हिन्दी (Hindi)' }
const MODE_LABELS: Record<Mode, string> = { general: 'General', sales: 'Sales', support: 'Support', technical: 'Technical' }

export function pageConfig(stack: Stack, pageHost: string): PageConfig {
  const { config, env } = stack
  const mode = stackMode(stack)
  // `gemini` is the one voice by name that a caller can ask for; without Google's key it would only fall back.
  const gemini = mode === 'live' && providerKey(env, 'google') !== null
  return {
    name: config.name,
    mode,
    demo: mode === 'demo' ? { missingKeys: missingKeyNames(stack) } : null,
    agentName: config.agent.name,
    serverUrl: browserUrl(config, pageHost),
    languages: languages.map((id) => ({ id, label: LANGUAGE_LABELS[id] })),
    modes: modes.map((id) => ({ id, label: MODE_LABELS[id] })),
    voices: [{ id: '', label: 'Default' }, ...(gemini ? [{ id: 'gemini', label: 'Gemini' }] : [])],
  }
}
