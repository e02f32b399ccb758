import { defineAgent, isAgent, type AgentDefinition } from '@livekit/agents'
import { Failure } from '../core/failure.ts'
import { isProbe } from '../core/probe-job.ts'
import { loadStack, secretsOf, type Stack } from '../stack/load.ts'
import { answerProbe } from './answer-probe.ts'
import { tidyOutput } from './log.ts'
import { fileUrl, ownAgentFile, projectDir } from './project.ts'

/** The agent of this program's stack: the user's own file where voicectl.yaml names one, else the bundled agent. Hides the stack's secrets in all output. */
export async function loadAgent(): Promise<AgentDefinition> {
  const stack = await loadStack(projectDir())
  tidyOutput(secretsOf(stack))
  const file = ownAgentFile(stack)
  if (file !== null) return importAgent(file, stack)
  const { bundledAgent } = await import('./bundled-agent.ts')
  return bundledAgent(stack)
}

async function importAgent(file: string, { env }: Stack): Promise<AgentDefinition> {
  // Plugins read their keys from the environment at the moment they are imported.
  for (const [name, value] of env) process.env[name] ??= value
  const { default: agent } = (await import(fileUrl(file))) as { default?: unknown }
  if (isAgent(agent)) return answeringProbes(agent)
  throw new Failure({
    code: 'AGENT_FILE_BROKEN',
    message: `${file} doesn't export an agent`,
    why: 'Its default export must be what defineAgent() of @livekit/agents returns.',
    fix: [{ text: 'Add to it: export default defineAgent({ entry: async (ctx) => { ... } })' }],
    exit: 2,
  })
}

/** Nobody is there to talk with when `voicectl doctor` asks; an agent that greets would be paid for it. */
function answeringProbes(agent: AgentDefinition): AgentDefinition {
  return defineAgent({ ...agent, entry: (ctx) => (isProbe(ctx.job.metadata) ? answerProbe(ctx, null) : agent.entry(ctx)) })
}
