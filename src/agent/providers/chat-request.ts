import type OpenAI from 'openai'
import type { ChatMessage } from '../../graph/chat-model.ts'
import type { ToolCall, ToolDefinition } from '../../graph/tools/tool.ts'
import type { ChatServer } from './chat-failure.ts'

type Request = OpenAI.Chat.ChatCompletionCreateParamsStreaming

export interface ChatRequest {
  messages: readonly ChatMessage[]
  /** None where the server takes none. */
  tools: readonly ToolDefinition[]
  temperature: number | undefined
}

/** What a server that speaks OpenAI's chat completions is asked. */
export function requestBody(
  { provider, model }: Pick<ChatServer, 'provider' | 'model'>,
  { messages, tools, temperature }: ChatRequest,
): Request {
  const body: Request = { model, messages: messages.map(wireMessage), stream: true }
  if (tools.length > 0) body.tools = tools.map(wireTool)
  if (temperature !== undefined) body.temperature = temperature
  // Gemini 2.5 Flash thinks before it answers unless told otherwise; a caller would hear that as a pause.
  if (provider === 'google' && model.startsWith('gemini-2.5-flash')) body.reasoning_effort = 'none'
  return body
}

function wireMessage(message: ChatMessage): OpenAI.Chat.ChatCompletionMessageParam {
  if (message.role === 'tool') return { role: 'tool', content: message.content, tool_call_id: message.toolCallId }
  if (message.role !== 'assistant' || message.toolCalls === undefined) return { role: message.role, content: message.content }
  return { role: 'assistant', content: message.content === '' ? null : message.content, tool_calls: message.toolCalls.map(wireCall) }
}

function wireTool({ name, description, parameters }: ToolDefinition): OpenAI.Chat.ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } }
}

function wireCall({ id, name, args, extra }: ToolCall): OpenAI.Chat.ChatCompletionMessageFunctionToolCall {
  // `extra_content` is Google's.
  return { id, type: 'function', function: { name, arguments: args }, ...(extra ? { extra_content: extra } : {}) }
}
