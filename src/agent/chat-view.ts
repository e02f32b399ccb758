import type { Failure } from '../core/failure.ts'
import type { Caller, Route } from '../graph/route.ts'
import { failureToJson, renderFailure } from '../output/failure.ts'
import { styleOf } from '../output/style-of.ts'
import type { Terminal } from '../output/terminal.ts'
import { WordWrap } from './word-wrap.ts'

/** Columns of a terminal that doesn't say how many it has. */
const NARROW = 80

export interface ChatOpening {
  route: Route
  caller: Caller
  /** The model's label; `demo` where none is connected. */
  model: string
  demo: boolean
  greeting: string
}

export interface AnswerTiming {
  /** Milliseconds from the end of the user's line. */
  firstTokenMs: number
  totalMs: number
}

export type EndReason = 'input-ended' | 'interrupted' | 'failed'

/** Where a conversation is shown while it takes place. */
export interface ChatView {
  opened(opening: ChatOpening): void
  heard(text: string): void
  token(text: string): void
  answered(text: string, timing: AnswerTiming): void
  failed(failure: Failure): void
  ended(turns: number, reason: EndReason): void
}

const LABEL = { agent: 'agent: ', user: 'you: ' }

/** As text, wrapped at the width of a terminal. `echo`: shows the user's lines too, for input that no terminal has shown. */
export function textView(terminal: Terminal, { echo }: { echo: boolean }): ChatView {
  const { color } = styleOf(process.stdout)
  let answer: WordWrap | null = null
  const begin = () => {
    process.stdout.write(color.bold(LABEL.agent))
    return new WordWrap(process.stdout.isTTY ? process.stdout.columns || NARROW : Infinity, LABEL.agent.length)
  }
  const finish = () => {
    if (answer !== null) process.stdout.write(`${answer.end()}\n`)
    answer = null
  }
  const token = (text: string) => {
    answer ??= begin()
    process.stdout.write(answer.push(text))
  }
  return {
    opened({ route, greeting }) {
      process.stdout.write(`LangGraph selected route: ${route}\n`)
      token(greeting)
      finish()
    },
    heard(text) {
      if (echo) process.stdout.write(`${color.bold(LABEL.user)}${text}\n`)
    },
    token,
    answered: finish,
    failed(failure) {
      finish()
      terminal.notice(renderFailure(failure, styleOf(process.stderr)))
    },
    ended: finish,
  }
}

/** As NDJSON: one object a line, `type` first. */
export function jsonView(terminal: Terminal): ChatView {
  const emit = (type: string, event: object) => terminal.answer(JSON.stringify({ type, ...event }))
  return {
    opened({ greeting, ...opening }) {
      emit('route', opening)
      emit('agent', { text: greeting, greeting: true })
    },
    heard: (text) => emit('user', { text }),
    token: () => {},
    answered: (text, timing) => emit('agent', { text, ...timing }),
    failed: (failure) => emit('error', failureToJson(failure)),
    ended: (turns, reason) => emit('end', { turns, reason }),
  }
}
