import { APIStatusError, initializeLogger, voice } from '@livekit/agents'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../core/failure.ts'
import type { ChatModel } from '../graph/chat-model.ts'
import { createSupervisor } from '../graph/supervisor.ts'
import { apologyIn } from './apology.ts'
import { CallTrouble, describeError, isLasting } from './call-trouble.ts'
import { GraphLlm } from './graph-llm.ts'

const overloaded = () => new Failure({ code: 'LLM_SERVER_ERROR', message: 'Stub failed on its side (500)', retryable: true })
const refused = () =>
  new Failure({
    code: 'LLM_KEY_REJECTED',
    message: 'Stub refused the key (401)',
    why: 'Invalid key.',
    fix: [{ text: 'Put a valid key into .env' }],
  })

describe('a call whose language model fails', () => {
  const { retry, goodbye } = apologyIn('en')
  let lines: string[]
  let answers: (Error | string)[]
  let session: voice.AgentSession

  beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }))

  beforeEach(async () => {
    lines = []
    answers = []
    const add = (line: string) => void lines.push(line)
    const trouble = new CallTrouble({ language: 'en', log: { debug: add, info: add, warn: add, error: add } })
    const model: ChatModel = {
      label: 'stub/model',
      async *stream() {
        const answer = answers.shift() ?? 'Nothing was scripted.'
        if (typeof answer !== 'string') throw answer
        yield answer
      },
    }
    const llm = new GraphLlm({
      supervisor: createSupervisor(model),
      caller: { mode: 'general', language: 'en', voice: null },
      modelLabel: model.label,
      tools: [],
      trouble,
    })
    session = new voice.AgentSession({
      llm,
      vad: null,
      turnHandling: { turnDetection: null },
      connOptions: { maxUnrecoverableErrors: Number.POSITIVE_INFINITY },
    })
    trouble.watch(session)
    await session.start({ agent: new voice.Agent({ instructions: '' }) })
    return () => session.close()
  })

  async function say(userInput: string): Promise<string> {
    await session.run({ userInput }).wait()
    const last = session.history.items.at(-1)
    return last?.type === 'message' ? (last.textContent ?? '') : ''
  }

  function closed(): Promise<string> {
    return new Promise((resolve) => session.once(voice.AgentSessionEventTypes.Close, ({ reason }) => resolve(String(reason))))
  }

  it('asks the caller to say it again, logs the cause, and goes on', async () => {
    answers = [overloaded(), 'Here I am.']
    expect(await say('Hello?')).toBe(retry)
    expect(lines).toEqual(['No answer: Stub failed on its side (500) (LLM_SERVER_ERROR)'])
    expect(await say('Hello again?')).toBe('Here I am.')
  })

  it('says goodbye and ends when the error will stay', async () => {
    answers = [refused()]
    const end = closed()
    expect(await say('Hello?')).toBe(goodbye)
    expect(await end).toBe('the language model failed')
    expect(lines).toEqual([
      'No answer: Stub refused the key (401) (LLM_KEY_REJECTED). Invalid key. Put a valid key into .env',
      'The call ends: the language model failed',
    ])
  })

  it('gives up after three failed turns in a row, not after three in a call', async () => {
    answers = [overloaded(), overloaded(), 'Fine.', overloaded(), overloaded(), overloaded()]
    const end = closed()
    expect([await say('1'), await say('2'), await say('3'), await say('4'), await say('5')]).toEqual([retry, retry, 'Fine.', retry, retry])
    expect(await say('6')).toBe(goodbye)
    expect(await end).toBe('the language model failed')
  })
})

describe('isLasting', () => {
  it.each([
    [refused(), true],
    [overloaded(), false],
    [new APIStatusError({ message: 'no', options: { statusCode: 401 } }), true],
    [new APIStatusError({ message: 'slow down', options: { statusCode: 429 } }), false],
    [new Error('outer', { cause: new Error('Unexpected server response: 403') }), true],
    [new Error('Unexpected server response: 503'), false],
    ['a text', false],
  ])('%s: %s', (error, expected) => {
    expect(isLasting(error)).toBe(expected)
  })
})

describe('describeError', () => {
  it('names each cause once, in one line', () => {
    const error = new Error('speech failed', { cause: new Error('speech failed', { cause: new Error('connect\n ECONNREFUSED') }) })
    expect(describeError(error)).toBe('speech failed: connect ECONNREFUSED')
  })
})
