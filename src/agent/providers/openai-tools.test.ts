import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOpenAi, type OpenAiStub } from '../../../test/support/providers/openai.ts'
import type { ChatMessage } from '../../graph/chat-model.ts'
import type { ToolDefinition } from '../../graph/tools/tool.ts'
import { OpenAiChatModel } from './openai-chat.ts'
import { ToolCallPieces } from './tool-call-pieces.ts'

const question = [{ role: 'user' as const, content: 'hello' }]
let server: OpenAiStub

beforeEach(async () => {
  server = await startOpenAi({ reply: 'one', ttftMs: 0, perTokenMs: 0 })
})

afterEach(() => server.stop())

const modelAt = (baseUrl = server.baseUrl) => new OpenAiChatModel({ provider: 'groq', model: 'llama', baseUrl, key: 'k' })

const lookUp: ToolDefinition = {
  name: 'look_up',
  description: 'Looks something up.',
  parameters: {
    type: 'object',
    properties: { what: { type: 'string', description: 'What.' } },
    required: ['what'],
    additionalProperties: false,
  },
}
const withTools = (model: OpenAiChatModel, messages: ChatMessage[] = question) =>
  Array.fromAsync(model.stream(messages, { signal: new AbortController().signal, tools: [lookUp] }))

test('tools are offered, and calls come whole, after the words', async () => {
  const calls = ['tea', 'milk and sugar'].map((what) => ({ name: 'look_up', args: { what } }))
  server.script({ text: 'One moment.', calls })
  expect(await withTools(modelAt())).toEqual([
    'One ',
    'moment.',
    { id: 'call_stub_0', name: 'look_up', args: '{"what":"tea"}' },
    { id: 'call_stub_1', name: 'look_up', args: '{"what":"milk and sugar"}' },
  ])
  expect(server.requests[0]?.body).toMatchObject({
    tools: [{ type: 'function', function: { name: 'look_up', parameters: lookUp.parameters } }],
  })
})

test('an answer of nothing but a call is no empty answer', async () => {
  server.script({ calls: [{ name: 'look_up', args: {} }] })
  expect(await withTools(modelAt())).toMatchObject([{ name: 'look_up' }])
})

test('without tools none are sent', async () => {
  await Array.fromAsync(modelAt().stream(question, { signal: new AbortController().signal }))
  expect(server.requests[0]?.body).not.toHaveProperty('tools')
})

test('what tools brought goes back in the form of the protocol', async () => {
  const call = { id: 'c1', name: 'look_up', args: '{}', extra: { google: { thought_signature: 'abc' } } }
  await withTools(modelAt(), [
    ...question,
    { role: 'assistant', content: '', toolCalls: [call] },
    { role: 'tool', content: 'tea', toolCallId: 'c1' },
  ])
  expect(server.requests[0]?.body).toMatchObject({
    messages: [
      { role: 'user' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look_up', arguments: '{}' }, extra_content: call.extra }],
      },
      { role: 'tool', content: 'tea', tool_call_id: 'c1' },
    ],
  })
})

test('a model that takes no tools answers without them, and is offered none again', async () => {
  const bodies: string[] = []
  const answer = (body: string, response: ServerResponse) => {
    bodies.push(body)
    const event = { choices: [{ index: 0, delta: { content: 'hello' }, finish_reason: 'stop' }] }
    if (body.includes('"tools"')) response.writeHead(400).end('{"error":{"message":"llama does not support tools"}}')
    else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(event)}\n\n`)
  }
  const other = createServer((request, response) => void text(request).then((body) => answer(body, response))).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const model = modelAt(`http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`)
  expect(await withTools(model)).toEqual(['hello'])
  expect(await withTools(model)).toEqual(['hello'])
  expect(bodies.map((body) => body.includes('"tools"'))).toEqual([true, false, false])
  other.closeAllConnections()
  other.close()
})

test('another refusal of a request with tools is told as it is', async () => {
  server.fail(400)
  await expect(withTools(modelAt())).rejects.toMatchObject({ code: 'LLM_REQUEST_REFUSED' })
  expect(server.requests).toHaveLength(1)
})

test('calls that come whole are told apart by their ids', () => {
  const pieces = new ToolCallPieces()
  const whole = (id: string, name: string) => ({ index: 0, id, type: 'function' as const, function: { name, arguments: '{}' } })
  pieces.add([whole('a', 'one')])
  pieces.add([whole('b', 'two')])
  expect(pieces.calls.map(({ id, name }) => [id, name])).toEqual([
    ['a', 'one'],
    ['b', 'two'],
  ])
})
