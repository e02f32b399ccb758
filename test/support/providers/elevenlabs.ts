import { field, textField, hasKey, startStub, type HttpExchange, type SocketSession, type Stub } from './stub-server.ts'
import { speak, tones, voiceOf, type Voice, type VoiceOptions } from './tone.ts'

export interface ElevenLabsOptions extends VoiceOptions {
  /** The only key accepted; without it any, but one must be sent. */
  key?: string
}

export interface ElevenLabsStub extends Stub {
  timing(timing: VoiceOptions): void
}

const MOST_CONTEXTS = 5

/** ElevenLabs' multi-context WebSocket, and its streaming HTTP endpoint. */
export async function startElevenLabs(options: ElevenLabsOptions = {}): Promise<ElevenLabsStub> {
  const voice = voiceOf(options)
  const stub = await startStub({
    scheme: 'http',
    basePath: '/v1',
    authorized: ({ headers }) => hasKey(headers['xi-api-key'], options.key),
    http: (exchange) => stream(exchange, voice),
    socket: (session) => serve(session, voice),
    errorBody: (status) => ({ detail: { status: status === 401 ? 'invalid_api_key' : 'error', message: `stub answers ${status}` } }),
  })
  return { ...stub, timing: (timing) => void Object.assign(voice, timing) }
}

interface Context {
  buffer: string
  queue: Promise<void>
}

function serve(session: SocketSession, voice: Voice): void {
  const { request, socket } = session
  const sampleRate = rateOf(request.query.get('output_format'))
  const contexts = new Map<string, Context>()
  const send = (data: object) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(data))
  const end = async (before: Promise<void>, id: string) => {
    await before
    contexts.delete(id)
    send({ isFinal: true, contextId: id })
  }
  socket.on('message', () => {
    const message = request.messages.at(-1)
    const id = textField(message, 'context_id')
    if (session.fault() === 'hang') return
    const context = contexts.get(id) ?? { buffer: '', queue: Promise.resolve() }
    contexts.set(id, context)
    if (contexts.size > MOST_CONTEXTS) return socket.close(1008, 'Maximum simultaneous contexts exceeded')
    context.buffer += textField(message, 'text')
    const ends = field(message, 'close_context') === true
    if (field(message, 'flush') !== true && !ends) return
    const text = context.buffer
    context.buffer = ''
    context.queue = context.queue.then(() => say(session, { id, text, sampleRate, voice, send }))
    if (ends) context.queue = end(context.queue, id)
  })
}

interface Utterance {
  id: string
  text: string
  sampleRate: number
  voice: Voice
  send: (data: object) => void
}

async function say({ socket, fault: faultNow }: SocketSession, { id, text, sampleRate, voice, send }: Utterance): Promise<void> {
  const fault = faultNow()
  let first = true
  for await (const pcm of speak({ text, frequency: tones.elevenlabs, sampleRate, voice, fault })) {
    if (socket.readyState !== socket.OPEN) return
    send({ audio: pcm.toString('base64'), contextId: id, normalizedAlignment: first ? alignment(text, voice) : null })
    first = false
  }
  if (text.trim() === '') return
  if (fault === 'hang-mid-stream') return new Promise(() => {})
  if (fault === 'drop-mid-stream') return socket.terminate()
}

function alignment(text: string, { msPerCharacter }: Voice): object {
  const chars = Array.from(text)
  return {
    chars,
    charStartTimesMs: chars.map((_, i) => i * msPerCharacter),
    charDurationsMs: chars.map(() => msPerCharacter),
  }
}

async function stream({ request, response, fault }: HttpExchange, voice: Voice): Promise<void> {
  if (request.method === 'GET' && request.path === '/v1/voices') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ voices: [] }))
    return
  }
  if (request.method === 'GET' && request.path === '/v1/user/subscription') {
    const account = { tier: 'free', character_count: 1200, character_limit: 10_000, can_extend_character_limit: false }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(account))
    return
  }
  const text = textField(request.body, 'text')
  const sampleRate = rateOf(request.query.get('output_format'))
  response.writeHead(200, { 'content-type': 'audio/pcm' })
  for await (const pcm of speak({ text, frequency: tones.elevenlabs, sampleRate, voice, fault })) {
    if (response.destroyed) return
    response.write(pcm)
  }
  if (fault === 'hang-mid-stream') return
  if (fault === 'drop-mid-stream') return void response.destroy()
  response.end()
}

function rateOf(format: string | null): number {
  return Number(/^pcm_(\d+)$/.exec(format ?? '')?.[1] ?? 22_050)
}
