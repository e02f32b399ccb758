import type OpenAI from 'openai'
import type { ChatMessage, ChatModel, ChatOptions } from '../../graph/chat-model.ts'
import { chatFailure, emptyFailure, silenceFailure, type ChatServer } from './chat-failure.ts'
import { fetchChat, NotAChatAnswer } from './chat-response.ts'
import { Silence } from './silence.ts'
import { ThinkingFilter } from './thinking-filter.ts'

export interface OpenAiChatOptions extends ChatServer {
  temperature?: number | undefined
  /** Longest waits: for the first token, and from one token to the next. */
  firstTokenMs?: number
  nextTokenMs?: number
}

type Chunk = OpenAI.Chat.ChatCompletionChunk
type Request = OpenAI.Chat.ChatCompletionCreateParamsStreaming

const FIRST_TOKEN_MS = 10_000
/** Well below the ten seconds after which the SDK gives up on the answer's speech, and would swallow the apology with it. */
const NEXT_TOKEN_MS = 5000
const DROPPED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** A language model behind any server that speaks OpenAI's chat completions. */
export class OpenAiChatModel implements ChatModel {
  readonly label: string
  readonly #options: OpenAiChatOptions
  #client: Promise<OpenAI> | null = null

  constructor(options: OpenAiChatOptions) {
    this.#options = options
    this.label = `${options.provider}/${options.model}`
  }

  async prepare(): Promise<void> {
    await this.#connect()
  }

  /** Raises a Failure LLM_*, also when the provider falls silent; ends quietly when `signal` aborts. */
  async *stream(messages: ChatMessage[], { signal }: Pick<ChatOptions, 'signal'>): AsyncGenerator<string> {
    const { firstTokenMs = FIRST_TOKEN_MS, nextTokenMs = NEXT_TOKEN_MS } = this.#options
    const silence = new Silence()
    const stop = AbortSignal.any([signal, silence.signal])
    let started = false
    try {
      silence.begin(firstTokenMs)
      for await (const text of spokenText(await this.#request(messages, stop))) {
        if (text !== '') {
          started = true
          silence.end()
          yield text
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

  /** Asks once more only where a kept-alive connection turned out to be dead: the server never saw that request. */
  async #request(messages: ChatMessage[], signal: AbortSignal): Promise<AsyncIterable<Chunk>> {
    const client = await this.#connect()
    const ask = () => client.chat.completions.create(requestBody(this.#options, messages), { signal })
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted || !isDroppedConnection(error)) throw error
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

function requestBody({ provider, model, temperature }: OpenAiChatOptions, messages: ChatMessage[]): Request {
  const body: Request = { model, messages, stream: true }
  if (temperature !== undefined) body.temperature = temperature
  // Gemini 2.5 Flash thinks before it answers unless told otherwise; a caller would hear that as a pause.
  if (provider === 'google' && model.startsWith('gemini-2.5-flash')) body.reasoning_effort = 'none'
  return body
}

/** The text of each chunk; empty for a chunk without any, so that the reader sees that the server is alive. */
async function* spokenText(chunks: AsyncIterable<Chunk>): AsyncGenerator<string> {
  const filter = new ThinkingFilter()
  for await (const chunk of chunks) {
    if (!Array.isArray(chunk?.choices)) throw new NotAChatAnswer('It sent events without choices.')
    yield filter.push(chunk.choices[0]?.delta?.content ?? '')
  }
  yield filter.end()
}

function isDroppedConnection(error: unknown): boolean {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (DROPPED.has((link as NodeJS.ErrnoException).code ?? '')) return true
  }
  return false
}
