import { isPlaceholder } from './credentials.ts'
import type { Stack } from './load.ts'
import { providers, type ProviderId } from './providers.ts'
import type { StackConfig } from './schema.ts'

interface Choice {
  provider: ProviderId
  baseUrl?: string | undefined
}

/** The URL at which the agent worker and this machine reach LiveKit. */
export function serverUrl(config: StackConfig): string {
  return config.livekit.url ?? `ws://127.0.0.1:${config.livekit.port}`
}

/** The URL at which a browser reaches LiveKit. `pageHost` is the host name the page was opened under: a phone on the same network needs that one. */
export function browserUrl(config: StackConfig, pageHost = '127.0.0.1'): string {
  if (config.livekit.url) return config.livekit.url
  if (config.target === 'self-hosted' && config.livekit.domain) return `wss://${config.livekit.domain}`
  return `ws://${pageHost}:${config.livekit.port}`
}

export function pageUrl(config: StackConfig): string {
  if (config.target === 'self-hosted' && config.web.domain) return `https://${config.web.domain}`
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.web.host) ? 'localhost' : config.web.host
  return `http://${host}:${config.web.port}`
}

/** Every provider the stack may call without being asked by a caller, fallbacks included. */
export function chosenProviders(config: StackConfig): Choice[] {
  const { stt, llm, tts } = config.providers
  return [stt, llm, llm.fallback, tts.en, tts.en.fallback, tts.hi, tts.hi.fallback].filter((choice) => choice !== undefined)
}

/** A provider's key from the environment under any of its names, or null. A placeholder counts as none. */
export function providerKey(env: ReadonlyMap<string, string>, id: ProviderId): string | null {
  const value = providers[id].keys.map((name) => env.get(name)).find(Boolean)
  return value === undefined || isPlaceholder(value) ? null : value
}

export interface MissingKey {
  provider: ProviderId
  /** The canonical environment name. */
  name: string
}

/** The keys that the chosen providers need and that are not set. */
export function missingKeys(choices: Choice[], env: ReadonlyMap<string, string>): MissingKey[] {
  const missing = new Map<string, MissingKey>()
  for (const { provider, baseUrl } of choices) {
    const name = providers[provider].keys[0]
    if (name !== undefined && baseUrl === undefined && providerKey(env, provider) === null) missing.set(name, { provider, name })
  }
  return [...missing.values()]
}

/**
 * `demo` when not one of the needed keys is set: a deterministic model and espeak-ng stand in, labelled as such.
 * `live` otherwise; keys that are then still missing are an error, never a silent demo.
 */
export function stackMode(stack: Pick<Stack, 'config' | 'env'>): 'demo' | 'live' {
  const choices = chosenProviders(stack.config)
  const needed = choices.filter(({ provider, baseUrl }) => providers[provider].keys.length > 0 && baseUrl === undefined)
  const hasKey = needed.some(({ provider }) => providerKey(stack.env, provider) !== null)
  return needed.length === 0 || hasKey || needed.length < choices.length ? 'live' : 'demo'
}
