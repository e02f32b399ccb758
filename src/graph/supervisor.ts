import { END, START, StateGraph } from '@langchain/langgraph'
import type { ChatMessage, ChatModel, ChatPart } from './chat-model.ts'
import { speakAs } from './nodes/speak.ts'
import { supervise } from './nodes/supervise.ts'
import { routes, type Caller, type Route } from './route.ts'
import { specialists } from './specialists/table.ts'
import { TurnContext, TurnState } from './state.ts'
import type { ToolDefinition } from './tools/tool.ts'

export interface Greeting {
  route: Route
  text: string
}

export interface TurnRequest {
  caller: Caller
  /** The conversation so far, oldest first, without system messages. */
  messages: ChatMessage[]
  /** What the specialist may propose to use; nothing unless given. */
  tools?: readonly ToolDefinition[]
  /** Ends the turn: the tokens then stop without an error. */
  signal: AbortSignal
}

export interface Supervisor {
  /** The specialist's own first words; asks no language model. */
  greet(caller: Caller): Promise<Greeting>
  /** The tokens and tool calls of one turn as the model yields them; no tool is run here. Raises what the model raises. */
  stream(turn: TurnRequest): AsyncIterable<ChatPart>
  /** Runs one silent turn and loads the model's client, so that the first caller doesn't wait for it. Sends no request. */
  warm(): Promise<void>
}

const silentModel: ChatModel = {
  label: 'silent',
  async *stream() {},
}

/** The graph of a call: metadata chooses the specialist, the specialist answers. Compiled once, used for every turn of every call. */
export function createSupervisor(model: ChatModel): Supervisor {
  const graph = compileGraph()

  async function* run(turn: TurnRequest, turnModel: ChatModel): AsyncGenerator<ChatPart> {
    const { caller, messages, tools = [], signal } = turn
    if (signal.aborted) return
    try {
      yield* await graph.stream({ caller, messages }, { streamMode: 'custom', context: { model: turnModel, tools }, signal })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  return {
    async greet(caller) {
      const { route } = supervise({ caller })
      return { route, text: specialists[route].greeting }
    },
    stream: (turn) => run(turn, model),
    async warm() {
      const caller: Caller = { mode: 'general', language: 'en', voice: null }
      const turn = run({ caller, messages: [], signal: new AbortController().signal }, silentModel)
      await Promise.all([turn.next(), model.prepare?.()])
    },
  }
}

function compileGraph() {
  const nodes = Object.fromEntries(routes.map((route) => [route, speakAs(specialists[route])])) as Record<Route, ReturnType<typeof speakAs>>
  const graph = new StateGraph(TurnState, TurnContext)
    .addNode('supervisor', supervise)
    .addNode(nodes)
    .addEdge(START, 'supervisor')
    .addConditionalEdges('supervisor', ({ route }) => route, [...routes])
  for (const route of routes) graph.addEdge(route, END)
  return graph.compile()
}
