import type { tts } from '@livekit/agents'
import type { Caller } from '../../core/caller.ts'
import { Failure } from '../../core/failure.ts'
import { providerKey, stackMode } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { providers, type ProviderId } from '../../stack/providers.ts'
import type { TtsSelection } from '../../stack/schema.ts'
import { ElevenLabsTts } from './elevenlabs-tts.ts'
import { EspeakVoice, espeakInstalled } from './espeak-tts.ts'
import { GoogleVoice } from './google-tts.ts'
import { GuardedSpeech, type Speaker } from './guarded-speech.ts'
import { OpenAiVoice } from './openai-tts.ts'
import { SarvamVoice } from './sarvam-tts.ts'
import { failureLine, keyMissing, speechFailure, type SpeechServer } from './speech-failure.ts'
import { VoiceTts } from './voice-tts.ts'

type SpeechStack = Pick<Stack, 'config' | 'env'>
type Language = Caller['language']

interface Choice extends TtsSelection {
  /** Where it was chosen, for example `providers.tts.hi`. */
  setting: string
}

export interface SpeechOptions {
  /** Gets a line for each failure and takeover. */
  log: (line: string) => void
  /** Milliseconds from the first sentence to its sound after which a provider counts as failed; by default it depends on the provider. */
  firstSoundMs?: number
  /** Milliseconds without a sound in the middle of an answer after which it counts as failed. */
  silenceMs?: number
}

const FIRST_SOUND_MS = 4000
/** Gemini's speech models may make the whole sentence before they send any of it. */
const FIRST_SOUND_GOOGLE_MS = 7000
const SILENCE_MS = 4000

/**
 * The speech for one caller: Google's for `voice: gemini`, else the one that the stack sets for the language, with its fallback.
 * In demo mode espeak-ng, or null where that is not installed. It connects at once. `log` gets a line for each failure and takeover.
 * Raises TTS_KEY_MISSING when neither the provider nor its fallback has a key.
 */
export function createSpeech(stack: SpeechStack, caller: Caller, log: (line: string) => void = console.log): tts.TTS | null {
  return createSpeechWithin(stack, caller, { log })
}

/** `createSpeech` with other time limits. */
export function createSpeechWithin(stack: SpeechStack, caller: Caller, options: SpeechOptions): tts.TTS | null {
  const { language } = caller
  const { log, firstSoundMs, silenceMs = SILENCE_MS } = options
  if (stackMode(stack) === 'demo')
    return espeakInstalled() ? new GuardedSpeech({ speakers: [espeakSpeaker(language)], log, silenceMs }) : null
  const speakers = choicesFor(stack, caller, log).map((choice) => ({
    ...createSpeaker(choice, stack, language),
    ...(firstSoundMs === undefined ? {} : { firstSoundMs }),
  }))
  const [first, ...others] = speakers
  if (first === undefined) {
    throw keyMissing({ kind: 'TTS', provider: stack.config.providers.tts[language].provider, setting: settingOf(language) })
  }
  const speech = new GuardedSpeech({ speakers: [first, ...others], log, silenceMs })
  speech.prewarm()
  return speech
}

/** What can speak to this caller, in order of preference. */
function choicesFor(stack: SpeechStack, { voice, language }: Caller, log: (line: string) => void): Choice[] {
  const { fallback, ...chosen } = stack.config.providers.tts[language]
  const setting = settingOf(language)
  const choices: Choice[] = [{ ...chosen, setting }, ...(fallback ? [{ ...fallback, setting: `${setting}.fallback` }] : [])]
  const usable = choices.filter((choice) => {
    const isUsable = hasKey(choice, stack)
    if (!isUsable) log(failureLine(keyMissing({ kind: 'TTS', ...choice })))
    return isUsable
  })
  if (voice !== 'gemini') return usable
  const google = googleChoice(stack)
  if (hasKey(google, stack)) return [google, ...usable.filter(({ provider }) => provider !== 'google')]
  const instead = usable[0] ? ` ${providers[usable[0].provider].label} speaks instead.` : ''
  log(`The caller asked for the voice gemini, but GOOGLE_API_KEY is not set.${instead}`)
  return usable
}

/** Google's speech as the stack sets it anywhere, else with its defaults. */
function googleChoice({ config }: SpeechStack): Choice {
  const { en, hi } = config.providers.tts
  const all = [
    { ...en, setting: settingOf('en') },
    { ...hi, setting: settingOf('hi') },
    ...(en.fallback ? [{ ...en.fallback, setting: `${settingOf('en')}.fallback` }] : []),
    ...(hi.fallback ? [{ ...hi.fallback, setting: `${settingOf('hi')}.fallback` }] : []),
  ]
  return all.find(({ provider }) => provider === 'google') ?? { provider: 'google', setting: 'providers.tts' }
}

function settingOf(language: Language): string {
  return `providers.tts.${language}`
}

function hasKey({ provider, baseUrl }: Choice, { env }: SpeechStack): boolean {
  return providers[provider].keys.length === 0 || baseUrl !== undefined || providerKey(env, provider) !== null
}

interface Settings {
  provider: ProviderId
  model: string
  voice: string
  baseUrl: string
  key: string | null
  language: Language
}

function createSpeaker(choice: Choice, { env }: SpeechStack, language: Language): Speaker {
  const { provider, setting } = choice
  const { label, tts: defaults } = providers[provider]
  if (defaults === undefined) throw new Error(`${provider} has no speech in the provider table`)
  const settings: Settings = {
    provider,
    model: choice.model ?? defaults.model,
    voice: choice.voice ?? (language === 'hi' ? defaults.voiceHi : undefined) ?? defaults.voice,
    baseUrl: choice.baseUrl ?? defaults.baseUrl,
    key: providerKey(env, provider),
    language,
  }
  const server: SpeechServer = { kind: 'TTS', setting, ...settings }
  return {
    label,
    create: () => connectTo(settings),
    describe: (error) => speechFailure(error, server),
    firstSoundMs: provider === 'google' ? FIRST_SOUND_GOOGLE_MS : FIRST_SOUND_MS,
  }
}

function espeakSpeaker(language: Language): Speaker {
  return {
    label: 'espeak-ng',
    create: () => new VoiceTts(new EspeakVoice(language)),
    describe: (error) =>
      new Failure({ code: 'TTS_ESPEAK_FAILED', message: 'espeak-ng failed to speak', why: (error as Error).message, cause: error }),
    firstSoundMs: FIRST_SOUND_MS,
  }
}

function connectTo(settings: Settings): ReturnType<Speaker['create']> {
  switch (settings.provider) {
    case 'sarvam':
      return new VoiceTts(new SarvamVoice(settings))
    case 'elevenlabs':
      return new ElevenLabsTts(settings)
    case 'google':
      return new VoiceTts(new GoogleVoice(settings))
    case 'openai':
    case 'local':
      return new VoiceTts(new OpenAiVoice({ ...settings, provider: settings.provider }))
    case 'deepgram':
    case 'groq':
    case 'openrouter':
      throw new Error(`${settings.provider} has no speech`)
  }
}
