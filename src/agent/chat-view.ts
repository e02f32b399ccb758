import type { Failure } from '../core/failure.ts'
import type { Caller, Route } from '../graph/route.ts'
import { failureToJson, renderFailure } from '../output/failure.ts'
import { styleOf, type Terminal } from '../output/terminal.ts'

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

/** As text. `echo`: shows the user's lines too, for input that no terminal has shown. */
export function textView(terminal: Terminal, { echo }: { echo: boolean }): ChatView {
  const { color } = styleOf(process.stdout)
  const label = (name: string) => color.bold(`${name}:`)
  let midLine = false
  const write = (text: string) => {
    process.stdout.write(text)
    midLine = !text.endsWith('\n')
  }
  const finishLine = () => {
    if (midLine) write('\n')
  }
  return {
    opened({ route, greeting }) {
      write(`LangGraph selected route: ${route}\n${label('agent')} ${greeting}\n`)
    },
    heard(text) {
      if (echo) write(`${label('you')} ${text}\n`)
    },
    token(text) {
      write(midLine ? text : `${label('agent')} ${text.trimStart()}`)
    },
    answered: finishLine,
    failed(failure) {
      finishLine()
      terminal.notice(renderFailure(failure, styleOf(process.stderr)))
    },
    ended: finishLine,
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
