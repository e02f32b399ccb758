import { field, textField, hasKey, startStub, type SocketSession, type Stub } from './stub-server.ts'
import { speak, tones, voiceOf, type Voice, type VoiceOptions } from './tone.ts'

export interface SarvamOptions extends VoiceOptions {
  /** The only key accepted; without it any, but one must be sent. */
  key?: string
  /** Closes a connection on which nothing came for this long. Default 60 s, as the real one. */
  idleMs?: number
}

export interface SarvamStub extends Stub {
  timing(timing: VoiceOptions): void
  /** Closes every open connection, as after the idle time. */
  disconnect(): void
}

interface Settings {
  voice: Voice
  idleMs: number
}

/** Sarvam's streaming speech: config, text and flush in; audio and one `final` event for each flush out, in order. No message names its utterance. */
export async function startSarvam(options: SarvamOptions = {}): Promise<SarvamStub> {
  const settings: Settings = { voice: voiceOf(options), idleMs: options.idleMs ?? 60_000 }
  const open = new Set<SocketSession>()
  const stub = await startStub({
    scheme: 'http',
    basePath: '',
    authorized: ({ headers, path }) => path === '/text-to-speech/ws' && hasKey(headers['api-subscription-key'], options.key),
    socket: (session) => {
      open.add(session)
      session.socket.once('close', () => open.delete(session))
      serve(session, settings)
    },
  })
  return {
    ...stub,
    timing: (timing) => void Object.assign(settings.voice, timing),
    disconnect: () => {
      for (const { socket } of open) socket.close(1000, 'idle')
    },
  }
}

function serve(session: SocketSession, settings: Settings): void {
  const { request, socket } = session
  const send = (type: string, data: object) => socket.readyState === socket.OPEN && socket.send(JSON.stringify({ type, data }))
  const error = (message: string, code: number) => send('error', { message, code, request_id: 'stub' })
  let sampleRate = 0
  let buffer = ''
  let queue = Promise.resolve()
  let idle = setTimeout(() => socket.close(1000, 'idle'), settings.idleMs)
  socket.once('close', () => clearTimeout(idle))
  socket.on('message', () => {
    clearTimeout(idle)
    idle = setTimeout(() => socket.close(1000, 'idle'), settings.idleMs)
    const message = request.messages.at(-1)
    const type = field(message, 'type')
    if (session.fault() === 'hang') return
    if (type === 'ping') return
    if (type === 'config') {
      sampleRate = Number(field(message, 'data', 'speech_sample_rate') ?? 22_050)
      const codec = field(message, 'data', 'output_audio_codec')
      const speaker = field(message, 'data', 'speaker')
      if (codec !== 'linear16' || !speaker || !field(message, 'data', 'target_language_code')) error('stub: invalid config', 422)
      return
    }
    if (sampleRate === 0) error('Config message must be sent first', 422)
    else if (type === 'text') buffer += textField(message, 'data', 'text')
    else if (type === 'flush') {
      const text = buffer
      buffer = ''
      queue = queue.then(() => say(session, { text, sampleRate, voice: settings.voice, send }))
    } else error(`stub: unknown message type ${String(type)}`, 422)
  })
}

interface Utterance {
  text: string
  sampleRate: number
  voice: Voice
  send: (type: string, data: object) => void
}

async function say({ socket, fault: faultNow }: SocketSession, { text, sampleRate, voice, send }: Utterance): Promise<void> {
  const fault = faultNow()
  for await (const pcm of speak({ text, frequency: tones.sarvam, sampleRate, voice, fault })) {
    if (socket.readyState !== socket.OPEN) return
    send('audio', { content_type: 'audio/pcm', audio: pcm.toString('base64'), request_id: 'stub' })
  }
  if (fault === 'hang-mid-stream') return new Promise(() => {})
  if (fault === 'drop-mid-stream') return socket.terminate()
  send('event', { event_type: 'final', timestamp: new Date(0).toISOString() })
}
