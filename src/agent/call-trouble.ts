import { voice } from '@livekit/agents'
import type { Language } from '../core/caller.ts'
import { Failure } from '../core/failure.ts'
import { apologyIn } from './apology.ts'
import type { Log } from './log.ts'
import { TRANSCRIPT_WAIT_MS } from './session.ts'

/** Turns in a row that may fail before the call is given up. */
const MOST_FAILURES = 3
/** Answers in a row that may stay without sound: the caller hears nothing at all then. */
const MOST_SILENT = 2
/** Shorter sounds that come without a transcript are coughs and noise. */
const SHORTEST_SPEECH_MS = 1500
/** Statuses that no further try mends: a wrong key, no credit, a forbidden or unknown model. */
const LASTING_STATUSES = new Set([401, 402, 403, 404])

export interface CallTroubleOptions {
  language: Language
  log: Log
}

/**
 * What becomes of a call when a provider fails: the cause is logged once, the caller hears an apology instead of silence,
 * and a call that can't go on ends instead of going dead.
 */
export class CallTrouble {
  readonly #apology: ReturnType<typeof apologyIn>
  readonly #log: Log
  /** What the latest answer was replaced with; null when it went well. */
  #lastAnswer: 'retry' | 'goodbye' | null = null
  #failedTurns = 0
  #silentAnswers = 0
  #unheardTurns = 0
  #ending = false
  #finalTimer: NodeJS.Timeout | undefined

  constructor({ language, log }: CallTroubleOptions) {
    this.#apology = apologyIn(language)
    this.#log = log
  }

  /** A language model's answer went well. */
  answered(): void {
    this.#lastAnswer = null
  }

  /** A language model's answer failed. Returns the words for the caller. */
  answerFailed(error: unknown): string {
    this.#log.error(`No answer: ${describeError(error)}`)
    this.#lastAnswer = isLasting(error) || this.#failedTurns + 1 >= MOST_FAILURES ? 'goodbye' : 'retry'
    return this.#apology[this.#lastAnswer]
  }

  watch(session: voice.AgentSession): void {
    session.on(voice.AgentSessionEventTypes.ConversationItemAdded, ({ item }) => {
      if (item.type !== 'message' || item.role !== 'assistant') return
      this.#failedTurns = this.#lastAnswer === null ? 0 : this.#failedTurns + 1
      if (this.#lastAnswer === 'goodbye') this.#end(session, 'the language model failed')
      this.#lastAnswer = null
    })
    session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ newState }) => {
      if (newState === 'speaking') this.#silentAnswers = 0
    })
    session.on(voice.AgentSessionEventTypes.Error, ({ error: failed }) => {
      if (failed.type === 'tts_error' && !failed.recoverable) this.#speechFailed(session, failed.error)
      if (failed.type === 'stt_error' && !failed.recoverable) this.#sayGoodbye(session, 'transcription failed')
    })
    session.on(voice.AgentSessionEventTypes.UserInputTranscribed, ({ isFinal }) => {
      clearTimeout(this.#finalTimer)
      if (isFinal) this.#unheardTurns = 0
      // The SDK's own time limit is over once a first guess has come; a final that then never comes would leave dead air.
      else this.#finalTimer = setTimeout(() => this.#notHeard(session), TRANSCRIPT_WAIT_MS)
    })
    session.once(voice.AgentSessionEventTypes.Close, () => clearTimeout(this.#finalTimer))
    session.on(voice.AgentSessionEventTypes.UserTranscriptionTimeout, ({ speechDuration }) => {
      if (speechDuration >= SHORTEST_SPEECH_MS) this.#notHeard(session)
    })
  }

  /** The provider's own error was logged where it was met. */
  #speechFailed(session: voice.AgentSession, error: Error): void {
    this.#silentAnswers++
    if (isLasting(error) || this.#silentAnswers >= MOST_SILENT) this.#end(session, 'speech failed')
  }

  #notHeard(session: voice.AgentSession): void {
    this.#log.warn(`The caller spoke, and no transcript came from ${session.stt?.label ?? 'the transcriber'}`)
    this.#unheardTurns++
    if (this.#unheardTurns >= MOST_FAILURES) this.#sayGoodbye(session, 'transcription failed')
    else if (session.agentState === 'listening') session.say(this.#apology.retry)
  }

  #sayGoodbye(session: voice.AgentSession, reason: string): void {
    if (this.#ending) return
    session.say(this.#apology.goodbye, { allowInterruptions: false })
    this.#end(session, reason)
  }

  /** What is being said is said to its end first. */
  #end(session: voice.AgentSession, reason: string): void {
    if (this.#ending) return
    this.#ending = true
    this.#log.error(`The call ends: ${reason}`)
    session.shutdown({ drain: true, reason })
  }
}

/** True for errors that the next turn would meet again. */
export function isLasting(error: unknown): boolean {
  for (const link of chainOf(error)) {
    if (link instanceof Failure) return !link.retryable
    const { statusCode, status } = link as { statusCode?: unknown; status?: unknown }
    if (LASTING_STATUSES.has(Number(statusCode)) || LASTING_STATUSES.has(Number(status))) return true
    // What the ws package says when a server refuses the connection.
    const refused = /Unexpected server response: (\d{3})/.exec(link.message)
    if (refused && LASTING_STATUSES.has(Number(refused[1]))) return true
  }
  return false
}

/** An error as one line: a Failure with its code, reason and first fix, anything else with what caused it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const failure = chainOf(error).find((link) => link instanceof Failure)
  const text = failure ? describeFailure(failure) : [...new Set(chainOf(error).map(({ message }) => message))].join(': ')
  return text.replaceAll(/\s*\n\s*/g, ' ')
}

function describeFailure({ code, message, why, details, fix }: Failure): string {
  const sentences = [`${message} (${code})`, why ?? details.join('; '), fix[0]?.text].filter(Boolean)
  return sentences.map((sentence) => String(sentence).replace(/[.:]$/, '')).join('. ')
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let link = error; link instanceof Error && chain.length < 5; link = link.cause) chain.push(link)
  return chain
}
