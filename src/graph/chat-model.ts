import type { Route } from './route.ts'
import type { ToolCall, ToolDefinition } from './tools/tool.ts'

/** What was said, and what tools were used and brought, oldest first. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls?: ToolCall[] }
  /** What a tool brought. */
  | { role: 'tool'; content: string; toolCallId: string }

/** What a model produces: words as they come, and tools that it wants to use. */
export type ChatPart = string | ToolCall

export interface ChatOptions {
  signal: AbortSignal
  /** Who asks. For logs and the demo model; real models need only the messages. */
  route: Route
  /** What the model may use; nothing unless given. */
  tools?: readonly ToolDefinition[]
}

/** A language model as the graph sees it. Implementations live outside of the graph. */
export interface ChatModel {
  /** For logs: `groq/llama-3.3-70b-versatile`. */
  readonly label: string
  /** Yields text as it is produced, and tool calls once they are whole. Raises on a provider error, and stops when `signal` aborts. */
  stream(messages: ChatMessage[], options: ChatOptions): AsyncIterable<ChatPart>
  /** Loads what the first turn would otherwise wait for. Sends no request. */
  prepare?(): Promise<void>
}
