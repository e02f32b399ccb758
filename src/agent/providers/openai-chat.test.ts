import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOpenAi, type OpenAiStub } from '../../../test/support/providers/openai.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { Failure } from '../../core/failure.ts'
import type { ChatPart } from '../../graph/chat-model.ts'
import { OpenAiChatModel, type OpenAiChatOptions } from './openai-chat.ts'

const KEY = 'gsk_a-key-that-must-not-be-shown'
const question = [{ role: 'user' as const, content: 'hello' }]
let server: OpenAiStub

beforeEach(async () => {
  server = await startOpenAi({ reply: 'one two three four', ttftMs: 0, perTokenMs: 0, key: KEY })
})

afterEach(() => server.stop())

function modelAt(options: Partial<OpenAiChatOptions> = {}): OpenAiChatModel {
  return new OpenAiChatModel({ provider: 'groq', model: 'llama', baseUrl: server.baseUrl, key: KEY, ...options })
}

function ask(model: OpenAiChatModel, signal = new AbortController().signal): Promise<ChatPart[]> {
  return Array.fromAsync(model.stream(question, { signal }))
}

async function failureOf(turn: Promise<unknown>): Promise<Failure> {
  const error = await turn.catch((reason: unknown) => reason)
  if (!(error instanceof Failure)) throw new Error(`expected a Failure, got ${String(error)}`)
  return error
}

test('streams the answer token by token and sends what was asked', async () => {
  expect(await ask(modelAt({ temperature: 0 }))).toEqual(['one ', 'two ', 'three ', 'four'])
  expect(server.requests[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: `Bearer ${KEY}` },
    body: { model: 'llama', messages: question, stream: true, temperature: 0 },
  })
})

test.each([
  [401, 'LLM_KEY_REJECTED', /GROQ_API_KEY.*console\.groq\.com/],
  [403, 'LLM_KEY_REJECTED', /GROQ_API_KEY/],
  [404, 'LLM_MODEL_UNKNOWN', /providers\.llm\.model/],
  [429, 'LLM_QUOTA', /quota/],
  [500, 'LLM_SERVER_ERROR', /fallback/],
  [503, 'LLM_SERVER_ERROR', /fallback/],
])('%i becomes %s with what to do, is not tried again and shows no key', async (status, code, fix) => {
  server.fail(status)
  const failure = await failureOf(ask(modelAt()))
  expect(failure.code).toBe(code)
  expect(failure.message).toMatch(new RegExp(`Groq.*${status}`))
  expect(failure.fix.map(({ text }) => text).join(' ')).toMatch(fix)
  expect([failure.message, failure.why, JSON.stringify(failure.fix)].join(' ')).not.toContain(KEY)
  expect(server.requests).toHaveLength(1)
})

test('a wrong key is refused by name', async () => {
  const failure = await failureOf(ask(modelAt({ key: 'wrong-key-value' })))
  expect(failure.message).toBe('Groq refused GROQ_API_KEY (401)')
  expect(failure.why).not.toContain('wrong-key-value')
})

test('a key that the server repeats in its error is masked', async () => {
  await usingServer(
    (_, response) => response.writeHead(401).end(JSON.stringify({ error: { message: `Incorrect key ${KEY}` } })),
    async (baseUrl) => {
      const failure = await failureOf(ask(modelAt({ baseUrl })))
      expect(failure.why).toContain('Incorrect key ••••••')
    },
  )
})

test("a server's error reaches the terminal without control sequences", async () => {
  await usingServer(
    (_, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<p>\u001B]0;owned\u0007broken\u009B31m \u202Eabc</p>'),
    async (baseUrl) => expect((await failureOf(ask(modelAt({ baseUrl })))).why).toBe('500 <p>]0;ownedbroken31m abc</p>'),
  )
})

test("Google's bad key, a 400 in a list, is told from other bad requests", async () => {
  const body = JSON.stringify([{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.' } }])
  await usingServer(
    (_, response) => response.writeHead(400).end(body),
    async (baseUrl) => {
      const failure = await failureOf(ask(modelAt({ provider: 'google', baseUrl })))
      expect(failure).toMatchObject({ code: 'LLM_KEY_REJECTED', why: '400 API key not valid. Please pass a valid API key.' })
    },
  )
})

test.each(['hang', 'hang-connect'] as const)('%s ends with LLM_TIMEOUT and closes the request', async (fault) => {
  server.fail(fault)
  const failure = await failureOf(ask(modelAt({ firstTokenMs: 100 })))
  expect(failure).toMatchObject({ code: 'LLM_TIMEOUT', message: 'Groq did not begin to answer', retryable: true })
  await waitFor(() => server.requests[0]?.aborted, { what: 'the request to be closed' })
})

test('a hang in the middle ends with an error after the tokens that came', async () => {
  server.fail('hang-mid-stream')
  const seen: ChatPart[] = []
  const read = async () => {
    for await (const token of modelAt({ nextTokenMs: 100 }).stream(question, { signal: new AbortController().signal })) seen.push(token)
  }
  expect(await failureOf(read())).toMatchObject({ code: 'LLM_TIMEOUT', message: 'Groq stopped in the middle of an answer' })
  expect(seen).toEqual(['one ', 'two '])
})

test('a connection cut in the middle is an error too', async () => {
  server.fail('drop-mid-stream')
  expect(await failureOf(ask(modelAt()))).toMatchObject({ code: 'LLM_INTERRUPTED' })
})

test('a reader that is slow does not count as silence', async () => {
  const model = modelAt({ nextTokenMs: 50 })
  const seen: ChatPart[] = []
  for await (const token of model.stream(question, { signal: new AbortController().signal })) {
    seen.push(token)
    if (seen.length === 1) await new Promise((resolve) => setTimeout(resolve, 150))
  }
  expect(seen).toHaveLength(4)
})

test('nobody listening is LLM_UNREACHABLE', async () => {
  await server.stop()
  const failure = await failureOf(ask(modelAt({ provider: 'local', key: null })))
  expect(failure).toMatchObject({ code: 'LLM_UNREACHABLE', retryable: true, why: expect.stringContaining('ECONNREFUSED') })
  expect(failure.fix[0]?.text).toMatch(/^Start the model server/)
  server = await startOpenAi()
})

test('a connection that is dropped before any answer is tried once more', async () => {
  const chunk = JSON.stringify({ choices: [{ index: 0, delta: { content: 'hello' } }] })
  let requests = 0
  await usingServer(
    (request, response) => {
      requests += 1
      if (requests === 1) request.socket.resetAndDestroy()
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${chunk}\n\ndata: [DONE]\n\n`)
    },
    async (baseUrl) => expect(await ask(modelAt({ baseUrl }))).toEqual(['hello']),
  )
  expect(requests).toBe(2)
})

test('an answer without text is LLM_EMPTY', async () => {
  server.script('')
  expect(await failureOf(ask(modelAt()))).toMatchObject({ code: 'LLM_EMPTY', retryable: true })
})

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`

test.each([
  ['a page', 'text/html', '<html>It works</html>', 'It answered with text/html.'],
  ['JSON', 'application/json', '{"ok":true}', 'It answered with application/json.'],
  ['events of broken JSON', 'text/event-stream', 'data: {"choices": [\n\ndata: [DONE]\n\n', expect.stringContaining('JSON')],
  ['events of others', 'text/event-stream', 'data: {"type":"ping"}\n\ndata: [DONE]\n\n', 'It sent events without choices.'],
])('%s instead of chat completions is LLM_NOT_COMPATIBLE', async (_, type, body, why) => {
  await usingServer(
    (_request, response) => response.writeHead(200, { 'content-type': type }).end(body),
    async (baseUrl) => {
      const failure = await failureOf(ask(modelAt({ baseUrl })))
      const message = `Groq at ${baseUrl} did not answer as a chat-completions server`
      expect(failure).toMatchObject({ code: 'LLM_NOT_COMPATIBLE', message, why, retryable: false })
      expect(failure.fix[0]?.text).toMatch(/^Check baseUrl/)
    },
  )
})

test.each([
  ['{"code":429,"message":"Slow down"}', 'LLM_QUOTA', 'Groq says that its quota is used up (429)', 'Slow down'],
  ['{"code":"invalid_api_key","message":"No"}', 'LLM_KEY_REJECTED', 'Groq refused GROQ_API_KEY (invalid_api_key)', 'No'],
  ['{"type":"server_error","message":"Broken"}', 'LLM_SERVER_ERROR', 'Groq failed on its side (server_error)', 'Broken'],
  ['"boom"', 'LLM_SERVER_ERROR', 'Groq failed on its side (an error in its stream)', '"boom"'],
])("the error %s before any text is the provider's own: %s", async (error, code, message, why) => {
  await usingServer(
    (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${chunk('')}data: {"error":${error}}\n\n`),
    async (baseUrl) => expect(await failureOf(ask(modelAt({ baseUrl })))).toMatchObject({ code, message, why }),
  )
})

test('an error after some text is a broken answer', async () => {
  const body = `${chunk('hello')}data: {"error":{"code":500,"message":"Broken"}}\n\n`
  await usingServer(
    (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body),
    async (baseUrl) => expect(await failureOf(ask(modelAt({ baseUrl })))).toMatchObject({ code: 'LLM_INTERRUPTED', why: 'Broken' }),
  )
})

test('chat completions under another content type are read', async () => {
  await usingServer(
    (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(`${chunk('hello')}data: [DONE]\n\n`),
    async (baseUrl) => expect(await ask(modelAt({ baseUrl }))).toEqual(['hello']),
  )
})

test.each([chunk('one ') + chunk('two'), ''])(
  'a stream that ends in order but before the answer does is LLM_INTERRUPTED: %j',
  async (body) => {
    await usingServer(
      (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body),
      async (baseUrl) => {
        const failure = await failureOf(ask(modelAt({ baseUrl })))
        expect(failure).toMatchObject({ code: 'LLM_INTERRUPTED', why: 'The stream ended without a finish_reason.', retryable: true })
      },
    )
  },
)

test('an end that comes in pieces is an end', async () => {
  await usingServer(
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`${chunk('hello')}data: [DO`)
      setImmediate(() => response.end('NE]\n\n'))
    },
    async (baseUrl) => expect(await ask(modelAt({ baseUrl }))).toEqual(['hello']),
  )
})

test('an abort ends the tokens without an error and closes the request', async () => {
  server.fail('hang-mid-stream')
  const stop = new AbortController()
  const seen: ChatPart[] = []
  for await (const token of modelAt().stream(question, { signal: stop.signal })) {
    seen.push(token)
    stop.abort()
  }
  expect(seen).toEqual(['one '])
  await waitFor(() => server.requests[0]?.aborted, { what: 'the request to be closed' })
})

test('thinking is not spoken', async () => {
  server.script('<think> hmm </think> It is four')
  expect((await ask(modelAt())).join('')).toBe('It is four')
})

test("another provider's organisation is not sent along", async () => {
  process.env['OPENAI_ORG_ID'] = 'org-of-somebody'
  try {
    await ask(modelAt())
  } finally {
    delete process.env['OPENAI_ORG_ID']
  }
  expect(JSON.stringify(server.requests[0]?.headers)).not.toContain('org-of-somebody')
})

type Answer = Parameters<typeof createServer>[1]

async function usingServer(answer: NonNullable<Answer>, use: (baseUrl: string) => Promise<void>): Promise<void> {
  const other = createServer(answer).listen(0, '127.0.0.1')
  await once(other, 'listening')
  try {
    await use(`http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`)
  } finally {
    other.closeAllConnections()
    other.close()
  }
}
