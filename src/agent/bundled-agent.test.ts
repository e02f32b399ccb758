import { JobProcess } from '@livekit/agents'
import { beforeEach, describe, expect, it } from 'vitest'
import { startOpenAi, type OpenAiStub } from '../../test/support/providers/openai.ts'
import type { ChatModel } from '../graph/chat-model.ts'
import { createSupervisor, type Supervisor } from '../graph/supervisor.ts'
import type { Stack } from '../stack/load.ts'
import { stackSchema } from '../stack/schema.ts'
import { bundledAgent } from './bundled-agent.ts'

describe('bundledAgent', () => {
  let openai: OpenAiStub
  let stack: Stack

  beforeEach(async () => {
    openai = await startOpenAi({ reply: 'I am warm.' })
    const llm = { provider: 'openai', baseUrl: openai.baseUrl }
    const config = stackSchema.parse({ version: 1, name: 'warm', target: 'local', providers: { llm } })
    stack = { dir: '.', config, env: new Map([['DEEPGRAM_API_KEY', 'stub-key-of-deepgram']]) }
    return () => openai.stop()
  })

  it('runs its graph once in prewarm, with the model of the stack, and keeps it for the call', async () => {
    const warmed: string[] = []
    const build = (model: ChatModel): Supervisor => ({ ...createSupervisor(model), warm: async () => void warmed.push(model.label) })
    const agent = bundledAgent(stack, build)
    await agent.prewarm?.(new JobProcess())
    await agent.prewarm?.(new JobProcess())
    expect(warmed).toEqual([expect.stringMatching(/^openai\//)])
  })

  it('asks the provider for nothing in prewarm', async () => {
    await bundledAgent(stack).prewarm?.(new JobProcess())
    expect(openai.requests).toEqual([])
  })
})
