import type { Specialist } from '../specialist.ts'
import type { Turn, TurnConfig } from '../state.ts'

/** A node that answers as one specialist and hands every token out at once through the graph's writer. */
export function speakAs({ route, instructions }: Specialist): (turn: Turn, config: TurnConfig) => Promise<Partial<Turn>> {
  return async ({ messages }, { context, signal, writer }) => {
    if (!context?.model) throw new Error('The graph was run without a language model')
    const conversation = [{ role: 'system' as const, content: instructions }, ...messages]
    const tokens = context.model.stream(conversation, { route, signal: signal ?? new AbortController().signal })
    for await (const token of tokens) writer?.(token)
    return {}
  }
}
