import { defineAgent, type AgentDefinition } from '@livekit/agents'
import { parseCaller } from '../core/caller.ts'
import { isProbe } from '../core/probe-job.ts'
import type { ChatModel } from '../graph/chat-model.ts'
import { createSupervisor, type Supervisor } from '../graph/supervisor.ts'
import type { Stack } from '../stack/load.ts'
import { answerProbe } from './answer-probe.ts'
import { createLog } from './log.ts'
import { createChatModel } from './providers/chat-model.ts'
import { takeCall } from './take-call.ts'

interface Warm {
  model: ChatModel
  supervisor: Supervisor
}

/** The agent that comes with voicectl: the supervisor graph of src/graph over the providers of a stack. */
export function bundledAgent(stack: Stack, build: (model: ChatModel) => Supervisor = createSupervisor): AgentDefinition {
  let warm: Promise<Warm> | null = null
  const warmUp = () => (warm ??= prepare(stack, build))
  return defineAgent({
    prewarm: warmUp,
    entry: async (ctx) => {
      const ready = await warmUp()
      if (!isProbe(ctx.job.metadata)) return takeCall({ ctx, stack, ...ready })
      const { route } = await ready.supervisor.greet(parseCaller(ctx.job.metadata))
      return answerProbe(ctx, route)
    },
  })
}

/** Builds the graph and runs it once, before the process is counted as ready: the first run costs ten times a later one. */
async function prepare(stack: Stack, build: (model: ChatModel) => Supervisor): Promise<Warm> {
  const model = createChatModel(stack, createLog().warn)
  const supervisor = build(model)
  await supervisor.warm()
  return { model, supervisor }
}
