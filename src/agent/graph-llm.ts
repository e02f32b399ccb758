import { APIConnectionError, llm, shortuuid, type APIConnectOptions } from '@livekit/agents'
import type { ChatPart } from '../graph/chat-model.ts'
import type { Caller } from '../graph/route.ts'
import type { Supervisor } from '../graph/supervisor.ts'
import type { ToolCall, ToolDefinition } from '../graph/tools/tool.ts'
import { conversationOf } from './conversation.ts'

export interface Trouble {
  /** Told of each answer that went well. */
  answered(): void
  /** Told of each that failed; returns what the caller hears instead of silence. */
  answerFailed(error: unknown): string
}

export interface GraphLlmOptions {
  supervisor: Supervisor
  caller: Caller
  /** The language model's label, `groq/llama-3.3-70b-versatile`. */
  modelLabel: string
  trouble: Trouble
  /** What the graph may propose. It only ever proposes: the SDK runs a tool once the turn is confirmed. */
  tools: readonly ToolDefinition[]
}

type ChatArguments = Parameters<llm.LLM['chat']>[0]

/** Not repeated by the SDK: the graph is not idempotent, and its models have fallbacks and time limits of their own. */
const NO_RETRY: APIConnectOptions = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 10_000 }

/** The supervisor graph as the session's language model, so that the SDK's metrics, interruptions and preemptive generation work on it. */
export class GraphLlm extends llm.LLM {
  readonly #options: GraphLlmOptions

  constructor(options: GraphLlmOptions) {
    super()
    this.#options = options
  }

  override label(): string {
    return 'voicectl.graph'
  }

  override get model(): string {
    const { modelLabel } = this.#options
    return modelLabel.slice(modelLabel.indexOf('/') + 1)
  }

  override get provider(): string {
    return this.#options.modelLabel.split('/')[0] ?? 'unknown'
  }

  override chat({ chatCtx, toolCtx, toolChoice }: ChatArguments): llm.LLMStream {
    const runnable = llm.toToolContext(toolCtx)
    const tools = toolChoice === 'none' ? [] : this.#options.tools.filter(({ name }) => runnable?.hasTool(name))
    return new GraphStream(this, chatCtx, { ...this.#options, tools })
  }
}

class GraphStream extends llm.LLMStream {
  readonly #options: GraphLlmOptions
  readonly #id = shortuuid('turn_')

  constructor(owner: GraphLlm, chatCtx: llm.ChatContext, options: GraphLlmOptions) {
    super(owner, { chatCtx, connOptions: NO_RETRY })
    this.#options = options
  }

  protected override async run(): Promise<void> {
    const { supervisor, caller, trouble, tools } = this.#options
    const { signal } = this.abortController
    const turn = { caller, messages: conversationOf(this.chatCtx), tools, signal }
    let begun = false
    try {
      for await (const part of supervisor.stream(turn)) {
        begun = true
        this.#put(part)
      }
      if (!signal.aborted) trouble.answered()
    } catch (error) {
      if (signal.aborted) return
      // Said as part of this answer: a speculative one that fails is only heard if the turn is confirmed.
      this.#put(`${begun ? ' ' : ''}${trouble.answerFailed(error)}`)
      throw new APIConnectionError({ message: (error as Error).message, options: { retryable: false } })
    }
  }

  #put(part: ChatPart): void {
    if (this.abortController.signal.aborted) return
    const delta = typeof part === 'string' ? { content: part } : { toolCalls: [functionCall(part)] }
    this.queue.put({ id: this.#id, delta: { role: 'assistant', ...delta } })
  }
}

function functionCall({ id, name, args, extra }: ToolCall): llm.FunctionCall {
  return llm.FunctionCall.create({ callId: id, name, args, ...(extra ? { extra } : {}) })
}
