import { field, hasKey, startStub, type HttpExchange, type Stub } from './stub-server.ts'
import { speak, tones, voiceOf, type Voice, type VoiceOptions } from './tone.ts'

export interface GoogleTtsOptions extends VoiceOptions {
  /** The only key accepted; without it any, but one must be sent. */
  key?: string
}

export interface GoogleTtsStub extends Stub {
  timing(timing: VoiceOptions): void
}

const SAMPLE_RATE = 24_000
const MIME = `audio/L16;codec=pcm;rate=${SAMPLE_RATE}`

/** Gemini's speech models: generateContent and streamGenerateContent with audio as the response. */
export async function startGoogleTts(options: GoogleTtsOptions = {}): Promise<GoogleTtsStub> {
  const voice = voiceOf(options)
  const stub = await startStub({
    scheme: 'http',
    basePath: '/v1beta',
    authorized: ({ headers }) => hasKey(headers['x-goog-api-key'], options.key),
    http: (exchange) => generate(exchange, voice),
    errorBody: (status) => ({ error: { code: status, message: `stub answers ${status}`, status: statuses[status] ?? 'INTERNAL' } }),
  })
  return { ...stub, timing: (timing) => void Object.assign(voice, timing) }
}

const statuses: Record<number, string> = { 400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 429: 'RESOURCE_EXHAUSTED' }

async function generate({ request, response, fault }: HttpExchange, voice: Voice): Promise<void> {
  if (request.method === 'GET' && request.path === '/v1beta/models') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ models: [{ name: 'models/stub' }] }))
    return
  }
  const [, method] = /^\/v1beta\/models\/[^/:]+:(\w+)$/.exec(request.path) ?? []
  const modalities = field(request.body, 'generationConfig', 'responseModalities')
  const contents = field(request.body, 'contents') as { parts: { text: string }[] }[] | undefined
  const text = contents?.flatMap(({ parts }) => parts.map((part) => part.text)).join(' ')
  if (!method || text === undefined || !Array.isArray(modalities) || !modalities.includes('AUDIO')) {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { code: 400, message: 'stub: not a request for audio', status: 'INVALID_ARGUMENT' } }))
    return
  }
  const audio = speak({ text, frequency: tones.google, sampleRate: SAMPLE_RATE, voice, fault })
  if (method === 'generateContent') {
    const pcm = Buffer.concat(await Array.fromAsync(audio))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(pcm)))
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  for await (const piece of audio) {
    if (response.destroyed) return
    response.write(`data: ${JSON.stringify(answer(piece))}\r\n\r\n`)
  }
  if (fault === 'hang-mid-stream') return
  if (fault === 'drop-mid-stream') return void response.destroy()
  response.end(`data: ${JSON.stringify({ candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 5 } })}\r\n\r\n`)
}

function answer(pcm: Buffer): unknown {
  return { candidates: [{ content: { role: 'model', parts: [{ inlineData: { mimeType: MIME, data: pcm.toString('base64') } }] } }] }
}
