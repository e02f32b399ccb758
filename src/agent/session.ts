import { inference, voice, type llm, type stt, type tts } from '@livekit/agents'

export interface SessionParts {
  /** Null where the caller can only write. */
  transcriber: stt.STT | null
  model: llm.LLM
  /** Null where the agent can only write. */
  speech: tts.TTS | null
  /** True: turns end by silence alone, and no turn detector runs. */
  lowMemory: boolean
}

/** How long a transcript may take after the caller's last word; a transcriber that falls silent says nothing about it. */
export const TRANSCRIPT_WAIT_MS = 6000

/**
 * What hears where speech is. Its own settings fit telephones too: narrow-band speech is found as soon as any other, and neither noise nor tones
 * of a line come near its threshold (measured in vad.test.ts). A higher one would lose quiet callers, a lower one would take a television for them.
 */
export function createVad(): inference.VAD {
  return new inference.VAD({ model: 'silero' })
}

/**
 * A session with everything that decides turns pinned to what runs on this machine: left to itself the SDK can choose
 * LiveKit Cloud's turn detector and interruption model, and send the caller's voice there.
 */
export function createSession({ transcriber, model, speech, lowMemory }: SessionParts): voice.AgentSession {
  const hears = transcriber !== null
  const detector = () => (lowMemory ? 'vad' : new inference.TurnDetector({ version: 'v1-mini' }))
  return new voice.AgentSession({
    llm: model,
    ...(transcriber ? { stt: transcriber } : {}),
    ...(speech ? { tts: speech } : {}),
    vad: hears ? createVad() : null,
    turnHandling: {
      turnDetection: hears ? detector() : null,
      interruption: { mode: 'vad' },
      preemptiveGeneration: { enabled: true },
    },
    transcriptionTimeout: TRANSCRIPT_WAIT_MS,
    // Failing turns are counted and ended by CallTrouble, which says goodbye first.
    connOptions: { maxUnrecoverableErrors: Number.POSITIVE_INFINITY, ttsConnOptions: { maxRetry: 1, retryIntervalMs: 500 } },
  })
}
