import type { Route } from './route.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface ChatOptions {
  signal: AbortSignal
  /** Who asks. For logs and the demo model; real models need only the messages. */
  route: Route
}

/** A language model as the graph sees it. Implementations live outside of the graph. */
export interface ChatModel {
  /** For logs: `groq/llama-3.3-70b-versatile`. */
  readonly label: string
  /** Yields text as it is produced. Raises on a provider error, and stops when `signal` aborts. */
  stream(messages: ChatMessage[], options: ChatOptions): AsyncIterable<string>
  /** Loads what the first turn would otherwise wait for. Sends no request. */
  prepare?(): Promise<void>
}
