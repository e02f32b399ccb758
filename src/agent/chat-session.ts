import { Failure } from '../core/failure.ts'
import { printable } from '../core/printable.ts'
import type { ChatMessage } from '../graph/chat-model.ts'
import type { Caller } from '../graph/route.ts'
import type { Supervisor } from '../graph/supervisor.ts'
import type { ChatView, EndReason } from './chat-view.ts'

export interface ChatSession {
  supervisor: Supervisor
  caller: Caller
  /** The user's turns. */
  lines: AsyncIterable<string>
  view: ChatView
  model: { label: string; demo: boolean }
  signal: AbortSignal
  /** Whether the conversation goes on after a turn that failed: with somebody there to try again, but not in a script. */
  keepGoing: boolean
}

/** What somebody at a terminal types to leave; in a script it is said to the agent like all the rest. */
const WAYS_OUT: ReadonlySet<string> = new Set(['/exit', '/quit'])

/** Plays a conversation turn by turn until the lines end, the signal aborts or a turn fails. Raises only what is no Failure. */
export async function playChat(session: ChatSession): Promise<EndReason> {
  const { supervisor, caller, lines, view, model, signal, keepGoing } = session
  const { route, text: greeting } = await supervisor.greet(caller)
  view.opened({ route, caller, model: model.label, demo: model.demo, greeting })
  const messages: ChatMessage[] = [{ role: 'assistant', content: greeting }]
  let turns = 0
  let reason: EndReason = 'input-ended'
  for await (const line of lines) {
    const text = printable(line).trim()
    if (text === '') continue
    if (keepGoing && WAYS_OUT.has(text)) break
    view.heard(text)
    const answer = await playTurn(session, [...messages, { role: 'user', content: text }])
    if (signal.aborted) break
    if (answer === null && !keepGoing) {
      reason = 'failed'
      break
    }
    if (answer === null) continue
    messages.push({ role: 'user', content: text }, { role: 'assistant', content: answer })
    turns += 1
  }
  if (signal.aborted) reason = 'interrupted'
  view.ended(turns, reason)
  return reason
}

/** The whole answer to a conversation, or null where the turn failed. */
async function playTurn({ supervisor, caller, view, signal }: ChatSession, messages: ChatMessage[]): Promise<string | null> {
  const began = performance.now()
  let firstTokenMs: number | null = null
  let answer = ''
  try {
    for await (const part of supervisor.stream({ caller, messages, signal })) {
      // No tools are offered here: there is no call to use them on.
      if (typeof part !== 'string') continue
      const token = printable(part)
      firstTokenMs ??= Math.round(performance.now() - began)
      answer += token
      view.token(token)
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    view.failed(error)
    return null
  }
  const totalMs = Math.round(performance.now() - began)
  if (!signal.aborted) view.answered(answer, { firstTokenMs: firstTokenMs ?? totalMs, totalMs })
  return answer
}
