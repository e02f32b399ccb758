import { expect, test } from 'vitest'
import { parseEnvFile } from '../../stack/env-file.ts'
import { newApiKey, newApiSecret, planEnv, type EnvInput } from './env-plan.ts'

const REAL = 'r'.repeat(40)

function plan(input: Partial<EnvInput>) {
  const { content, set } = planEnv({ text: null, target: 'local', secrets: {}, providers: [], ...input })
  const values = Object.fromEntries([...parseEnvFile(content ?? '')].map(([name, { value }]) => [name, value]))
  return { content, set, values }
}

test('a key is API and twelve characters; a secret is 32 random bytes', () => {
  expect(newApiKey()).toMatch(/^API[A-Za-z0-9]{12}$/)
  expect(newApiSecret()).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set(Array.from({ length: 50 }, newApiSecret)).size).toBe(50)
  expect(new Set(Array.from({ length: 50 }, newApiKey)).size).toBe(50)
})

test('a new .env has key, secret, and room for the keys of the chosen providers, each once', () => {
  const { values, set } = plan({ providers: ['groq', 'openai', 'groq', 'local'] })
  expect(Object.keys(values)).toEqual(['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET', 'GROQ_API_KEY', 'OPENAI_API_KEY'])
  expect(set).toEqual(['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'])
})

test('every value that is there stays', () => {
  const text = `# mine\nLIVEKIT_API_KEY=APImine\nLIVEKIT_API_SECRET=${REAL}\nGROQ_API_KEY=real-key\nOTHER=1\n`
  expect(plan({ text, secrets: { GROQ_API_KEY: 'other-key' } })).toMatchObject({ content: null, set: [] })
})

test('what is missing, empty or a placeholder is filled in', () => {
  const text = `# mine\nLIVEKIT_API_KEY=devkey\nLIVEKIT_API_SECRET=\nOTHER='a b'\n`
  const { content, values } = plan({ text, secrets: { GROQ_API_KEY: 'real-key' } })
  expect(content).toMatch(/^# mine\nLIVEKIT_API_KEY=API\w{12}\nLIVEKIT_API_SECRET=[0-9a-f]{64}\nOTHER='a b'\nGROQ_API_KEY=real-key\n$/)
  expect(values).toMatchObject({ OTHER: 'a b', GROQ_API_KEY: 'real-key' })
})

test('half a pair is completed, not replaced', () => {
  const { values } = plan({ text: 'LIVEKIT_API_KEY=APImine\n' })
  expect(values).toMatchObject({ LIVEKIT_API_KEY: 'APImine', LIVEKIT_API_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test("for LiveKit Cloud nothing is made up: its key and secret are the project's", () => {
  expect(plan({ target: 'cloud' }).values).toEqual({ LIVEKIT_API_KEY: '', LIVEKIT_API_SECRET: '' })
  const secrets = { LIVEKIT_API_KEY: 'APIcloud', LIVEKIT_API_SECRET: REAL }
  expect(plan({ target: 'cloud', secrets }).values).toEqual(secrets)
})
