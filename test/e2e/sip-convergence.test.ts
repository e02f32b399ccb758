import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { SipDispatchRule, SipInboundTrunk, SipState } from '../../src/core/sip-resources.ts'
import { packageRoot } from '../../src/platform/package-root.ts'
import { declaredItem } from '../../src/stack/sip/declare.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { lacks } from '../support/require.ts'
import { plainState, startSipStack, type SipStack } from '../support/sip-server.ts'
import { cleanEnv } from '../support/voicectl.ts'
import { startWriteGate, type Cut, type WriteGate } from '../support/write-gate.ts'

const RUNS = Number(process.env['VOICECTL_CONVERGENCE_RUNS'] ?? 8)
const NUMBERS = ['+15550000001', '+15550000002', '+15550000003', '+15550000004']
const TRUNKS = ['a', 'b', 'c']

/** A state that the server can hold: each number belongs to one trunk or none, each trunk's calls to one rule or none. */
const wanted = fc
  .record({
    owners: fc.tuple(...NUMBERS.map(() => fc.option(fc.constantFrom(...TRUNKS), { nil: null }))),
    timeouts: fc.tuple(...TRUNKS.map(() => fc.constantFrom('10s', '20s'))),
    rules: fc.tuple(
      ...TRUNKS.map(() =>
        fc.option(fc.record({ name: fc.constantFrom('x', 'y', 'z'), mode: fc.constantFrom('sales', 'support') }), { nil: null }),
      ),
    ),
    outbound: fc.option(fc.constantFrom('one.example.com', 'two.example.com'), { nil: null }),
  })
  .map(({ owners, timeouts, rules, outbound }): SipState => {
    const numbersOf = (trunk: string) => NUMBERS.filter((_, index) => owners[index] === trunk)
    const inbound = TRUNKS.flatMap((name, index): SipInboundTrunk[] => {
      const numbers = numbersOf(name)
      return numbers.length === 0 ? [] : [{ name, numbers, ringingTimeout: timeouts[index] ?? '10s' }]
    })
    const seen = new Set<string>()
    const dispatch = TRUNKS.flatMap((trunk, index): SipDispatchRule[] => {
      const rule = rules[index]
      if (!rule || numbersOf(trunk).length === 0 || seen.has(rule.name)) return []
      seen.add(rule.name)
      const metadata = JSON.stringify({ mode: rule.mode })
      return [{ name: rule.name, trunkIds: [trunk], rule: { dispatchRuleIndividual: { roomPrefix: 'call' } }, metadata }]
    })
    return { inbound, outbound: outbound ? [{ name: 'o', address: outbound, numbers: ['+15550000009'] }] : [], rules: dispatch }
  })
const cut = fc.option(fc.record({ write: fc.integer({ min: 1, max: 6 }), when: fc.constantFrom('before' as const, 'after' as const) }), {
  nil: null,
})
const history = fc.array(fc.record({ wanted, cut }), { minLength: 2, maxLength: 4 })

const FOREIGN_TRUNK: SipInboundTrunk = { name: 'theirs', numbers: ['+15559990000'], metadata: 'hands off' }
const FOREIGN_RULE: SipDispatchRule = { name: 'x-theirs', rule: { dispatchRuleDirect: { roomName: 'lobby', pin: '9999' } } }

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('sip apply that is killed', () => {
  let stack: SipStack
  let gate: WriteGate
  beforeAll(async () => {
    stack = await startSipStack()
    gate = await startWriteGate(stack.livekit.port)
  })
  afterEach(() => stack.clear())
  afterAll(async () => {
    await gate.stop()
    await stack.stop()
  })

  async function declare(state: SipState): Promise<void> {
    const options = { trunkName: (id: string) => id, agentName: '' }
    const sip = {
      inbound: state.inbound.map((trunk) => declaredItem('inbound', trunk, options)),
      outbound: state.outbound.map((trunk) => declaredItem('outbound', trunk, options)),
      dispatch: state.rules.map((rule) => declaredItem('rules', rule, options)),
    }
    const config = { version: 1, name: 'test-stack', target: 'cloud', livekit: { url: `ws://127.0.0.1:${gate.port}` }, sip }
    const { apiKey, apiSecret } = stack.livekit
    await writeFile(path.join(stack.dir, 'voicectl.yaml'), stringify(config))
    await writeFile(path.join(stack.dir, '.env'), `LIVEKIT_API_KEY=${apiKey}\nLIVEKIT_API_SECRET=${apiSecret}\n`, { mode: 0o600 })
  }

  /** Runs `voicectl sip apply`; killed outright where the gate shuts. */
  async function apply(at: Cut | null): Promise<{ exitCode: number | null; stdout: string }> {
    const args = [path.join(packageRoot, 'bin/dev.js'), 'sip', 'apply', '--prune', '--yes', '--json', '--project-dir', stack.dir]
    const child = spawn(process.execPath, args, { env: cleanEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
    gate.cutAt(at, () => child.kill('SIGKILL'))
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)))
    const [exitCode] = (await once(child, 'close')) as [number | null]
    return { exitCode, stdout }
  }

  const stored = () => plainState(stack.api)

  const sorted = ({ inbound, outbound, rules }: SipState): SipState => ({
    inbound,
    outbound,
    rules: rules.toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
  })

  it(
    'comes to what is declared in the end, whatever was declared before and wherever it was killed',
    async () => {
      let killed = 0
      await fc.assert(
        fc.asyncProperty(history, async (steps) => {
          await stack.clear()
          await stack.api.create('inbound', FOREIGN_TRUNK)
          await stack.api.create('rules', FOREIGN_RULE)
          for (const step of steps) {
            await declare(step.wanted)
            const { exitCode } = await apply(step.cut && { ...step.cut, lasts: 'for-good' })
            if (exitCode === null) killed += 1
            else expect(exitCode).toBe(0)
          }
          const last = steps.at(-1)?.wanted ?? { inbound: [], outbound: [], rules: [] }
          const { exitCode, stdout } = await apply(null)
          expect(exitCode, stdout).toBe(0)
          const { ours, foreign } = await stored()
          expect(ours).toEqual(sorted(last))
          expect(foreign).toEqual([FOREIGN_TRUNK, FOREIGN_RULE])
          await apply(null)
          expect(gate.calls.filter((method) => !method.startsWith('List'))).toEqual([])
        }),
        { numRuns: RUNS },
      )
      // Most histories have a cut in them; none of them having been killed would show nothing.
      expect(killed).toBeGreaterThan(0)
    },
    RUNS * 30_000,
  )

  it('a line that is cut once is mended within the run, and makes nothing twice', async () => {
    const trunks = TRUNKS.map((name, index) => ({ name, numbers: [NUMBERS[index] ?? ''] }))
    await declare({ inbound: trunks, outbound: [], rules: [] })
    for (const when of ['before', 'after'] as const) {
      await stack.clear()
      const child = apply({ write: 2, when, lasts: 'once' })
      gate.cutAt({ write: 2, when, lasts: 'once' })
      expect((await child).exitCode).toBe(0)
      expect((await stored()).ours.inbound).toEqual(trunks)
    }
    await rm(path.join(stack.dir, '.voicectl'), { recursive: true, force: true })
  })

  it('a line that stays cut is told, with what is done and what is not', async () => {
    await declare({ inbound: TRUNKS.map((name, index) => ({ name, numbers: [NUMBERS[index] ?? ''] })), outbound: [], rules: [] })
    const child = apply({ write: 2, when: 'before', lasts: 'for-good' })
    gate.cutAt({ write: 2, when: 'before', lasts: 'for-good' })
    const { exitCode, stdout } = await child
    expect(exitCode).toBe(1)
    const { ok, data } = JSON.parse(stdout) as { ok: boolean; data: { changes: { outcome: string; error: { code: string } | null }[] } }
    expect(ok).toBe(false)
    expect(data.changes.some(({ outcome }) => outcome === 'failed')).toBe(true)
    expect(data.changes.find(({ error }) => error)?.error).toMatchObject({ code: 'SERVER_UNREACHABLE' })
    gate.cutAt(null)
    expect((await apply(null)).exitCode).toBe(0)
    expect((await stored()).ours.inbound).toHaveLength(3)
  })
})
