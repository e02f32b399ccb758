import { expect, test } from 'vitest'
import { browserUrl, chosenProviders, missingKeys, pageUrl, providerKey, serverUrl, stackMode } from './derive.ts'
import { stackSchema, type StackConfig } from './schema.ts'

function configOf(fields: object = {}): StackConfig {
  return stackSchema.parse({ version: 1, name: 'test', target: 'local', ...fields })
}

const selfHosted = { target: 'self-hosted', livekit: { domain: 'livekit.example.com' }, web: { domain: 'app.example.com' } }
const local = { stt: { provider: 'local' }, llm: { provider: 'local' }, tts: { en: { provider: 'local' }, hi: { provider: 'local' } } }

test.each([
  [{}, 'ws://127.0.0.1:7880', 'ws://phone.test:7880', 'http://localhost:3000'],
  [
    { livekit: { port: 7990 }, web: { port: 8000, host: '0.0.0.0' } },
    'ws://127.0.0.1:7990',
    'ws://phone.test:7990',
    'http://localhost:8000',
  ],
  [selfHosted, 'ws://127.0.0.1:7880', 'wss://livekit.example.com', 'https://app.example.com'],
  [
    { target: 'cloud', livekit: { url: 'wss://p.livekit.cloud' } },
    'wss://p.livekit.cloud',
    'wss://p.livekit.cloud',
    'http://localhost:3000',
  ],
])('the URLs of %j', (fields, ...urls) => {
  const config = configOf(fields)
  expect([serverUrl(config), browserUrl(config, 'phone.test'), pageUrl(config)]).toEqual(urls)
})

test('fallbacks are chosen providers too', () => {
  const config = configOf({ providers: { llm: { provider: 'groq', fallback: { provider: 'openai' } } } })
  expect(chosenProviders(config).map(({ provider }) => provider)).toEqual(['deepgram', 'groq', 'openai', 'elevenlabs', 'sarvam'])
})

test('a key is found under either name, and a placeholder is none', () => {
  expect(providerKey(new Map([['ELEVEN_API_KEY', 'real-key']]), 'elevenlabs')).toBe('real-key')
  expect(providerKey(new Map([['ELEVENLABS_API_KEY', '<key>']]), 'elevenlabs')).toBeNull()
})

test('each missing key is named once, and none where a base URL is set', () => {
  const config = configOf({
    providers: {
      stt: { provider: 'openai' },
      llm: { provider: 'openai', fallback: { provider: 'groq', baseUrl: 'http://127.0.0.1:9/v1' } },
      tts: { en: { provider: 'local' }, hi: { provider: 'sarvam' } },
    },
  })
  expect(missingKeys(chosenProviders(config), new Map([['SARVAM_API_KEY', 'real-key']]))).toEqual([
    { provider: 'openai', name: 'OPENAI_API_KEY' },
  ])
})

test.each([
  [{}, {}, 'demo'],
  [{}, { GROQ_API_KEY: 'real-key' }, 'live'],
  [{}, { GROQ_API_KEY: 'changeme' }, 'demo'],
  [{ providers: local }, {}, 'live'],
  [{ providers: { llm: { provider: 'groq', baseUrl: 'http://127.0.0.1:9/v1' } } }, {}, 'live'],
])('with %j and the keys %j the mode is %s', (fields, env, mode) => {
  expect(stackMode({ config: configOf(fields), env: new Map(Object.entries(env)) })).toBe(mode)
})
