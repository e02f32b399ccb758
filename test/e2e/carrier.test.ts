import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { spawn as spawnInTerminal } from '@lydell/node-pty'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { SipState } from '../../src/core/sip-resources.ts'
import { packageRoot } from '../../src/platform/package-root.ts'
import type { CarrierAnswer, ChainAnswer } from '../../src/sip/carriers/answer.ts'
import { NUMBER, SIP_PASSWORD } from '../support/carriers/bench.ts'
import { sipLists } from '../support/carriers/sip-lists.ts'
import { TWILIO_DOMAIN } from '../support/carriers/stacks.ts'
import { startTwilio, TWILIO_SID, TWILIO_TOKEN, type TwilioStub } from '../support/carriers/twilio.ts'
import { startSipResponder, type SipResponder } from '../support/sip-responder.ts'
import { Undo } from '../support/undo.ts'
import { cleanEnv, runVoicectl } from '../support/voicectl.ts'
import { waitFor } from '../support/wait.ts'

const undo = new Undo()
let dir: string
let twilio: TwilioStub
let sip: SipResponder
let livekit: SipState

beforeEach(async () => {
  dir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-carrier-')), (folder) => rm(folder, { recursive: true, force: true }))
  twilio = undo.add(await startTwilio(), (stub) => stub.stop())
  sip = undo.add(await startSipResponder({ transports: ['tcp'] }), (responder) => responder.stop())
  livekit = {
    inbound: [{ sipTrunkId: 'ST_in', name: 'in', numbers: [NUMBER], allowedAddresses: ['0.0.0.0/1', '128.0.0.0/1'] }],
    outbound: [
      { sipTrunkId: 'ST_out', name: 'out', address: TWILIO_DOMAIN, numbers: [NUMBER], authUsername: 'livekit', authPassword: SIP_PASSWORD },
    ],
    rules: [{ sipDispatchRuleId: 'SDR_1', name: 'to agent', trunkIds: ['ST_in'], roomConfig: { agents: [{ agentName: 'voice-agent' }] } }],
  }
  await writeStack({ provider: 'twilio', outbound: { domain: TWILIO_DOMAIN }, baseUrl: twilio.url })
})
afterEach(() => undo.run())

async function writeStack(carrier: object): Promise<void> {
  const stack = {
    version: 1,
    name: 'my-stack',
    target: 'self-hosted',
    livekit: { domain: 'livekit.example.com', port: await sipLists(undo, livekit) },
    web: { domain: 'app.example.com' },
    telephony: { enabled: true },
    sip: {
      inbound: [{ name: 'in', numbers: [NUMBER] }],
      outbound: [{ name: 'out', address: TWILIO_DOMAIN, numbers: [NUMBER], authUsername: 'livekit', authPassword: '${SIP_PASSWORD}' }],
      carrier: { sipHost: '127.0.0.1', port: sip.port, ...carrier },
    },
  }
  const env = {
    LIVEKIT_API_KEY: 'APIe2e',
    LIVEKIT_API_SECRET: 'an-api-secret-that-must-not-be-shown-anywhere',
    SIP_PASSWORD,
    TWILIO_ACCOUNT_SID: TWILIO_SID,
    TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
  }
  await writeFile(path.join(dir, 'voicectl.yaml'), stringify(stack))
  await writeFile(
    path.join(dir, '.env'),
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  )
}

/** Of whichever command it is. */
type Data = CarrierAnswer & ChainAnswer & { probes: { id: string; status: string; detail: string }[] }

async function run(...args: string[]) {
  const { stdout, stderr, exitCode } = await runVoicectl([...args, '--json'], { cwd: dir })
  for (const secret of [SIP_PASSWORD, TWILIO_TOKEN, 'an-api-secret-that-must-not-be-shown-anywhere'])
    expect(stdout + stderr).not.toContain(secret)
  const { ok, data, error } = JSON.parse(stdout) as { ok: boolean; data: Data; error: { code: string; why: string } }
  return { exitCode, ok, data, error, stderr }
}

describe('with an API', () => {
  test('plan, apply and show agree with one another and with the exit code', async () => {
    twilio.addNumber(NUMBER)
    const plan = await run('sip', 'carrier', 'plan', '--check')
    expect(plan).toMatchObject({ exitCode: 1, ok: false, data: { applied: false, moves: [] } })
    expect(plan.data.changes).toHaveLength(6)
    expect(twilio.writes()).toEqual([])

    const applied = await run('sip', 'carrier', 'apply')
    expect(applied).toMatchObject({ exitCode: 0, ok: true, data: { applied: true } })
    expect(applied.data.changes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => 'done'))
    expect(await run('sip', 'carrier', 'plan', '--check')).toMatchObject({ exitCode: 0, data: { changes: [], unchanged: 6 } })

    const shown = await run('sip', 'carrier', 'show')
    expect(shown.data.links.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(shown).toMatchObject({
      exitCode: 0,
      data: { carrier: { provider: 'twilio', name: 'my-stack' }, networks: { read: '2026-03-09' } },
    })
    expect(shown.data.links.map(({ link }) => link)).toContain('server')

    await sip.stop()
    sip.stop = () => Promise.resolve()
    Object.assign(twilio.urls[0] ?? {}, { sip_url: 'sip:old.example.com' })
    const broken = await run('sip', 'carrier', 'show')
    expect(broken).toMatchObject({ exitCode: 1, ok: false })
    expect(broken.data.links.filter(({ state }) => state === 'wrong').map(({ link }) => link)).toEqual(['route', 'server'])

    const doctor = await run('doctor', '--only', 'carrier')
    expect(doctor.data.probes.find(({ id }) => id === 'carrier.twilio')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('sip:old.example.com'),
    })
  })

  test('unattended, a number of somebody else’s is moved only with --yes; without, nothing at all is written', async () => {
    const pbx = twilio.addTrunk('PBX')
    const number = twilio.addNumber(NUMBER, { trunk_sid: pbx.sid })
    const refused = await run('sip', 'carrier', 'apply')
    expect(refused).toMatchObject({ exitCode: 2, error: { code: 'CONFIRMATION_MISSING', why: expect.stringContaining('trunk PBX') } })
    expect(twilio.writes()).toEqual([])
    expect(await run('sip', 'carrier', 'apply', '--yes')).toMatchObject({ exitCode: 0 })
    expect(number['trunk_sid']).not.toBe(pbx.sid)
  })

  test('in a terminal the plan is shown and asked for; a no is exit code 4 and writes nothing', async () => {
    const pbx = twilio.addTrunk('PBX')
    twilio.addNumber(NUMBER, { trunk_sid: pbx.sid })
    const terminal = spawnInTerminal(process.execPath, [path.join(packageRoot, 'bin/dev.js'), 'sip', 'carrier', 'apply'], {
      cwd: dir,
      cols: 80,
      env: cleanEnv(),
    })
    let shown = ''
    terminal.onData((data) => (shown += data))
    const ended = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)))
    await waitFor(() => shown.includes('these 6 changes at Twilio?'), { what: 'the question', context: () => shown })
    expect(shown).toContain('is taken away from trunk PBX')
    terminal.write('n\r')
    expect(await ended).toBe(4)
    expect(shown).toContain('DECLINED')
    expect(twilio.writes()).toEqual([])
  })

  test('what fails is told beside what is done, with exit code 1, and the next apply goes on from there', async () => {
    twilio.addNumber(NUMBER)
    twilio.takenDomains.add(TWILIO_DOMAIN)
    const failed = await run('sip', 'carrier', 'apply')
    expect(failed).toMatchObject({ exitCode: 1, ok: false })
    expect(failed.data.changes[0]).toMatchObject({ outcome: 'failed', error: { message: expect.stringContaining('Twilio 21248') } })
    twilio.takenDomains.clear()
    expect(await run('sip', 'carrier', 'apply')).toMatchObject({ exitCode: 0 })
  })

  test('two at one time: the second is told to wait', async () => {
    twilio.addNumber(NUMBER)
    const gate = Promise.withResolvers<null>()
    twilio.interfere = ({ method }) => (method === 'GET' ? null : gate.promise)
    const first = run('sip', 'carrier', 'apply')
    await waitFor(() => twilio.writes().length > 0, { what: 'the first write' })
    expect(await run('sip', 'carrier', 'apply')).toMatchObject({ exitCode: 1, error: { code: 'CARRIER_BUSY' } })
    gate.resolve(null)
    expect(await first).toMatchObject({ exitCode: 0 })
  })
})

describe('by hand', () => {
  test('the checklist is printed, a word for it is noted, and doctor looks at the rest', async () => {
    await writeStack({ provider: 'plivo', outbound: {} })
    const plan = await run('sip', 'carrier', 'plan')
    expect(plan).toMatchObject({
      exitCode: 0,
      data: { attested: null, checklist: expect.arrayContaining([expect.objectContaining({ title: 'Make an inbound trunk' })]) },
    })
    const probe = async () => {
      const { data } = await run('doctor', '--only', 'carrier')
      return data.probes.find(({ id }) => id === 'carrier.checklist')?.status
    }
    expect(await probe()).toBe('warn')
    expect(await run('sip', 'carrier', 'plan', '--check')).toMatchObject({ exitCode: 1, ok: false })
    const done = await run('sip', 'carrier', 'apply', '--done')
    expect(done).toMatchObject({ exitCode: 0, data: { applied: true, attested: { isCurrent: true, by: expect.any(String) } } })
    expect(await probe()).toBe('pass')
    expect(await run('sip', 'carrier', 'plan', '--check')).toMatchObject({ exitCode: 0, ok: true })
    livekit.rules.splice(0)
    expect(await probe()).toBe('fail')
    expect(await run('sip', 'carrier', 'show')).toMatchObject({ exitCode: 1, data: { attested: { isCurrent: true } } })
  })

  test('a word is of the values of its time: after a change plan, show and doctor say so, whatever else is wrong', async () => {
    await writeStack({ provider: 'plivo' })
    await run('sip', 'carrier', 'apply', '--done')
    await writeStack({ provider: 'plivo', sipHost: 'other.example.invalid' })
    livekit.rules.splice(0)
    expect(await run('sip', 'carrier', 'plan', '--check')).toMatchObject({ exitCode: 1, data: { attested: { isCurrent: false } } })
    const shown = await runVoicectl(['sip', 'carrier', 'show'], { cwd: dir })
    expect(shown.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /said at \d{4}-\d\d-\d\d \d\d:\d\d UTC that it is done; the list is another one since/,
    )
    const { data } = await run('doctor', '--only', 'carrier')
    expect(data.probes.find(({ id }) => id === 'carrier.checklist')).toMatchObject({
      status: 'fail',
      detail: expect.stringMatching(
        /No dispatch rule .*; .* said at .* UTC that the carrier is set up; what is to be set is something else since/,
      ),
    })
  })

  test('--done is for no carrier that voicectl sets up itself', async () => {
    expect(await run('sip', 'carrier', 'apply', '--done')).toMatchObject({ exitCode: 2, error: { code: 'CARRIER_NOT_MANUAL' } })
  })
})
