import type { llm } from '@livekit/agents'
import type { ChatMessage } from '../graph/chat-model.ts'
import type { ToolCall } from '../graph/tools/tool.ts'

/**
 * What was said and done so far, oldest first: without instructions, which the graph has of its own, without empty messages, and without
 * tools that were interrupted: providers refuse a call that nothing came of.
 */
export function conversationOf({ items }: Pick<llm.ChatContext, 'items'>): ChatMessage[] {
  const outputs = new Map(items.flatMap((item) => (item.type === 'function_call_output' ? [[item.callId, item.output]] : [])))
  const conversation: ChatMessage[] = []
  for (const item of items) {
    if (item.type === 'message') conversation.push(...messageOf(item))
    if (item.type !== 'function_call') continue
    const output = outputs.get(item.callId)
    if (output !== undefined) conversation.push(...used(item, output, conversation.at(-1)))
  }
  return conversation
}

function messageOf({ role, textContent }: llm.ChatMessage): ChatMessage[] {
  const content = textContent ?? ''
  return content === '' || (role !== 'user' && role !== 'assistant') ? [] : [{ role, content }]
}

/** A tool's use and what came of it. */
function used({ callId, name, args, extra }: llm.FunctionCall, output: string, before: ChatMessage | undefined): ChatMessage[] {
  const call: ToolCall = { id: callId, name, args, ...(Object.keys(extra).length > 0 ? { extra } : {}) }
  const result: ChatMessage = { role: 'tool', content: output === '' ? 'done' : output, toolCallId: callId }
  // What was said along with it is one message with it.
  if (before?.role !== 'assistant' || before.toolCalls !== undefined) return [{ role: 'assistant', content: '', toolCalls: [call] }, result]
  before.toolCalls = [call]
  return [result]
}
