import { Failure } from '../../core/failure.ts'
import type { ChatMessage, ChatModel, ChatOptions, ChatPart } from '../../graph/chat-model.ts'

export interface FallbackChatOptions {
  first: ChatModel
  second: ChatModel
  /** Gets one line for each time that the other model takes over. */
  log: (line: string) => void
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
}

/** How long a model that failed is asked last: callers shouldn't wait for its timeout turn after turn. */
const REST_MS = 30_000

/** Asks the second model when the first fails before its first token. Once text has come there is no switch: a caller would hear two answers. */
export class FallbackChatModel implements ChatModel {
  readonly label: string
  readonly #options: Required<FallbackChatOptions>
  #restingUntil = -Infinity

  constructor(options: FallbackChatOptions) {
    this.#options = { now: () => performance.now(), ...options }
    this.label = `${options.first.label}, else ${options.second.label}`
  }

  async prepare(): Promise<void> {
    await Promise.all([this.#options.first.prepare?.(), this.#options.second.prepare?.()])
  }

  /** Raises what the model raised that was speaking, or LLM_ALL_FAILED when neither began to. */
  async *stream(messages: ChatMessage[], options: ChatOptions): AsyncGenerator<ChatPart> {
    const { first, second, log, now } = this.#options
    const [leader, stand] = now() < this.#restingUntil ? [second, first] : [first, second]
    let started = false
    try {
      for await (const token of leader.stream(messages, options)) {
        started = true
        yield token
      }
    } catch (error) {
      if (started || options.signal.aborted) throw error
      if (leader === first) this.#restingUntil = now() + REST_MS
      log(`${leader.label} failed: ${reasonOf(error)}. ${stand.label} takes over.`)
      yield* this.#last(stand.stream(messages, options), error)
    }
  }

  async *#last(tokens: AsyncIterable<ChatPart>, firstError: unknown): AsyncGenerator<ChatPart> {
    let started = false
    try {
      for await (const token of tokens) {
        started = true
        yield token
      }
    } catch (error) {
      throw started ? error : bothFailed(firstError, error)
    }
  }
}

function bothFailed(...errors: unknown[]): Failure {
  const failures = errors.filter((error) => error instanceof Failure)
  return new Failure({
    code: 'LLM_ALL_FAILED',
    message: 'The language model and its fallback both failed',
    details: errors.map(reasonOf),
    fix: failures.flatMap((failure) => failure.fix),
    retryable: failures.some((failure) => failure.retryable),
    cause: errors[0],
  })
}

function reasonOf(error: unknown): string {
  const { message } = error as Error
  return error instanceof Failure && error.why ? `${message} (${error.code}): ${error.why}` : message
}
