import { setTimeout as pause } from 'node:timers/promises'
import { field, textField, hasKey, startStub, type HttpExchange, type Stub } from './stub-server.ts'
import { speak, tones, voiceOf, wavHead, type Voice, type VoiceOptions } from './tone.ts'

export interface StubMessage {
  role: string
  content: string
  tool_calls?: { id: string; function: { name: string; arguments: string } }[]
}

/** Words, and the tools that the model wants to use. */
export interface ToolReply {
  text?: string
  calls: { name: string; args: object }[]
}

/** Fixed text or tool calls, or a function of the conversation; a list gives one entry a request, the last one again and again. */
export type Reply = string | ToolReply | ((messages: StubMessage[]) => string | ToolReply)

export interface OpenAiOptions extends VoiceOptions {
  reply?: Reply | Reply[]
  /** To the first token. Default 100. */
  ttftMs?: number
  /** Between two tokens (a token is a word). Default 5. */
  perTokenMs?: number
  /** What /audio/transcriptions answers. */
  transcript?: string
  /** The only key accepted; without it any key and none. */
  key?: string
  /** Default `/v1`. */
  basePath?: string
}

export interface OpenAiStub extends Stub {
  script(...replies: Reply[]): void
  transcribe(text: string): void
  timing(timing: Pick<OpenAiOptions, 'ttftMs' | 'perTokenMs' | 'ttfbMs'>): void
  /** What chat models were asked, the latest last. */
  chats(): ChatBody[]
}

export interface ChatBody {
  messages: StubMessage[]
  tools?: { function: { name: string; parameters: { properties: Record<string, { enum?: string[] }> } } }[]
}

interface Settings {
  replies: Reply[]
  transcript: string
  ttftMs: number
  perTokenMs: number
  voice: Voice
}

/** Chat completions (SSE), models, speech and transcriptions as OpenAI and its many imitators serve them. */
export async function startOpenAi(options: OpenAiOptions = {}): Promise<OpenAiStub> {
  const { reply = 'Hello, how can I help you today?', key, basePath = '/v1' } = options
  const settings: Settings = {
    replies: [reply].flat(),
    transcript: options.transcript ?? 'hello there',
    ttftMs: options.ttftMs ?? 100,
    perTokenMs: options.perTokenMs ?? 5,
    voice: voiceOf(options),
  }
  const stub = await startStub({
    scheme: 'http',
    basePath,
    authorized: ({ headers }) => key === undefined || hasKey(headers.authorization, `Bearer ${key}`),
    http: (exchange) => route(exchange, settings, basePath),
    errorBody: (status) => ({ error: { message: `stub answers ${status}`, type: 'stub_error', param: null, code: codes[status] ?? null } }),
  })
  return {
    ...stub,
    script: (...replies) => {
      settings.replies = replies
    },
    transcribe: (text) => {
      settings.transcript = text
    },
    chats: () => stub.requests.flatMap(({ path, body }) => (path.endsWith('/chat/completions') ? [body as ChatBody] : [])),
    timing: ({ ttftMs, perTokenMs, ttfbMs }) => {
      settings.ttftMs = ttftMs ?? settings.ttftMs
      settings.perTokenMs = perTokenMs ?? settings.perTokenMs
      settings.voice.ttfbMs = ttfbMs ?? settings.voice.ttfbMs
    },
  }
}

const codes: Record<number, string> = { 401: 'invalid_api_key', 429: 'rate_limit_exceeded' }

async function route(exchange: HttpExchange, settings: Settings, basePath: string): Promise<void> {
  const { request, response } = exchange
  const call = `${request.method} ${request.path.slice(basePath.length)}`
  if (call === 'GET /models') return json(exchange, { object: 'list', data: [{ id: 'stub-model', object: 'model', owned_by: 'stub' }] })
  if (call === 'POST /chat/completions') return chat(exchange, settings)
  if (call === 'POST /audio/speech') return speech(exchange, settings)
  if (call === 'POST /audio/transcriptions') return json(exchange, { text: settings.transcript })
  response.writeHead(404).end()
}

function json({ response }: HttpExchange, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function chat(exchange: HttpExchange, settings: Settings): Promise<void> {
  const { request, response } = exchange
  const messages = (field(request.body, 'messages') ?? []) as StubMessage[]
  const next = (settings.replies.length > 1 ? settings.replies.shift() : settings.replies[0]) ?? ''
  const reply = typeof next === 'function' ? next(messages) : next
  const { text = '', calls } = typeof reply === 'string' ? { text: reply, calls: [] } : reply
  const tokens = text.match(/\S+\s*/g) ?? []
  const head = { id: 'chatcmpl-stub', created: 0, model: field(request.body, 'model') ?? 'stub-model' }
  const usage = { prompt_tokens: 10, completion_tokens: tokens.length, total_tokens: 10 + tokens.length }
  await pause(settings.ttftMs)
  if (field(request.body, 'stream') !== true) {
    const choice = { index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }
    return json(exchange, { ...head, object: 'chat.completion', choices: [choice], usage })
  }
  const send = (data: object) => response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...data })}\n\n`)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  if (!(await sendTokens(exchange, tokens, { send, perTokenMs: settings.perTokenMs }))) return
  sendCalls(calls, send)
  send({ choices: [{ index: 0, delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }] })
  if (field(request.body, 'stream_options', 'include_usage') === true) send({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

/** False when it stopped in the middle. */
async function sendTokens(
  { response, fault }: HttpExchange,
  tokens: string[],
  { send, perTokenMs }: { send: (data: object) => void; perTokenMs: number },
): Promise<boolean> {
  const delta = (content: object) => send({ choices: [{ index: 0, delta: content, finish_reason: null }] })
  const middle = Math.ceil(tokens.length / 2)
  delta({ role: 'assistant', content: '' })
  for (const [i, token] of tokens.entries()) {
    if (i === middle && fault === 'drop-mid-stream') response.destroy()
    if (response.destroyed || (i === middle && fault === 'hang-mid-stream')) return false
    if (i > 0) await pause(perTokenMs)
    delta({ content: token })
  }
  return true
}

/** Each call in pieces, as OpenAI sends them: its name first, its arguments cut where they happen to be. */
function sendCalls(calls: ToolReply['calls'], send: (data: object) => void): void {
  for (const [index, { name, args }] of calls.entries()) {
    const text = JSON.stringify(args)
    const piece = (fields: object) => send({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...fields }] }, finish_reason: null }] })
    piece({ id: `call_stub_${index}`, type: 'function', function: { name, arguments: '' } })
    for (const part of text.match(/.{1,5}/gs) ?? []) piece({ function: { arguments: part } })
  }
}

const SPEECH_RATE = 24_000

async function speech({ request, response, fault }: HttpExchange, { voice }: Settings): Promise<void> {
  const format = textField(request.body, 'response_format') || 'mp3'
  if (format !== 'pcm' && format !== 'wav') {
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: `stub has no ${format}` } }))
    return
  }
  const text = textField(request.body, 'input')
  let started = false
  for await (const piece of speak({ text, frequency: tones.openai, sampleRate: SPEECH_RATE, voice, fault })) {
    if (response.destroyed) return
    if (!started) {
      response.writeHead(200, { 'content-type': format === 'wav' ? 'audio/wav' : 'audio/pcm' })
      if (format === 'wav') response.write(wavHead(SPEECH_RATE))
      started = true
    }
    response.write(piece)
  }
  if (fault === 'hang-mid-stream') return
  if (fault === 'drop-mid-stream') return void response.destroy()
  response.end()
}
