import { initializeLogger, llm, voice } from '@livekit/agents'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '../core/caller.ts'
import { Failure } from '../core/failure.ts'
import type { ChatMessage, ChatModel, ChatOptions, ChatPart } from '../graph/chat-model.ts'
import { createSupervisor } from '../graph/supervisor.ts'
import type { ToolDefinition } from '../graph/tools/tool.ts'
import { GraphLlm } from './graph-llm.ts'

const caller: Caller = { mode: 'support', language: 'hi', voice: null }

/** A model that answers each turn by a script, and keeps what it was asked. */
class ScriptedModel implements ChatModel {
  readonly label = 'stub/model-1'
  readonly asked: ChatMessage[][] = []
  readonly signals: AbortSignal[] = []
  readonly #turn: (signal: AbortSignal) => AsyncIterable<ChatPart>

  constructor(turn: (signal: AbortSignal) => AsyncIterable<ChatPart>) {
    this.#turn = turn
  }

  stream(messages: ChatMessage[], { signal }: ChatOptions): AsyncIterable<ChatPart> {
    this.asked.push(messages)
    this.signals.push(signal)
    return this.#turn(signal)
  }
}

function graphOver(model: ChatModel, failures: unknown[] = [], tools: readonly ToolDefinition[] = []): GraphLlm {
  const trouble = {
    answered: () => {},
    answerFailed: (error: unknown) => {
      failures.push(error)
      return 'Sorry.'
    },
  }
  return new GraphLlm({ supervisor: createSupervisor(model), caller, modelLabel: model.label, trouble, tools })
}

function chatOf(...texts: string[]): llm.ChatContext {
  const chat = llm.ChatContext.empty()
  chat.addMessage({ role: 'system', content: 'instructions of the session' })
  texts.forEach((content, index) =>
    chat.addMessage({ role: index % 2 === 0 ? 'user' : 'assistant', content, createdAt: Date.now() + index }),
  )
  return chat
}

describe('GraphLlm', () => {
  beforeAll(() => initializeLogger({ pretty: false, level: 'silent' }))

  it('hands out the tokens as they come, and measures them', async () => {
    const next = Promise.withResolvers<void>()
    const model = new ScriptedModel(async function* () {
      yield 'One '
      await next.promise
      yield 'two.'
    })
    const graph = graphOver(model)
    const measured = new Promise<{ ttftMs: number; metadata?: object }>((resolve) => graph.once('metrics_collected', resolve))
    const stream = graph.chat({ chatCtx: chatOf('Hello') })
    const first = await stream.next()
    expect(first.value?.delta?.content).toBe('One ')
    next.resolve()
    expect((await stream.next()).value?.delta?.content).toBe('two.')
    expect((await stream.next()).done).toBe(true)
    expect(await measured).toMatchObject({ metadata: { modelProvider: 'stub', modelName: 'model-1' } })
    expect((await measured).ttftMs).toBeGreaterThanOrEqual(0)
  })

  it("asks as the specialist of the route, with the conversation and none of the session's instructions", async () => {
    const model = new ScriptedModel(async function* () {
      yield 'ok'
    })
    await graphOver(model)
      .chat({ chatCtx: chatOf('Hello', 'Namaste', 'Help me') })
      .collect()
    const [system, ...said] = model.asked[0] ?? []
    expect(system?.role).toBe('system')
    expect(system?.content).not.toContain('instructions of the session')
    expect(said.map(({ content }) => content)).toEqual(['Hello', 'Namaste', 'Help me'])
  })

  it('says an apology in place of a failed answer, also in its middle, and tells the session once', async () => {
    const failure = new Failure({ code: 'LLM_SERVER_ERROR', message: 'Stub failed on its side (500)', retryable: true })
    const failures: unknown[] = []
    const graph = graphOver(
      new ScriptedModel(async function* () {
        yield 'Well,'
        throw failure
      }),
      failures,
    )
    const errors: { recoverable: boolean; error: Error }[] = []
    graph.on('error', (error) => errors.push(error))
    const { text } = await graph.chat({ chatCtx: chatOf('Hello') }).collect()
    expect(text).toBe('Well, Sorry.')
    expect(failures).toEqual([failure])
    expect(errors).toMatchObject([{ recoverable: false, error: { message: failure.message, retryable: false } }])
  })

  it("stops the model when the session doesn't want the answer any more, without an apology", async () => {
    const failures: unknown[] = []
    const stopped = Promise.withResolvers<void>()
    const model = new ScriptedModel(async function* (signal) {
      yield 'One '
      signal.addEventListener('abort', () => stopped.resolve())
      await stopped.promise
      throw signal.reason
    })
    const stream = graphOver(model, failures).chat({ chatCtx: chatOf('Hello') })
    await stream.next()
    stream.close()
    await stopped.promise
    expect(model.signals[0]?.aborted).toBe(true)
    expect(failures).toEqual([])
  })

  it('answers in a session', async () => {
    const model = new ScriptedModel(async function* () {
      yield 'It is on '
      yield 'its way.'
    })
    const session = new voice.AgentSession({ llm: graphOver(model), vad: null, turnHandling: { turnDetection: null } })
    await session.start({ agent: new voice.Agent({ instructions: '' }) })
    const result = await session.run({ userInput: 'Where is my order?' }).wait()
    result.expect.nextEvent().isMessage({ role: 'assistant' })
    expect(session.history.items.map((item) => (item.type === 'message' ? item.textContent : null))).toContain('It is on its way.')
    await session.close()
  })
})
