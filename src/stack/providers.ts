export const sttProviders = ['deepgram', 'openai', 'local'] as const
export const llmProviders = ['groq', 'openai', 'openrouter', 'google', 'local'] as const
export const ttsProviders = ['sarvam', 'elevenlabs', 'google', 'openai', 'local'] as const

export type ProviderId = (typeof sttProviders)[number] | (typeof llmProviders)[number] | (typeof ttsProviders)[number]

export interface SpeechDefaults {
  model: string
  voice: string
  /** Voice for Hindi where it differs from `voice`. */
  voiceHi?: string
  baseUrl: string
}

export interface ModelDefaults {
  model: string
  baseUrl: string
}

export interface Provider {
  label: string
  /** Environment names that hold the key, the canonical one first; empty when no key is needed. */
  keys: readonly string[]
  /** Where a key is made. */
  keyPage: string | null
  stt?: ModelDefaults
  llm?: ModelDefaults
  tts?: SpeechDefaults
}

/** What voicectl knows of each provider. Models are editable defaults; voicectl.yaml overrides them. */
export const providers: Record<ProviderId, Provider> = {
  deepgram: {
    label: 'Deepgram',
    keys: ['DEEPGRAM_API_KEY'],
    keyPage: 'https://console.deepgram.com',
    stt: { model: 'nova-3', baseUrl: 'wss://api.deepgram.com' },
  },
  groq: {
    label: 'Groq',
    keys: ['GROQ_API_KEY'],
    keyPage: 'https://console.groq.com/keys',
    llm: { model: 'llama-3.3-70b-versatile', baseUrl: 'https://api.groq.com/openai/v1' },
  },
  openai: {
    label: 'OpenAI',
    keys: ['OPENAI_API_KEY'],
    keyPage: 'https://platform.openai.com/api-keys',
    stt: { model: 'gpt-4o-mini-transcribe', baseUrl: 'https://api.openai.com/v1' },
    llm: { model: 'gpt-4.1-mini', baseUrl: 'https://api.openai.com/v1' },
    tts: { model: 'gpt-4o-mini-tts', voice: 'alloy', baseUrl: 'https://api.openai.com/v1' },
  },
  openrouter: {
    label: 'OpenRouter',
    keys: ['OPENROUTER_API_KEY'],
    keyPage: 'https://openrouter.ai/keys',
    llm: { model: 'meta-llama/llama-3.3-70b-instruct', baseUrl: 'https://openrouter.ai/api/v1' },
  },
  google: {
    label: 'Google Gemini',
    keys: ['GOOGLE_API_KEY'],
    keyPage: 'https://aistudio.google.com/apikey',
    llm: { model: 'gemini-2.5-flash', baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai' },
    tts: { model: 'gemini-2.5-flash-preview-tts', voice: 'Kore', baseUrl: 'https://generativelanguage.googleapis.com/v1beta' },
  },
  sarvam: {
    label: 'Sarvam',
    keys: ['SARVAM_API_KEY'],
    keyPage: 'https://dashboard.sarvam.ai',
    tts: { model: 'bulbul:v2', voice: 'vidya', baseUrl: 'https://api.sarvam.ai' },
  },
  elevenlabs: {
    label: 'ElevenLabs',
    keys: ['ELEVENLABS_API_KEY', 'ELEVEN_API_KEY'],
    keyPage: 'https://elevenlabs.io/app/settings/api-keys',
    tts: { model: 'eleven_turbo_v2_5', voice: 'bIHbv24MWmeRgasZH58o', baseUrl: 'https://api.elevenlabs.io/v1' },
  },
  local: {
    label: 'OpenAI-compatible servers on this machine',
    keys: [],
    keyPage: null,
    stt: { model: 'Systran/faster-whisper-small', baseUrl: 'http://127.0.0.1:8000/v1' },
    llm: { model: 'llama3.2', baseUrl: 'http://127.0.0.1:11434/v1' },
    tts: { model: 'kokoro', voice: 'af_heart', voiceHi: 'hf_alpha', baseUrl: 'http://127.0.0.1:8880/v1' },
  },
}

/** Every environment name that may hold a provider's key. */
export const providerKeyNames: readonly string[] = Object.values(providers).flatMap((provider) => provider.keys)
