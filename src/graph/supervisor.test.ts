import { expect, test } from 'vitest'
import { Failure } from '../core/failure.ts'
import type { ChatMessage, ChatModel, ChatOptions, ChatPart } from './chat-model.ts'
import { routes, toCaller, type Route } from './route.ts'
import { specialists } from './specialists/table.ts'
import { createSupervisor } from './supervisor.ts'
import { hangUp } from './tools/hang-up.ts'

interface Request {
  messages: ChatMessage[]
  options: ChatOptions
}

/** A model that answers by a script and remembers what it was asked. */
function scripted(answer: (request: Request) => AsyncIterable<ChatPart> = words('fine')) {
  const requests: Request[] = []
  const model: ChatModel = {
    label: 'scripted',
    stream(messages, options) {
      requests.push({ messages, options })
      return answer({ messages, options })
    },
  }
  return { model, requests }
}

function words(...tokens: string[]) {
  return async function* () {
    yield* tokens
  }
}

function callerOf(route: Route) {
  const [mode, language] = route.split('_')
  return toCaller({ mode, language })
}

const question: ChatMessage[] = [{ role: 'user', content: 'hello' }]
const never = () => new AbortController().signal

async function collect(parts: AsyncIterable<ChatPart>): Promise<ChatPart[]> {
  return Array.fromAsync(parts)
}

test.each(routes)('%s answers with its own instructions, asking the model once', async (route) => {
  const { model, requests } = scripted(words('one ', 'two ', 'three'))
  const turn = { caller: callerOf(route), messages: question, signal: never() }
  expect(await collect(createSupervisor(model).stream(turn))).toEqual(['one ', 'two ', 'three'])
  expect(requests).toHaveLength(1)
  expect(requests[0]?.messages).toEqual([{ role: 'system', content: specialists[route].instructions }, ...question])
  expect(requests[0]?.options.route).toBe(route)
})

test.each(routes)('%s greets without asking the model', async (route) => {
  const { model, requests } = scripted()
  expect(await createSupervisor(model).greet(callerOf(route))).toEqual({ route, text: specialists[route].greeting })
  expect(requests).toEqual([])
})

test('a token leaves the graph before the next one is produced', async () => {
  const firstSeen = Promise.withResolvers<void>()
  const { model } = scripted(async function* () {
    yield 'first'
    await firstSeen.promise
    yield 'second'
  })
  const seen: ChatPart[] = []
  for await (const token of createSupervisor(model).stream({ caller: toCaller({}), messages: question, signal: never() })) {
    seen.push(token)
    if (token === 'first') firstSeen.resolve()
  }
  expect(seen).toEqual(['first', 'second'])
})

test('an abort reaches the model and ends the tokens without an error', async () => {
  const stop = new AbortController()
  const stopped = Promise.withResolvers<void>()
  const { model } = scripted(async function* ({ options }) {
    options.signal.addEventListener('abort', () => stopped.resolve())
    yield 'first'
    await stopped.promise
    options.signal.throwIfAborted()
    yield 'too late'
  })
  const seen: ChatPart[] = []
  for await (const token of createSupervisor(model).stream({ caller: toCaller({}), messages: question, signal: stop.signal })) {
    seen.push(token)
    stop.abort()
  }
  await stopped.promise
  expect(seen).toEqual(['first'])
})

test('a reader that leaves stops the model', async () => {
  const stopped = Promise.withResolvers<void>()
  const { model } = scripted(async function* ({ options }) {
    options.signal.addEventListener('abort', () => stopped.resolve())
    yield 'first'
    await stopped.promise
  })
  for await (const _ of createSupervisor(model).stream({ caller: toCaller({}), messages: question, signal: never() })) break
  await stopped.promise
})

test('a turn that was aborted before it began asks nobody', async () => {
  const { model, requests } = scripted()
  const turn = { caller: toCaller({}), messages: question, signal: AbortSignal.abort() }
  expect(await collect(createSupervisor(model).stream(turn))).toEqual([])
  expect(requests).toEqual([])
})

test("a model's Failure comes out as it is", async () => {
  const failure = new Failure({ code: 'LLM_QUOTA', message: 'used up' })
  const { model } = scripted(async function* () {
    yield 'first'
    throw failure
  })
  const turn = { caller: toCaller({}), messages: question, signal: never() }
  await expect(collect(createSupervisor(model).stream(turn))).rejects.toBe(failure)
})

test('turns of several calls at one time do not mix', async () => {
  const { model } = scripted(async function* ({ options }) {
    yield options.route
    await Promise.resolve()
    yield options.route
  })
  const supervisor = createSupervisor(model)
  const turns = routes.map((route) => collect(supervisor.stream({ caller: callerOf(route), messages: question, signal: never() })))
  expect(await Promise.all(turns)).toEqual(routes.map((route) => [route, route]))
})

test('warming loads the model and asks it nothing', async () => {
  const { model, requests } = scripted()
  let prepared = 0
  const prepare = async () => void (prepared += 1)
  await createSupervisor({ ...model, prepare }).warm()
  expect({ prepared, requests }).toEqual({ prepared: 1, requests: [] })
})

test('a specialist proposes tools in the order in which the model does, among its words', async () => {
  const call = { id: 'c1', name: 'hang_up', args: '{}' }
  const { model, requests } = scripted(async function* () {
    yield 'Goodbye.'
    yield call
  })
  const turn = { caller: toCaller({}), messages: question, tools: [hangUp], signal: never() }
  expect(await collect(createSupervisor(model).stream(turn))).toEqual(['Goodbye.', call])
  expect(requests[0]?.options.tools).toEqual([hangUp])
})

test.each([
  ['en', "The caller's number is +15105550100"],
  ['hi', 'कॉल करने वाले का नंबर +15105550100 है'],
] as const)('a specialist in %s knows of the phone what is known', async (language, number) => {
  const { model, requests } = scripted()
  const supervisor = createSupervisor(model)
  const phone = { direction: 'outbound', callId: 'SCL_1', attributes: {} } as const
  for (const known of [{ ...phone, number: '+15105550100' }, phone])
    await collect(supervisor.stream({ caller: { ...toCaller({ language }), phone: known }, messages: question, signal: never() }))
  const [numbered, hidden] = requests.map(({ messages }) => String(messages[0]?.content))
  expect(numbered).toContain(specialists[`general_${language}`].instructions)
  expect(numbered).toContain(number)
  expect(hidden).not.toMatch(/number is|का नंबर/)
  expect(hidden).toMatch(language === 'en' ? /You called them/ : /कॉल आपने किया है/)
})
