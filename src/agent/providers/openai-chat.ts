import type OpenAI from 'openai'
import type { ChatMessage, ChatModel, ChatOptions, ChatPart } from '../../graph/chat-model.ts'
import { chatFailure, emptyFailure, silenceFailure, type ChatServer } from './chat-failure.ts'
import { requestBody } from './chat-request.ts'
import { fetchChat, NotAChatAnswer } from './chat-response.ts'
import { Silence } from './silence.ts'
import { ThinkingFilter } from './thinking-filter.ts'
import { ToolCallPieces } from './tool-call-pieces.ts'

export interface OpenAiChatOptions extends ChatServer {
  temperature?: number | undefined
  /** Longest waits: for the first token, and from one token to the next. */
  firstTokenMs?: number
  nextTokenMs?: number
}

type Chunk = OpenAI.Chat.ChatCompletionChunk
/** Of one answer. */
type Asked = Pick<ChatOptions, 'signal' | 'tools'>

const FIRST_TOKEN_MS = 10_000
/** Well below the ten seconds after which the SDK gives up on the answer's speech, and would swallow the apology with it. */
const NEXT_TOKEN_MS = 5000
const DROPPED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])
/** How servers refuse tools that a model can't use; OpenRouter says 404. */
const NO_TOOLS = new Set([400, 404, 422])

/** A language model behind any server that speaks OpenAI's chat completions. */
export class OpenAiChatModel implements ChatModel {
  readonly label: string
  readonly #options: OpenAiChatOptions
  #client: Promise<OpenAI> | null = null
  /** True once the server has refused tools. */
  #refusesTools = false

  constructor(options: OpenAiChatOptions) {
    this.#options = options
    this.label = `${options.provider}/${options.model}`
  }

  async prepare(): Promise<void> {
    await this.#connect()
  }

  /** Raises a Failure LLM_*, also when the provider falls silent; ends quietly when `signal` aborts. */
  async *stream(messages: ChatMessage[], { signal, tools = [] }: Asked): AsyncGenerator<ChatPart> {
    const { firstTokenMs = FIRST_TOKEN_MS, nextTokenMs = NEXT_TOKEN_MS } = this.#options
    const silence = new Silence()
    const stop = AbortSignal.any([signal, silence.signal])
    let started = false
    try {
      silence.begin(firstTokenMs)
      for await (const part of partsOf(await this.#request(messages, { signal: stop, tools }))) {
        if (part !== '') {
          started = true
          silence.end()
          yield part
        }
        if (started) silence.begin(nextTokenMs)
      }
    } catch (error) {
      if (!stop.aborted) throw chatFailure(error, this.#options, started)
    } finally {
      silence.end()
    }
    if (signal.aborted) return
    if (silence.signal.aborted) throw silenceFailure(this.#options, started, silence.limitMs)
    if (!started) throw emptyFailure(this.#options)
  }

  /**
   * Asks once more where a kept-alive connection turned out to be dead, as the server never saw that request; and without tools where the
   * model can't use any: a call goes on without them.
   */
  async #request(messages: ChatMessage[], { signal, tools = [] }: Asked): Promise<AsyncIterable<Chunk>> {
    const client = await this.#connect()
    const { temperature } = this.#options
    const ask = () => {
      const body = requestBody(this.#options, { messages, tools: this.#refusesTools ? [] : tools, temperature })
      return client.chat.completions.create(body, { signal })
    }
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted) throw error
      if (tools.length > 0 && !this.#refusesTools && refusesTools(error)) this.#refusesTools = true
      else if (!isDroppedConnection(error)) throw error
      return ask()
    }
  }

  #connect(): Promise<OpenAI> {
    this.#client ??= createClient(this.#options)
    return this.#client
  }
}

/** Everything is given here, so that no OPENAI_* variable meant for somebody else goes to this server. */
async function createClient({ baseUrl, key }: ChatServer): Promise<OpenAI> {
  const { OpenAI: Client } = await import('openai')
  return new Client({
    baseURL: baseUrl,
    apiKey: key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: fetchChat,
  })
}

/** The text of each chunk, and the tool calls at the end; empty for a chunk without text, so that the reader sees that the server is alive. */
async function* partsOf(chunks: AsyncIterable<Chunk>): AsyncGenerator<ChatPart> {
  const filter = new ThinkingFilter()
  const pieces = new ToolCallPieces()
  for await (const chunk of chunks) {
    if (!Array.isArray(chunk?.choices)) throw new NotAChatAnswer('It sent events without choices.')
    const delta = chunk.choices[0]?.delta
    pieces.add(delta?.tool_calls ?? [])
    yield filter.push(delta?.content ?? '')
  }
  yield filter.end()
  yield* pieces.calls
}

function refusesTools(error: unknown): boolean {
  const { status, message } = error as { status?: unknown; message?: unknown }
  return NO_TOOLS.has(Number(status)) && /\b(tool|function)s?\b/i.test(String(message))
}

function isDroppedConnection(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (DROPPED.has((link as NodeJS.ErrnoException).code ?? '')) return true
  }
  return false
}
