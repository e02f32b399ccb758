import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { explainOne } from '../../src/cli/sip/explain-one.ts'
import { SipApi } from '../../src/livekit/sip-api.ts'
import type { Explanation } from '../../src/sip/explain/explain-call.ts'
import { askOracle, type OracleAnswer } from '../support/explain-oracle.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { lacks } from '../support/require.ts'
import { callCases, type CallCase } from '../support/sip-calls.ts'
import { clearState, storeState } from '../support/sip-store.ts'
import { Undo } from '../support/undo.ts'
import { runVoicectl } from '../support/voicectl.ts'
import { waitFor } from '../support/wait.ts'

const SEED = Number(process.env['VOICECTL_TEST_SEED'] ?? 20_261_126)
const STATES = Number(process.env['VOICECTL_TEST_STATES'] ?? 60)
const CALLS_A_STATE = 6

function answerOf({ outcome, trunk, rule, auth, room, participant }: Explanation): OracleAnswer {
  const answer = { outcome, trunk: trunk?.id ?? null, rule: rule?.id ?? null, auth, room }
  return participant ? { ...answer, participant } : answer
}

describe.skipIf(lacks('go', 'redis-server') || lacksLiveKit())('explain --live and the real livekit-server', () => {
  const undo = new Undo()
  let redis: RedisServer
  let server: LiveKit
  let api: SipApi
  let folder: string

  beforeAll(async () => {
    redis = undo.add(await startRedis(), ({ stop }) => stop())
    server = undo.add(await startLiveKit({ config: { redis: { address: redis.address } } }), ({ stop }) => stop())
    api = new SipApi({ url: server.url, key: server.apiKey, secret: server.apiSecret }, { paged: false })
    folder = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-live-')), (dir) => rm(dir, { recursive: true, force: true }))
    const env = `LIVEKIT_URL=${server.url}\nLIVEKIT_API_KEY=${server.apiKey}\nLIVEKIT_API_SECRET=${server.apiSecret}\n`
    await writeFile(path.join(folder, '.env'), env, { mode: 0o600 })
  })
  afterAll(() => undo.run())
  beforeEach(() => clearState(api))

  const explained = (call: CallCase['call']) => explainOne(call, { dir: folder, live: true, files: [], hide: () => {} })

  test(`say the same of ${STATES * CALLS_A_STATE} calls`, { timeout: 240_000 }, async () => {
    const counts: Record<string, number> = { created: 0, updated: 0, refused: 0 }
    const apart: string[] = []
    let agreed = 0
    for (const { state } of fc.sample(callCases, { seed: SEED, numRuns: STATES })) {
      await clearState(api)
      for (const [how, count] of Object.entries(await storeState(api, state))) counts[how] = (counts[how] ?? 0) + count
      const { rules } = await api.list(['rules'])
      const calls = fc
        .sample(callCases, { seed: SEED + agreed, numRuns: CALLS_A_STATE })
        // A caller without a number may end the server: a test of its own.
        .map(({ call: { noPin: _, ...call } }) => (call.from === '' ? { ...call, from: 'anonymous' } : call))
      const answers = await askOracle(
        calls.map((call) => ({ state: { rules }, call })),
        { redis: redis.address, whole: true },
      )
      for (const [index, call] of calls.entries()) {
        const { why, ...answer } = answers[index] ?? { outcome: 'none' }
        const own = answerOf(await explained(call))
        counts[own.outcome] = (counts[own.outcome] ?? 0) + 1
        agreed++
        if (canonical(own) !== canonical(answer))
          apart.push(`${JSON.stringify({ rules, call })}\nserver ${canonical(answer)} ${why}\nvoicectl ${canonical(own)}`)
      }
    }
    const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
    process.stdout.write(
      `explain --live and livekit-server agree on ${agreed - apart.length} of ${agreed} calls: ${told.join(', ')} (seed ${SEED})\n`,
    )
    expect(apart.slice(0, 3), `seed ${SEED}`).toEqual([])
    for (const outcome of ['accept', 'pin', 'drop', 'error', 'updated']) expect(counts[outcome] ?? 0, outcome).toBeGreaterThan(0)
  })

  test('the command itself, and what it hides', async () => {
    await storeState(api, {
      inbound: [{ sipTrunkId: 'a', name: 'Twilio', numbers: ['+15551234567'], authUsername: 'acme', authPassword: 'never-to-be-shown' }],
      rules: [{ name: 'calls', trunkIds: ['a'], rule: { dispatchRuleIndividual: { roomPrefix: 'call', pin: '739164' } } }],
    })
    const args = ['sip', 'explain', '--live', '--from', '+15550001111', '--to', '15551234567', '--pin', '739164']
    const text = await runVoicectl(args, { cwd: folder })
    expect(text).toMatchObject({ exitCode: 0, stderr: '' })
    expect(text.stdout).toMatch(/is accepted\n {2}by what ws:/)
    const json = await runVoicectl([...args, '--json'], { cwd: folder })
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      data: { outcome: 'accept', trunk: { name: 'Twilio' }, auth: true, room: 'call_+15550001111_*', source: { kind: 'server' } },
    })
    for (const secret of ['never-to-be-shown', '739164', server.apiSecret]) expect(text.stdout + json.stdout).not.toContain(secret)
  })

  test('a server that is not there, a key that it does not take, and one without Redis', async () => {
    const bare = await startLiveKit()
    const ask = async (url: string, { apiKey, apiSecret }: Pick<LiveKit, 'apiKey' | 'apiSecret'>) => {
      const env = { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret }
      const { stdout } = await runVoicectl(['sip', 'explain', '--live', '--from', '1', '--to', '2', '--json'], { cwd: tmpdir(), env })
      return (JSON.parse(stdout) as { error: { code: string } }).error.code
    }
    try {
      expect(await ask(bare.url, bare)).toBe('SERVER_WITHOUT_REDIS')
      expect(await ask(bare.url, server)).toBe('SERVER_KEY_REFUSED')
    } finally {
      await bare.stop()
    }
    expect(await ask(bare.url, bare)).toBe('SERVER_UNREACHABLE')
  })

  test('livekit-server 1.13.5 ends with a caller without a number where a rule hides numbers', async () => {
    const own = await startLiveKit({
      config: { redis: { address: redis.address } },
      pair: { key: server.apiKey, secret: server.apiSecret },
    })
    // The other one would answer too.
    await server.stop()
    await api.list(['rules']).catch(() => {})
    const rules = [{ name: 'hidden', rule: { dispatchRuleIndividual: { roomPrefix: 'call' } }, hidePhoneNumber: true }]
    const lonely = new SipApi({ url: own.url, key: server.apiKey, secret: server.apiSecret }, { paged: false })
    await storeState(lonely, { inbound: [], rules })
    const env = `LIVEKIT_URL=${own.url}\nLIVEKIT_API_KEY=${server.apiKey}\nLIVEKIT_API_SECRET=${server.apiSecret}\n`
    await writeFile(path.join(folder, '.env'), env)
    const call = { from: '', to: '+15551234567', ip: '203.0.113.7' }
    expect(await explained(call)).toMatchObject({ outcome: 'error', rule: null, why: expect.stringContaining('crashes') })
    await expect(askOracle([{ state: { rules }, call }], { redis: redis.address })).rejects.toThrow(/timed out|no response/)
    const gone = () =>
      fetch(own.httpUrl).then(
        () => false,
        () => true,
      )
    await waitFor(gone, { what: 'livekit-server to end', context: own.logs })
  })
})

/** With its names in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
