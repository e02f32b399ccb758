export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** A language model as the graph sees it. Implementations live outside of the graph. */
export interface ChatModel {
  /** For logs: `groq/llama-3.3-70b-versatile`. */
  readonly label: string
  /** Yields text as it is produced. Raises on a provider error, and stops when `signal` aborts. */
  stream(messages: ChatMessage[], options: { signal: AbortSignal }): AsyncIterable<string>
}
