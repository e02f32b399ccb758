import { expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import { missingKeyNames, modeWithKeys } from './needed-keys.ts'
import { stackSchema } from './schema.ts'

const stack = (env: Record<string, string>) => ({
  config: stackSchema.parse({ version: 1, name: 'shop', target: 'local' }),
  env: new Map(Object.entries(env)),
})
const ALL = ['DEEPGRAM_API_KEY', 'GROQ_API_KEY', 'ELEVENLABS_API_KEY', 'SARVAM_API_KEY']
const set = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'a-key-of-a-test-0123456789']))

function refusal(env: Record<string, string>): Failure {
  try {
    modeWithKeys(stack(env))
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('not refused')
}

test('a demo is live once it has every key that it names', () => {
  expect(modeWithKeys(stack({}))).toBe('demo')
  const names = missingKeyNames(stack({}))
  expect(names.toSorted()).toEqual(ALL.toSorted())
  expect(modeWithKeys(stack(set(...names)))).toBe('live')
})

test('keys that are missing beside others: a list, and one thing to do', () => {
  const failure = refusal(set('GROQ_API_KEY'))
  expect(failure).toMatchObject({
    code: 'PROVIDER_KEY_MISSING',
    exit: 2,
    message: '3 provider keys are missing',
    fix: [{ text: 'Put them into .env, or choose other providers in voicectl.yaml' }],
  })
  expect(failure.details).toHaveLength(3)
  expect(failure.details).toContain('DEEPGRAM_API_KEY: Deepgram, made at https://console.deepgram.com')
})

test('a single one', () => {
  expect(refusal(set(...ALL.filter((name) => name !== 'SARVAM_API_KEY')))).toMatchObject({
    message: 'SARVAM_API_KEY is missing',
    fix: [{ text: 'Put it into .env, or choose other providers in voicectl.yaml' }],
  })
})
