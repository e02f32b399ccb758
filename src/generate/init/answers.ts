import { llmProviders, providers, sttProviders, ttsProviders, type ProviderId } from '../../stack/providers.ts'
import { providerKey } from '../../stack/derive.ts'
import type { StackConfig, Target } from '../../stack/schema.ts'
import { isPlaceholder } from '../../stack/credentials.ts'

type Providers = StackConfig['providers']

export interface ProviderAnswers {
  stt: Providers['stt']['provider']
  llm: Providers['llm']['provider']
  ttsEn: Providers['tts']['en']['provider']
  ttsHi: Providers['tts']['hi']['provider']
}

/** What `voicectl init` must know before it writes voicectl.yaml. */
export interface InitAnswers extends ProviderAnswers {
  target: Target
  name: string
  livekitUrl?: string | undefined
  livekitDomain?: string | undefined
  webDomain?: string | undefined
  telephony: boolean
}

/** The answers that flags gave. */
export type InitInput = { [Answer in keyof InitAnswers]?: InitAnswers[Answer] | undefined }

/** The flag, or the environment name, that gives an answer. */
export const flagOf: Record<keyof InitAnswers, string> = {
  target: '--target',
  name: '--name',
  livekitUrl: '--livekit-url',
  livekitDomain: '--livekit-domain',
  webDomain: '--web-domain',
  stt: '--stt',
  llm: '--llm',
  ttsEn: '--tts-en',
  ttsHi: '--tts-hi',
  telephony: '--telephony',
}

export const localProviders: ProviderAnswers = { stt: 'local', llm: 'local', ttsEn: 'local', ttsHi: 'local' }

/** In order of preference; the first is the choice where no key is set. */
const preferred = {
  stt: ['deepgram', 'openai'],
  llm: ['groq', 'openai', 'openrouter', 'google'],
  ttsEn: ['elevenlabs', 'openai', 'google', 'sarvam'],
  ttsHi: ['sarvam', 'elevenlabs', 'google', 'openai'],
} as const

/** The providers whose keys are set already, and the usual ones for the rest. `decided` is true when keys settled every one. */
export function providersByKeys(env: ReadonlyMap<string, string>): ProviderAnswers & { decided: boolean } {
  const withKey = <Id extends ProviderId>(ids: readonly Id[]) => ids.find((id) => providerKey(env, id) !== null)
  const [stt, llm] = [withKey(preferred.stt), withKey(preferred.llm)]
  const [ttsEn, ttsHi] = [withKey(preferred.ttsEn), withKey(preferred.ttsHi)]
  return {
    stt: stt ?? preferred.stt[0],
    llm: llm ?? preferred.llm[0],
    ttsEn: ttsEn ?? preferred.ttsEn[0],
    ttsHi: ttsHi ?? preferred.ttsHi[0],
    decided: [stt, llm, ttsEn, ttsHi].every((id) => id !== undefined),
  }
}

/** The choices of one kind of provider, for a question. */
export function providerChoices<Id extends ProviderId>(ids: readonly Id[]): Array<{ value: Id; name: string }> {
  return ids.map((id) => ({ value: id, name: providers[id].label }))
}

export const providerIds = { stt: sttProviders, llm: llmProviders, ttsEn: ttsProviders, ttsHi: ttsProviders } as const

/** A stack's name from its folder's: lower-case letters, digits and dashes. */
export function nameFromFolder(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '')
  return name === '' ? 'voice-agent' : name
}

/** LiveKit's pages show the project URL with either scheme. */
export function asWebSocketUrl(url: string): string {
  return url.trim().replace(/^http(s?):\/\//, 'ws$1://')
}

/** True when a name has a value that is not a placeholder. */
export function isSet(env: ReadonlyMap<string, string>, name: string): boolean {
  const value = env.get(name)
  return value !== undefined && value !== '' && !isPlaceholder(value)
}

/** The answers that are there. */
export function given(input: InitInput): Partial<InitAnswers> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}
