import { Annotation, type LangGraphRunnableConfig } from '@langchain/langgraph'
import type { ChatMessage, ChatModel } from './chat-model.ts'
import type { Caller, Route } from './route.ts'
import type { ToolDefinition } from './tools/tool.ts'

/** What travels through the graph in one turn. The conversation comes in anew each turn: LiveKit's chat context is the truth of what was said. */
export const TurnState = Annotation.Root({
  caller: Annotation<Caller>(),
  /** The conversation so far, oldest first, without system messages. */
  messages: Annotation<ChatMessage[]>(),
  /** Set by the supervisor node. */
  route: Annotation<Route>(),
})

/** What nodes use but the state doesn't hold. */
export const TurnContext = Annotation.Root({ model: Annotation<ChatModel>(), tools: Annotation<readonly ToolDefinition[]>() })

export type Turn = typeof TurnState.State
export type TurnConfig = LangGraphRunnableConfig<typeof TurnContext.State>
