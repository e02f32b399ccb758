import { APIConnectionError, llm, shortuuid, type APIConnectOptions } from '@livekit/agents'
import type { ChatMessage } from '../graph/chat-model.ts'
import type { Caller } from '../graph/route.ts'
import type { Supervisor } from '../graph/supervisor.ts'

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
}

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

  override chat({ chatCtx }: { chatCtx: llm.ChatContext }): llm.LLMStream {
    return new GraphStream(this, chatCtx, this.#options)
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
    const { supervisor, caller, trouble } = this.#options
    const { signal } = this.abortController
    const turn = { caller, messages: conversationOf(this.chatCtx), signal }
    let begun = false
    try {
      for await (const text of supervisor.stream(turn)) {
        begun = true
        this.#say(text)
      }
      if (!signal.aborted) trouble.answered()
    } catch (error) {
      if (signal.aborted) return
      // Said as part of this answer: a speculative one that fails is only heard if the turn is confirmed.
      this.#say(`${begun ? ' ' : ''}${trouble.answerFailed(error)}`)
      throw new APIConnectionError({ message: (error as Error).message, options: { retryable: false } })
    }
  }

  #say(content: string): void {
    if (!this.abortController.signal.aborted) this.queue.put({ id: this.#id, delta: { role: 'assistant', content } })
  }
}

/** What was said so far, oldest first: without instructions, which the graph has of its own, and without empty messages. */
export function conversationOf(chatCtx: llm.ChatContext): ChatMessage[] {
  return chatCtx.items.flatMap((item) => {
    if (item.type !== 'message' || (item.role !== 'user' && item.role !== 'assistant')) return []
    const content = item.textContent ?? ''
    return content === '' ? [] : [{ role: item.role, content }]
  })
}
