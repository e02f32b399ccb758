import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { specialists } from '../../src/graph/specialists/table.ts'
import { placeCall, type Caller } from '../support/caller.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { startAgent, type Program } from '../support/programs.ts'
import { tones } from '../support/providers/tone.ts'
import { lacks } from '../support/require.ts'
import { toneOf } from '../support/speech.ts'
import { writeStack, type StackFolder, type StackOptions } from '../support/stack.ts'

const NAME = 'demo-agent'
const PAIR = 'pair'
const noSpeech = lacks('espeak-ng')

describe.skipIf(lacksLiveKit())('without any key', () => {
  let livekit: LiveKit
  const folders: StackFolder[] = []
  const workers: Program[] = []
  const callers: Caller[] = []
  const pair: Program[] = []

  beforeAll(async () => {
    livekit = await startLiveKit()
    await startWorker({ name: NAME })
    // Each takes one call at a time, so that two calls need both. Early, so that both are warm: LiveKit gives a call up after 3 s.
    pair.push(
      await startWorker({ name: PAIR, maxCalls: 1, lowMemory: true }),
      await startWorker({ name: PAIR, maxCalls: 1, lowMemory: true }),
    )
  })

  afterEach(async () => {
    for (const caller of callers.splice(0)) await caller.hangUp()
  })

  afterAll(async () => {
    for (const worker of workers) await worker.stop()
    for (const folder of folders) await folder.remove()
    await livekit?.stop()
  })

  async function startWorker(agent: StackOptions['agent']): Promise<Program> {
    const folder = await writeStack({ livekit, agent: { drainSeconds: 1, ...agent } })
    folders.push(folder)
    const worker = await startAgent(folder)
    workers.push(worker)
    return worker
  }

  /** A caller who only writes, as demo mode asks for. */
  async function writer(metadata: object, agentName = NAME): Promise<Caller> {
    const caller = await placeCall({ livekit, agentName, metadata: JSON.stringify(metadata), microphone: false })
    callers.push(caller)
    return caller
  }

  it.each([
    ['en', 'Demo answer from the sales specialist. I heard: “What does it cost?”.'],
    ['hi', 'डेमो जवाब, बिक्री विशेषज्ञ की ओर से। मैंने सुना: “What does it cost?”।'],
  ] as const)('a caller writes and the agent answers in words, labelled as a demo: %s', async (language, answer) => {
    const caller = await writer({ mode: 'sales', language })
    await caller.waitForWords('agent', specialists[`sales_${language}`].greeting, { timeoutMs: 30_000 })
    await caller.write('What does it cost?')
    await caller.waitForWords('agent', answer, { timeoutMs: 30_000 })
    const [agent] = caller.room.remoteParticipants.values()
    expect(agent?.attributes).toMatchObject({ 'voicectl.mode': 'demo', 'voicectl.route': `sales_${language}` })
  })

  it.skipIf(noSpeech)('and it speaks with espeak-ng', async () => {
    const caller = await writer({ mode: 'general' })
    await caller.waitForSound({ timeoutMs: 30_000 })
    await caller.waitForTurnEnd(30_000)
    expect(caller.heard.loudMs()).toBeGreaterThan(1000)
    expect(toneOf(caller.heard.samples(), Object.values(tones))).toBeNull()
  })

  it('two workers of one name share the calls', async () => {
    const both = [await writer({ mode: 'support' }, PAIR), await writer({ mode: 'technical' }, PAIR)]
    await Promise.all(both.map((caller) => caller.waitForWords('agent', /Hello/, { timeoutMs: 30_000 })))
    for (const worker of pair) {
      const routes = worker.lines.filter((line) => /LangGraph selected route: (support|technical)_en$/.test(line))
      expect(routes).toHaveLength(1)
    }
  })
})
