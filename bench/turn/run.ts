// node bench/turn/run.ts [--short] [--rounds <n>] [--json <file>]
// From the end of the caller's speech to the first audio of the answer, for voicectl's worker and for stock workers beside it.
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { startLiveKit } from '../../test/support/livekit-server.ts'
import { totalMb, type ProcessMemory } from '../support/memory.ts'
import { formatSummary, median, medianInterval, summarize } from '../support/statistics.ts'
import { idleMemory, measureTurns, type Measurement } from './measure.ts'
import { pythonWithAgents } from './python.ts'
import { english, hindi, slowEnglish, type Scenario } from './scenarios.ts'
import { startPeer, startStubs, startVoicectl, type Ground, type System, type TurnSettings } from './systems.ts'

const OURS = 'voicectl'
const BARE = '@livekit/agents 1.9.0'
const PYTHON = 'livekit-agents 1.8.9 (Python)'
const MOST_OVERHEAD_MS = 10
const LEAST_HINDI_GAIN_MS = 400
/** As src/agent sets them. Turns end by silence: the turn detector's verdict on synthetic speech would only add chance. */
const TURN: TurnSettings = { turnDetection: 'vad' }

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, rounds: { type: 'string' }, json: { type: 'string' } },
})
const rounds = Number(values.rounds ?? (values.short ? 3 : 25))
const print = (line = ''): void => void process.stdout.write(`${line}\n`)

const livekit = await startLiveKit()
const stubs = await startStubs()
try {
  process.exitCode = await main({ livekit, stubs })
} finally {
  await Promise.all([stubs.deepgram.stop(), stubs.openai.stop(), stubs.elevenlabs.stop()])
  await livekit.stop()
}
process.exit()

async function main(ground: Ground): Promise<number> {
  const memory = new Map<string, ProcessMemory[]>()
  await measureDefaultMemory(ground, memory)
  const systems: System[] = []
  try {
    await startAll(systems, ground)
    memory.set(`${OURS}, low memory`, await idleMemory(systems[0] as System))
    for (const system of systems.slice(1)) memory.set(system.name, await idleMemory(system))
    const [load = 0] = loadavg()
    print(
      `\nLoad of the machine at the start: ${load.toFixed(1)} on ${availableParallelism()} cores. Above half of them, the figures are mostly noise.`,
    )
    print(`\nEnd of the caller's speech to the first audio of the answer: median (min-max)`)
    const inEnglish = await measure(english, systems, ground)
    if (!values.short) await measure(slowEnglish, systems, ground)
    const inHindi = await measure(hindi, systems, ground)
    printMemory(memory)
    const targets = judge(inEnglish, inHindi)
    if (values.json)
      await writeFile(
        values.json,
        `${JSON.stringify({ rounds, english: inEnglish, hindi: inHindi, targets, memory: Object.fromEntries(memory) }, null, 2)}\n`,
      )
    return values.short || targets.every(({ met }) => met) ? 0 : 1
  } finally {
    for (const system of systems) await system.stop()
  }
}

/** On its own, before the others start: its turn detector process is not part of the measured turns. */
async function measureDefaultMemory(ground: Ground, memory: Map<string, ProcessMemory[]>): Promise<void> {
  const system = await startVoicectl(ground, false)
  try {
    memory.set(`${OURS}, default`, await idleMemory(system))
  } finally {
    await system.stop()
  }
}

async function startAll(systems: System[], ground: Ground): Promise<void> {
  systems.push(await startVoicectl(ground, true))
  systems.push(await startPeer(ground, { name: BARE, script: 'bench/turn/bare-worker.ts' }, TURN))
  // Its 400 MB take longer to install than the rest of a short run.
  if (values.short) return print(`Left out with --short: ${PYTHON}`)
  const python = await pythonWithAgents()
  if ('skipped' in python) return print(`Skipped: ${python.skipped}`)
  const peer = { name: PYTHON, script: 'bench/turn/python-worker.py', interpreter: python.python }
  systems.push(await startPeer(ground, peer, TURN))
}

async function measure(scenario: Scenario, systems: System[], ground: Ground): Promise<Measurement[]> {
  const onRound = (round: number) => process.stderr.write(`\r${scenario.name}: round ${round} of ${rounds} `)
  const results = await measureTurns({ ground, systems, scenario, rounds, onRound })
  process.stderr.write('\n')
  print(`\n${scenario.name}`)
  for (const { system, turns } of results) print(`  ${system.padEnd(32)}${formatSummary(summarize(turns))}`)
  const [ours = [], bare = [], python] = results.map(({ turns }) => turns)
  for (const [name, peer] of [
    [BARE, bare],
    [PYTHON, python],
  ] as const) {
    if (!peer) continue
    const difference = median(ours) - median(peer)
    const { low, high } = medianInterval(ours.map((ms, round) => ms - (peer[round] ?? Number.NaN)))
    print(`  ${OURS} against ${name}: ${signed(difference)} ms, ${(median(ours) / median(peer)).toFixed(2)}x`)
    print(`    the same round by round: between ${signed(low)} and ${signed(high)} ms (95 % interval of the median)`)
  }
  return results
}

interface Target {
  name: string
  ms: number
  met: boolean
}

function judge(inEnglish: Measurement[], inHindi: Measurement[]): Target[] {
  const gap = ([ours, bare]: Measurement[]) => median(ours?.turns ?? []) - median(bare?.turns ?? [])
  const [overhead, gain] = [gap(inEnglish), -gap(inHindi)]
  const targets = [
    { name: `Overhead of graph and lifecycle, at most ${MOST_OVERHEAD_MS} ms`, ms: overhead, met: overhead <= MOST_OVERHEAD_MS },
    { name: `Hindi starts earlier by at least ${LEAST_HINDI_GAIN_MS} ms`, ms: gain, met: gain >= LEAST_HINDI_GAIN_MS },
  ]
  print('\nTargets')
  for (const { name, ms, met } of targets) print(`  ${met ? 'met   ' : 'MISSED'}  ${name}: ${signed(ms)} ms`)
  return targets
}

function printMemory(memory: Map<string, ProcessMemory[]>): void {
  print('\nMemory of an idle worker with one warm process (PSS of the process tree)')
  for (const [name, tree] of memory) {
    const parts = tree.map((entry) => `${entry.name} ${Math.round(entry.pssMb)}`).join(', ')
    print(`  ${name.padEnd(32)}${Math.round(totalMb(tree))} MB  (${parts})`)
  }
}

function signed(ms: number): string {
  return `${ms >= 0 ? '+' : ''}${ms.toFixed(1)}`
}
