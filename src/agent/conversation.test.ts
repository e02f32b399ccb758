import { llm } from '@livekit/agents'
import { expect, test } from 'vitest'
import { conversationOf } from './conversation.ts'

let at = Date.now()
const chatOf = (...items: llm.ChatItem[]) => {
  const chat = llm.ChatContext.empty()
  chat.insert(items)
  return chat
}
const said = (role: 'system' | 'user' | 'assistant', content: string) => llm.ChatMessage.create({ role, content, createdAt: at++ })
const call = (callId: string, extra = {}) => llm.FunctionCall.create({ callId, name: 'hang_up', args: '{}', extra, createdAt: at++ })
const output = (callId: string, text: string) =>
  llm.FunctionCallOutput.create({ callId, name: 'hang_up', output: text, isError: false, createdAt: at++ })

test('instructions and empty messages are left out', () => {
  expect(conversationOf(chatOf(said('system', 'Be kind'), said('user', 'Hello'), said('assistant', ''), said('user', 'Again')))).toEqual([
    { role: 'user', content: 'Hello' },
    { role: 'user', content: 'Again' },
  ])
})

test('a tool is one message with what was said along with it, and one with what came of it', () => {
  const chat = chatOf(said('user', 'Bye'), said('assistant', 'Goodbye.'), call('c1', { google: 1 }), output('c1', '"busy"'))
  expect(conversationOf(chat)).toEqual([
    { role: 'user', content: 'Bye' },
    { role: 'assistant', content: 'Goodbye.', toolCalls: [{ id: 'c1', name: 'hang_up', args: '{}', extra: { google: 1 } }] },
    { role: 'tool', content: '"busy"', toolCallId: 'c1' },
  ])
})

test('a tool without words stands alone, and one that brought nothing is done', () => {
  expect(conversationOf(chatOf(said('user', 'Bye'), call('c1'), output('c1', '')))).toEqual([
    { role: 'user', content: 'Bye' },
    { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'hang_up', args: '{}' }] },
    { role: 'tool', content: 'done', toolCallId: 'c1' },
  ])
})

test('a tool that was interrupted has never been', () => {
  const chat = chatOf(said('user', 'Bye'), said('assistant', 'Good'), call('c1'), said('user', 'Wait'))
  expect(conversationOf(chat).map(({ role, content }) => `${role}: ${content}`)).toEqual(['user: Bye', 'assistant: Good', 'user: Wait'])
})

test('two tools of one answer follow one another', () => {
  const chat = chatOf(said('user', 'Both'), call('c1'), call('c2'), output('c1', 'a'), output('c2', 'b'))
  expect(conversationOf(chat).map((message) => ('toolCalls' in message ? message.toolCalls?.[0]?.id : message.content))).toEqual([
    'Both',
    'c1',
    'a',
    'c2',
    'b',
  ])
})
