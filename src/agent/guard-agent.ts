import { defineAgent, type AgentDefinition, type JobContext } from '@livekit/agents'
import { endWithCaller } from './hang-up.ts'
import { createLog } from './log.ts'

/**
 * An agent with what every agent needs and the SDK leaves out: a failing prewarm or entry is logged with its stack and ends its process
 * or call, a job ends when its caller is gone, and a process whose worker died doesn't stay behind.
 */
export function guardAgent(agent: AgentDefinition): AgentDefinition {
  let context: JobContext | null = null
  process.once('disconnect', () => {
    if (context === null) process.exit(0)
    context.shutdown('the worker is gone')
  })
  return defineAgent({
    ...agent,
    prewarm: async (jobProcess) => {
      try {
        await agent.prewarm?.(jobProcess)
      } catch (error) {
        createLog().error(`The agent's prewarm failed: ${stackOf(error)}`)
        process.exit(1)
      }
    },
    entry: async (ctx) => {
      context = ctx
      endWithCaller(ctx)
      try {
        await agent.entry(ctx)
      } catch (error) {
        createLog(ctx.job.room?.name).error(`The call failed: ${stackOf(error)}`)
        ctx.shutdown('the agent failed')
      }
    },
  })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
