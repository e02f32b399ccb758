import { phoneNotes } from '../phone-notes.ts'
import type { Specialist } from '../specialist.ts'
import type { Turn, TurnConfig } from '../state.ts'

/** A node that answers as one specialist and hands every token and tool call out at once through the graph's writer. */
export function speakAs({ route, instructions }: Specialist): (turn: Turn, config: TurnConfig) => Promise<Partial<Turn>> {
  return async ({ caller, messages }, { context, signal, writer }) => {
    if (!context?.model) throw new Error('The graph was run without a language model')
    const conversation = [{ role: 'system' as const, content: `${instructions}${phoneNotes(caller)}` }, ...messages]
    const options = { route, signal: signal ?? new AbortController().signal, tools: context.tools ?? [] }
    for await (const part of context.model.stream(conversation, options)) writer?.(part)
    return {}
  }
}
