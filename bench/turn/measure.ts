import { placeCall, type Caller } from '../../test/support/caller.ts'
import type { LiveKit } from '../../test/support/livekit-server.ts'
import { synthesize } from '../../test/support/speech.ts'
import { waitFor } from '../../test/support/wait.ts'
import { totalMb, treeMemory, type ProcessMemory } from '../support/memory.ts'
import type { Scenario } from './scenarios.ts'
import type { Ground, System } from './systems.ts'

export interface Measurement {
  system: string
  /** From the caller's last sample to the first loud frame of the answer, in ms, one a turn. */
  turns: number[]
}

const PAUSE_MS = 600

/** One call to each system, and in each round one turn of every call: a noisy moment of the machine hits all of them. */
export async function measureTurns(options: {
  ground: Ground
  systems: System[]
  scenario: Scenario
  rounds: number
  onRound?: (round: number) => void
}): Promise<Measurement[]> {
  const { ground, systems, scenario, rounds, onRound } = options
  const { livekit, stubs } = ground
  stubs.deepgram.script(scenario.question)
  stubs.openai.script(scenario.answer)
  stubs.openai.timing({ perTokenMs: scenario.perTokenMs, ttftMs: scenario.ttftMs })
  const question = await synthesize(scenario.question, scenario.voice)
  const results = systems.map(({ name }): Measurement => ({ system: name, turns: [] }))
  const calls: Caller[] = []
  try {
    for (const { agentName } of systems) calls.push(await joined(livekit, agentName, scenario))
    for (const call of calls) await takeTurn(call, question)
    for (let round = 0; round < rounds; round++) {
      for (const [index, call] of rotated(calls, round)) results[index]?.turns.push(await takeTurn(call, question))
      onRound?.(round + 1)
    }
  } finally {
    for (const call of calls) await call.hangUp()
  }
  return results
}

/** The calls with their places, beginning with another one in each round. */
function rotated(calls: Caller[], round: number): [number, Caller][] {
  const entries = [...calls.entries()]
  const first = round % calls.length
  return [...entries.slice(first), ...entries.slice(0, first)]
}

async function joined(livekit: LiveKit, agentName: string, { language }: Scenario): Promise<Caller> {
  const call = await placeCall({ livekit, agentName, metadata: JSON.stringify({ language }) })
  await call.waitForState('listening', 30_000)
  // A greeting, where there is one, is to be over; the stock workers say nothing.
  await waitFor(() => call.heard.quietMs() > PAUSE_MS && call.agentState === 'listening', { what: 'the greeting to end' })
  return call
}

async function takeTurn(call: Caller, question: Int16Array): Promise<number> {
  const end = await call.speak(question)
  const onset = await call.waitForSound({ from: end })
  await waitFor(() => call.heard.quietMs() > PAUSE_MS && call.agentState === 'listening', {
    what: 'the answer to end',
    context: () => call.summary(),
  })
  return onset - end
}

/** The memory of a worker without a call, once it no longer grows. */
export async function idleMemory(system: System): Promise<ProcessMemory[]> {
  const steadyLooks = 12
  let looks = 0
  let last = 0
  return waitFor(
    async () => {
      const tree = await treeMemory(system.program.pid)
      const total = totalMb(tree)
      looks = Math.abs(total - last) < 1 ? looks + 1 : 0
      last = total
      await new Promise((resolve) => setTimeout(resolve, 300))
      return looks >= steadyLooks ? tree : null
    },
    { what: `the memory of ${system.name} to settle`, timeoutMs: 60_000 },
  )
}
