import { expect, test } from 'vitest'
import { Failure } from '../../core/failure.ts'
import type { ChatModel, ChatPart } from '../../graph/chat-model.ts'
import { FallbackChatModel } from './fallback-chat.ts'

const options = () => ({ signal: new AbortController().signal, route: 'sales_en' as const })
const quota = (label: string) => new Failure({ code: 'LLM_QUOTA', message: `${label} is used up`, fix: [{ text: `top up ${label}` }] })

/** Yields its tokens, then fails where a failure is given. */
function model(label: string, tokens: string[], failure?: Error): ChatModel & { asked: number } {
  return {
    label,
    asked: 0,
    async *stream() {
      this.asked += 1
      yield* tokens
      if (failure) throw failure
    },
  }
}

function pair(first: ChatModel, second: ChatModel) {
  const log: string[] = []
  const clock = { ms: 0 }
  return { log, clock, fallback: new FallbackChatModel({ first, second, log: (line) => log.push(line), now: () => clock.ms }) }
}

test('the second takes over when the first fails before its first token, and the log says why', async () => {
  const { fallback, log } = pair(model('one', [], quota('one')), model('two', ['hello']))
  expect(await Array.fromAsync(fallback.stream([], options()))).toEqual(['hello'])
  expect(log).toEqual(['one failed: one is used up. two takes over.'])
})

test('the second is not asked while the first answers', async () => {
  const second = model('two', ['no'])
  const { fallback, log } = pair(model('one', ['yes']), second)
  expect(await Array.fromAsync(fallback.stream([], options()))).toEqual(['yes'])
  expect({ asked: second.asked, log }).toEqual({ asked: 0, log: [] })
})

test('after the first token there is no switch', async () => {
  const failure = quota('one')
  const second = model('two', ['no'])
  const { fallback } = pair(model('one', ['half'], failure), second)
  const seen: ChatPart[] = []
  const read = async () => {
    for await (const token of fallback.stream([], options())) seen.push(token)
  }
  await expect(read()).rejects.toBe(failure)
  expect({ seen, asked: second.asked }).toEqual({ seen: ['half'], asked: 0 })
})

test('an abort is no reason to ask the second', async () => {
  const second = model('two', ['no'])
  const { fallback } = pair(model('one', [], new Error('aborted')), second)
  await expect(Array.fromAsync(fallback.stream([], { ...options(), signal: AbortSignal.abort() }))).rejects.toThrow('aborted')
  expect(second.asked).toBe(0)
})

test('when both fail, both are named', async () => {
  const { fallback } = pair(model('one', [], quota('one')), model('two', [], quota('two')))
  await expect(Array.fromAsync(fallback.stream([], options()))).rejects.toMatchObject({
    code: 'LLM_ALL_FAILED',
    details: ['one is used up', 'two is used up'],
    fix: [{ text: 'top up one' }, { text: 'top up two' }],
  })
})

test('a model that failed is asked last for half a minute, then first again', async () => {
  const first = model('one', [], quota('one'))
  const { fallback, clock } = pair(first, model('two', ['hello']))
  const turn = () => Array.fromAsync(fallback.stream([], options()))
  await turn()
  await turn()
  expect(first.asked).toBe(1)
  clock.ms = 30_000
  await turn()
  expect(first.asked).toBe(2)
})
