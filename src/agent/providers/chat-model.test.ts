import { expect, test } from 'vitest'
import { startOpenAi } from '../../../test/support/providers/openai.ts'
import { llmProviders, providers } from '../../stack/providers.ts'
import { stackSchema } from '../../stack/schema.ts'
import { createChatModel, llmKeyNames } from './chat-model.ts'

function stackOf(llm: object, env: Record<string, string> = {}) {
  const config = stackSchema.parse({ version: 1, name: 'test', target: 'local', providers: { llm } })
  return { config, env: new Map(Object.entries(env)) }
}

test.each(llmProviders)('%s is reached with the model and key that the stack gives', (provider) => {
  const name = providers[provider].keys[0]
  const stack = stackOf({ provider }, name === undefined ? {} : { [name]: 'some-key-value' })
  expect(createChatModel(stack).label).toBe(`${provider}/${providers[provider].llm?.model}`)
})

test('without any key it is the demo', () => {
  expect(createChatModel(stackOf({ provider: 'groq' })).label).toBe('demo')
})

test('a missing key beside others is an error that names it, never a silent demo', () => {
  const stack = stackOf({ provider: 'openrouter' }, { DEEPGRAM_API_KEY: 'some-key-value' })
  expect(() => createChatModel(stack)).toThrow(
    expect.objectContaining({ code: 'LLM_KEY_MISSING', message: 'OPENROUTER_API_KEY is not set' }),
  )
})

test('a key is optional where a base URL is set', () => {
  expect(createChatModel(stackOf({ provider: 'openai', baseUrl: 'http://127.0.0.1:9/v1', model: 'mine' })).label).toBe('openai/mine')
})

test('the names of the keys, each once', () => {
  expect(llmKeyNames(stackOf({ provider: 'groq', fallback: { provider: 'openai' } }))).toEqual(['GROQ_API_KEY', 'OPENAI_API_KEY'])
  expect(llmKeyNames(stackOf({ provider: 'local', fallback: { provider: 'local' } }))).toEqual([])
})

test('the configured fallback answers when the first provider refuses', async () => {
  const [first, second] = await Promise.all([startOpenAi({ ttftMs: 0 }), startOpenAi({ ttftMs: 0, reply: 'from the second' })])
  first.fail(429)
  const log: string[] = []
  const llm = {
    provider: 'groq',
    model: 'a',
    baseUrl: first.baseUrl,
    fallback: { provider: 'openai', model: 'b', baseUrl: second.baseUrl },
  }
  try {
    const model = createChatModel(stackOf(llm), (line) => log.push(line))
    const tokens = await Array.fromAsync(model.stream([], { signal: new AbortController().signal, route: 'general_en' }))
    expect(tokens.join('')).toBe('from the second')
    expect(log).toEqual([expect.stringMatching(/^groq\/a failed: Groq says .*429.* openai\/b takes over\.$/)])
  } finally {
    await Promise.all([first.stop(), second.stop()])
  }
})
