import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sipReaders } from '../../src/livekit/sip-json.ts'
import { matchCall } from '../../src/sip/explain/match-call.ts'
import { askOracle } from '../support/explain-oracle.ts'
import { lacks } from '../support/require.ts'
import { callCases, type CallCase } from '../support/sip-calls.ts'
import { runVoicectl } from '../support/voicectl.ts'

const SEED = Number(process.env['VOICECTL_TEST_SEED'] ?? 20_261_126)
const RUNS = Number(process.env['VOICECTL_TEST_RUNS'] ?? 2000)
/** Go and voicectl answer some thousands a second. */
const MS_A_RUN = 5

const whole = (call: CallCase['call']) => ({ ip: '', host: '', pin: '', noPin: false, ...call })

describe.skipIf(lacks('go'))("voicectl and LiveKit's own matcher", () => {
  const cases = fc.sample(callCases, { seed: SEED, numRuns: RUNS })
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'voicectl-explain-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test(`give the same answers to ${RUNS} calls`, { timeout: 120_000 + RUNS * MS_A_RUN }, async () => {
    const file = path.join(folder, 'calls.ndjson')
    await writeFile(file, cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
    const [expected, { stdout, stderr, exitCode }] = await Promise.all([
      askOracle(cases),
      runVoicectl(['sip', 'explain', '--batch', file], { cwd: folder }),
    ])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const answers = stdout.trimEnd().split('\n')
    const apart = expected.flatMap((answer, index) =>
      JSON.stringify(answer) === answers[index]
        ? []
        : [`${JSON.stringify(cases[index])}\nLiveKit ${JSON.stringify(answer)}\nvoicectl ${answers[index]}`],
    )
    const counts = Object.entries(Object.groupBy(expected, ({ outcome }) => outcome)).map(([outcome, all]) => `${all?.length} ${outcome}`)
    process.stdout.write(
      `voicectl and LiveKit's matcher agree on ${RUNS - apart.length} of ${RUNS} calls: ${counts.join(', ')} (seed ${SEED})\n`,
    )
    expect(apart.slice(0, 3), `seed ${SEED}`).toEqual([])
    expect(answers).toHaveLength(RUNS)
    for (const outcome of ['accept', 'pin', 'drop', 'error']) {
      expect(expected.filter((answer) => answer.outcome === outcome).length, outcome).toBeGreaterThan(RUNS / 50)
    }
  })

  test('make the same participant of a caller', { timeout: 60_000 }, async () => {
    const some = cases.slice(0, 2000)
    const [answers, readers] = await Promise.all([askOracle(some, { whole: true }), sipReaders({ strict: false })])
    let accepted = 0
    for (const [index, { state, call }] of some.entries()) {
      const known = { inbound: state.inbound.map(readers.inbound), rules: state.rules.map(readers.rules) }
      const { dispatch } = matchCall(whole(call), known)
      expect({ call: some[index], participant: dispatch?.participant }).toEqual({
        call: some[index],
        participant: answers[index]?.participant,
      })
      accepted += Number(dispatch !== null)
    }
    expect(accepted).toBeGreaterThan(100)
  })
})
