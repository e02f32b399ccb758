import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { packageRoot } from '../../src/platform/package-root.ts'
import { NUMBER, SIP_PASSWORD } from '../support/carriers/bench.ts'
import { startSignalWire } from '../support/carriers/signalwire.ts'
import type { CarrierRequest, CarrierStub, Interference } from '../support/carriers/stub-carrier.ts'
import { startTelnyx } from '../support/carriers/telnyx.ts'
import { startTwilio } from '../support/carriers/twilio.ts'
import { Undo } from '../support/undo.ts'

const RUNS = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 6)
const undo = new Undo()
afterEach(() => undo.run())

type Killable = CarrierStub & { interfere: (request: CarrierRequest) => Interference | Promise<Interference> }

/** A carrier beside which somebody else has things, and what may be said of it afterwards. */
interface Subject {
  stub: Killable
  /** What is not ours. */
  foreign(): unknown
  /** How many there are of each thing of ours; and whether the number and the password are where they belong. */
  ours(): unknown
  /** What `ours` is when all is done. */
  whole: unknown
}

async function twilio(lag: number): Promise<Subject> {
  const stub = await startTwilio()
  const pbx = stub.addTrunk('PBX', { domain_name: 'pbx.pstn.twilio.com' })
  stub.addNumber('+15105550199', { trunk_sid: pbx.sid })
  stub.lists.CredentialLists.push({ sid: 'CL000000000000000000000000000000ff', friendly_name: 'PBX' })
  const number = stub.addNumber(NUMBER)
  stub.lag = lag
  const own = (rows: Record<string, unknown>[]) => rows.filter((row) => row['friendly_name'] === 'my-stack').length
  return {
    stub,
    foreign: () => structuredClone([pbx, stub.numbers[0], stub.lists.CredentialLists[0]]),
    ours: () => ({
      trunks: own(stub.trunks),
      lists: own(stub.lists.CredentialLists),
      urls: stub.urls.length,
      attached: stub.attached.length,
      passwords: [...stub.passwords.values()],
      isMoved: number['trunk_sid'] === stub.trunks.find((row) => row['friendly_name'] === 'my-stack')?.sid,
    }),
    whole: { trunks: 1, lists: 1, urls: 1, attached: 1, passwords: [SIP_PASSWORD], isMoved: true },
  }
}

async function telnyx(): Promise<Subject> {
  const stub = await startTelnyx()
  const pbx = stub.addConnection('PBX')
  stub.addNumber('+15105550199', { connection_id: pbx.id })
  const number = stub.addNumber(NUMBER)
  const own = () => stub.connections.filter((row) => row['connection_name'] === 'my-stack')
  return {
    stub,
    foreign: () => structuredClone([pbx, stub.numbers[0]]),
    ours: () => ({
      connections: own().length,
      profiles: stub.profiles.length,
      fqdns: stub.fqdns.length,
      passwords: [...stub.authentications.values()].map(({ password }) => password),
      isMoved: number['connection_id'] === own()[0]?.id,
    }),
    whole: { connections: 1, profiles: 1, fqdns: 1, passwords: [SIP_PASSWORD], isMoved: true },
  }
}

async function signalwire(): Promise<Subject> {
  const stub = await startSignalWire()
  const other = stub.addScript('foreign', { sections: { main: [] } })
  const elsewhere = stub.addNumber('+15105550199', { call_handler: 'ai_agent' })
  const number = stub.addNumber(NUMBER)
  const own = () => stub.scripts.filter((row) => String(row['display_name']).startsWith('my-stack'))
  return {
    stub,
    foreign: () => structuredClone([other, elsewhere]),
    ours: () => ({ scripts: own().length, domains: stub.domains.length, handler: number['call_handler'] }),
    whole: { scripts: 2, domains: 1, handler: 'relay_script' },
  }
}

interface Kill {
  /** Request of that run at which the process dies. */
  at: number
  /** Whether the carrier has done by then what it asks. */
  isDone: boolean
}

/** Applies in a process of its own, which is killed at a request where `kill` says so. Gives its exit code, or the signal. */
async function applyOnce(
  { stub }: Subject,
  { provider, dir, kill }: { provider: string; dir: string; kill: Kill | null },
): Promise<number | string> {
  const child = spawn(process.execPath, [path.join(packageRoot, 'test/support/carriers/apply-child.ts'), provider, stub.url, dir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<number | string>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')))
  let count = 0
  stub.interfere = async () => {
    if (kill === null || ++count !== kill.at) return null
    child.kill('SIGKILL')
    await ended
    return kill.isDone ? 'lose-answer' : 'lose'
  }
  const result = await ended
  stub.interfere = () => null
  return result
}

const kills = fc.array(fc.record({ at: fc.integer({ min: 1, max: 22 }), isDone: fc.boolean() }), { minLength: 1, maxLength: 3 })

test.each([
  ['twilio', twilio],
  ['telnyx', telnyx],
  ['signalwire', signalwire],
] as const)(
  '%s: killed at any request, the next apply ends with one of each, and nothing of others is touched',
  { timeout: 120_000 + RUNS * 15_000 },
  async (provider, start) => {
    await fc.assert(
      fc.asyncProperty(kills, fc.integer({ min: 0, max: 3 }), async (plan, lag) => {
        const subject = await start(lag)
        const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-killed-'))
        const clean = new Undo()
        clean.add(subject.stub, (stub) => stub.stop())
        clean.add(dir, (folder) => rm(folder, { recursive: true, force: true }))
        try {
          const before = subject.foreign()
          for (const kill of plan) await applyOnce(subject, { provider, dir, kill })
          expect(await applyOnce(subject, { provider, dir, kill: null })).toBe(0)
          expect(subject.ours()).toEqual(subject.whole)
          expect(subject.foreign()).toEqual(before)
          const writes = subject.stub.writes().length
          expect(await applyOnce(subject, { provider, dir, kill: null })).toBe(0)
          expect(subject.stub.writes()).toHaveLength(writes)
        } finally {
          await clean.run()
        }
      }),
      { numRuns: RUNS },
    )
  },
)
