import type OpenAI from 'openai'
import type { ToolCall } from '../../graph/tools/tool.ts'

type Piece = OpenAI.Chat.ChatCompletionChunk.Choice.Delta.ToolCall & { extra_content?: Record<string, unknown> }

/** Puts tool calls together that a server streams piece by piece. Some servers number the pieces, others send each call whole and without a number. */
export class ToolCallPieces {
  readonly #calls: ToolCall[] = []
  readonly #places = new Map<number, ToolCall>()

  add(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const call = this.#callOf(piece)
      call.id = piece.id || call.id
      call.name += piece.function?.name ?? ''
      call.args += piece.function?.arguments ?? ''
      if (piece.extra_content) call.extra = piece.extra_content
    }
  }

  /** All of them, once the answer is over. */
  get calls(): ToolCall[] {
    return this.#calls.filter(({ name }) => name !== '')
  }

  #callOf({ index, id }: Piece): ToolCall {
    const known = typeof index === 'number' ? this.#places.get(index) : undefined
    // Some give every whole call the same number, but each an id of its own.
    if (known !== undefined && (!id || id === known.id)) return known
    const call = { id: id ?? `call_${this.#calls.length}`, name: '', args: '' }
    this.#calls.push(call)
    if (typeof index === 'number') this.#places.set(index, call)
    return call
  }
}
