import { expect, test } from 'vitest'
import { routes } from '../../graph/route.ts'
import { DemoChatModel } from './demo-chat.ts'

const model = new DemoChatModel(['GROQ_API_KEY'])
const signal = new AbortController().signal

test('in English it says that it is a demo, what it heard, who answers and what is missing', async () => {
  const tokens = await Array.fromAsync(model.stream([{ role: 'user', content: 'where is my order' }], { signal, route: 'support_en' }))
  expect(tokens.join('')).toBe(
    'Demo answer from the support specialist. I heard: “where is my order”. No language model is connected; set GROQ_API_KEY for real answers.',
  )
  expect(tokens.length).toBeGreaterThan(15)
})

test('all keys are named: with some of them the stack would not start', async () => {
  const inNeed = new DemoChatModel(['DEEPGRAM_API_KEY', 'GROQ_API_KEY', 'SARVAM_API_KEY'])
  const answer = async (route: 'support_en' | 'support_hi') => (await Array.fromAsync(inNeed.stream([], { signal, route }))).join('')
  expect(await answer('support_en')).toContain('set DEEPGRAM_API_KEY, GROQ_API_KEY and SARVAM_API_KEY for real answers.')
  expect(await answer('support_hi')).toContain('DEEPGRAM_API_KEY, GROQ_API_KEY, और SARVAM_API_KEY')
})

test('in Hindi too', async () => {
  const tokens = await Array.fromAsync(model.stream([{ role: 'user', content: 'मेरा ऑर्डर' }], { signal, route: 'support_hi' }))
  expect(tokens.join('')).toMatch(/^डेमो जवाब, सहायता विशेषज्ञ.*“मेरा ऑर्डर”।.*GROQ_API_KEY/)
})

test.each([
  ['support_en', 'Where is my order? I wait.', 'I heard: “Where is my order? I wait”. No'],
  ['support_en', 'Really?', 'I heard: “Really?”. No'],
  ['support_hi', 'मैं रुकता हूँ।', 'मैंने सुना: “मैं रुकता हूँ”। कोई'],
] as const)('in %s the repeated %j ends in one full stop', async (route, content, said) => {
  expect((await Array.fromAsync(model.stream([{ role: 'user', content }], { signal, route }))).join('')).toContain(said)
})

test.each(routes)('%s is labelled as a demo, also before anything was heard', async (route) => {
  const text = (await Array.fromAsync(model.stream([], { signal, route }))).join('')
  expect(text).toMatch(route.endsWith('hi') ? /^डेमो/ : /^Demo/)
})

test('a long question is not repeated in full', async () => {
  const content = 'order '.repeat(10_000)
  const text = (await Array.fromAsync(model.stream([{ role: 'user', content }], { signal, route: 'sales_en' }))).join('')
  expect(text.length).toBeLessThan(500)
})

test('it stops when the turn is aborted', async () => {
  const stop = new AbortController()
  const seen: string[] = []
  for await (const word of model.stream([], { signal: stop.signal, route: 'sales_en' })) {
    seen.push(word)
    stop.abort()
  }
  expect(seen).toEqual(['Demo '])
})
