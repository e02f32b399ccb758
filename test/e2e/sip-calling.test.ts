import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { specialists } from '../../src/graph/specialists/table.ts'
import { deleteRoom, describeRoom, metadataOf, openRoom } from '../../src/livekit/rooms.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { startPhoneStack, type PhoneStack } from '../support/phone-stack.ts'
import { startProgram } from '../support/programs.ts'
import { lacks } from '../support/require.ts'
import { runVoicectl } from '../support/voicectl.ts'
import { waitFor } from '../support/wait.ts'

const CALLEE = '+15105550100'
const [LINE, OTHER_LINE] = ['+15105550198', '+15105550199'] as const
const NEVER = '+15105550666'

interface Line {
  type: string
  data: Record<string, unknown>
}

describe.skipIf(lacksLiveKit() || lacks('espeak-ng', 'redis-server', 'go', 'sox'))('voicectl sip call', () => {
  let phone: PhoneStack

  beforeAll(async () => {
    phone = await startPhoneStack({
      sip: {
        outbound: [{ name: 'carrier', address: 'sip.carrier.example', numbers: [LINE, OTHER_LINE] }],
        calling: { doNotCall: 'never.txt' },
      },
    })
    await writeFile(path.join(phone.stack.dir, 'never.txt'), `${NEVER} # by letter\n`)
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${phone.worker.lines.slice(-30).join('\n')}\n`)
    phone.peer.onDial = { rings: true, end: 'answered' }
    await phone.peer.hangUpAll()
    await phone.hangUpAll()
  })

  afterAll(() => phone?.stop())

  const call = async (...args: string[]) => {
    const { stdout, ...ended } = await runVoicectl(['sip', 'call', ...args, '--yes', '--json'], { cwd: phone.stack.dir })
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line & { ok?: boolean; error?: Record<string, unknown> })
    return { ...ended, lines, types: lines.map(({ type }) => type), end: lines.at(-1) }
  }
  /** Starts a call that goes on until something ends it. */
  const start = (...args: string[]) =>
    startProgram({ script: 'bin/dev.js', args: ['sip', 'call', CALLEE, '--yes', '--json', ...args], cwd: phone.stack.dir })
  const dialled = () => phone.peer.dials.at(-1)

  it('tells how far it has come; the agent greets once it is answered, as the specialist that was asked for', async () => {
    const pickedUp = Promise.withResolvers<void>()
    phone.peer.onDial = { rings: true, end: 'answered', after: pickedUp.promise }
    const program = await start('--mode', 'sales', '--metadata', '{"template_id":"t-9"}', '--from', OTHER_LINE)
    await program.waitForLine('"type":"ringing"', { timeoutMs: 30_000 })
    const dial = dialled()
    expect(dial?.callee.said('agent')).toBe('')
    pickedUp.resolve()
    expect(await program.ended).toBe(0)
    const lines = program.lines.map((line) => JSON.parse(line) as Line)
    expect(lines.map(({ type }) => type)).toEqual(['ready', 'dialing', 'ringing', 'answered', 'end'])
    const wanted = { callTo: CALLEE, number: OTHER_LINE, address: 'sip.carrier.example', ringingTimeout: '30s' }
    expect(dial?.wanted).toMatchObject(wanted)
    expect(dial?.wanted.enabledFeatures).toBeUndefined()
    const { roomName: room, participantIdentity: participant } = dial?.wanted ?? {}
    expect(lines.at(-1)?.data).toMatchObject({ outcome: 'answered', callId: dial?.call, room, participant })
    await dial?.callee.waitForWords('agent', specialists.sales_en.greeting)
    const log = dial ? phone.linesOf(dial.callee).join('\n') : ''
    const known = `call ${dial?.call}, trunk ${phone.ids.get('carrier')}, template t-9, type outbound`
    expect(log).toContain(`Phone call to •••0100 from •••0199: ${known}`)
  })

  it('does not throw the first out when a second is called into the same room', async () => {
    await call(CALLEE, '--room', 'conference')
    await call(CALLEE, '--room', 'conference')
    const [first, second] = phone.peer.dials.slice(-2).map(({ callee }) => callee)
    expect([first?.room.isConnected, second?.room.isConnected]).toEqual([true, true])
    expect(first?.identity).not.toBe(second?.identity)
  })

  it.each([
    [486, 'the line is busy', true],
    [403, 'the carrier does not allow the call', false],
    [404, 'the number does not exist', false],
    [480, 'nobody can be reached there now', true],
    [503, 'the carrier takes no more calls now', true],
  ])('fails by %i: %s', async (status, words, retryable) => {
    phone.peer.onDial = { rings: false, end: { sip: status, text: 'As It Is' } }
    const { exitCode, end } = await call(CALLEE)
    expect(exitCode).toBe(1)
    expect(end).toMatchObject({
      ok: false,
      error: { code: 'CALL_FAILED', message: `The call to •••0100 failed: ${words} (${status} As It Is)`, retryable },
    })
    expect(dialled()?.callee.room.isConnected).toBe(false)
  })

  it('fails where nobody answers in time', async () => {
    phone.peer.onDial = { rings: true, end: 'nobody' }
    const { exitCode, end, types } = await call(CALLEE, '--timeout', '5')
    expect([exitCode, end?.error?.['code'], types.slice(0, 3)]).toEqual([1, 'CALL_UNANSWERED', ['ready', 'dialing', 'ringing']])
  })

  it('calls nobody where no agent comes', async () => {
    const before = phone.peer.dials.length
    const { exitCode, end } = await call(CALLEE, '--agent', 'nobody-of-that-name')
    expect([exitCode, end?.error?.['code']]).toEqual([1, 'CALL_NO_AGENT'])
    expect(phone.peer.dials).toHaveLength(before)
  })

  it.each([
    [['5105550100'], 'NUMBER_NOT_E164'],
    [[CALLEE, '--from', '+15105550777'], 'FROM_NOT_ON_TRUNK'],
    [[CALLEE, '--trunk', 'carier'], 'SIP_RESOURCE_UNKNOWN'],
    [[CALLEE, '--metadata', '[]', '--dtmf', 'x'], 'INPUT_INVALID'],
  ])('refuses %j before anything happens', async (args, code) => {
    const before = phone.peer.dials.length
    const { exitCode, end } = await call(...args)
    expect([exitCode, end?.error?.['code']]).toEqual([2, code])
    expect(phone.peer.dials).toHaveLength(before)
  })

  it('says what a number in another form would be', async () => {
    const { stderr } = await runVoicectl(['sip', 'call', '0091 98765-43210'], { cwd: phone.stack.dir })
    expect(stderr).toContain('voicectl sip call +919876543210')
  })

  it('never calls who is on the do-not-call list', async () => {
    const before = phone.peer.dials.length
    const { exitCode, end } = await call(NEVER, '--consent', 'by mail', '--ignore-quiet-hours')
    expect([exitCode, end?.error?.['code']]).toEqual([1, 'CALL_BLOCKED_DO_NOT_CALL'])
    expect(phone.peer.dials).toHaveLength(before)
  })

  it('calls nobody without consent or in quiet hours, unless a flag says so', async () => {
    const file = path.join(phone.stack.dir, 'voicectl.yaml')
    const before = await readFile(file, 'utf8')
    const document = parseDocument(before)
    const hour = (offset: number) => `${new Date(Date.now() + offset * 3_600_000).toISOString().slice(11, 13)}:00`
    document.setIn(['sip', 'calling'], { consent: { required: true }, quietHours: { from: hour(-1), to: hour(2), timeZone: 'UTC' } })
    await writeFile(file, document.toString())
    const codes: unknown[] = []
    for (const flags of [[], ['--consent', 'by mail'], ['--ignore-quiet-hours']])
      codes.push((await call(CALLEE, ...flags)).end?.error?.['code'])
    expect(codes).toEqual(['CALL_BLOCKED_NO_CONSENT', 'CALL_BLOCKED_QUIET_HOURS', 'CALL_BLOCKED_NO_CONSENT'])
    expect((await call(CALLEE, '--consent', 'by mail', '--ignore-quiet-hours')).exitCode).toBe(0)
    await writeFile(file, before)
  })

  describe('with --wait', () => {
    const ended = (lines: string[]) => lines.map((line) => JSON.parse(line) as Line).find(({ type }) => type === 'ended')?.data

    it('stays until they hang up', async () => {
      const program = await start('--wait')
      await program.waitForLine('"type":"answered"', { timeoutMs: 30_000 })
      await dialled()?.callee.hangUp()
      expect(await program.ended).toBe(0)
      expect(ended(program.lines)).toMatchObject({ by: 'them' })
    })

    it('hangs up on Ctrl-C', async () => {
      const program = await start('--wait')
      await program.waitForLine('"type":"answered"', { timeoutMs: 30_000 })
      expect(await program.stop('SIGINT')).toBe(130)
      expect(ended(program.lines)).toMatchObject({ by: 'us' })
      await dialled()?.callee.over
    })
  })

  it('gives up on Ctrl-C while it rings', async () => {
    phone.peer.onDial = { rings: true, end: 'nobody' }
    const program = await start()
    await program.waitForLine('"type":"ringing"', { timeoutMs: 30_000 })
    expect(await program.stop('SIGINT')).toBe(130)
    await dialled()?.callee.over
    expect(program.lines.at(-1)).toContain('"outcome":"interrupted"')
  })

  it('keeps how consent was given with the room', async () => {
    const { end } = await call(CALLEE, '--consent', 'web form, 3 May')
    expect(end?.data['outcome']).toBe('answered')
    expect(JSON.parse(dialled()?.callee.room.metadata ?? '{}')).toMatchObject({ consent: { [CALLEE]: 'web form, 3 May' } })
  })

  it('keeps it beside what a room says that was there before', async () => {
    const room = 'conference with metadata'
    const { access } = phone
    const agents = [{ name: phone.stack.agentName, metadata: '' }]
    await openRoom(access, { name: room, agents, emptySeconds: 60, metadata: '{"topic":"orders","consent":{"+15105550177":"letter"}}' })
    await call(CALLEE, '--room', room, '--consent', 'web form')
    const kept = { topic: 'orders', consent: { '+15105550177': 'letter', [CALLEE]: 'web form' } }
    await waitFor(async () => isDeepStrictEqual(JSON.parse(await metadataOf(access, room)), kept), { what: 'the metadata' })
    await describeRoom(access, room, 'orders')
    const dials = phone.peer.dials.length
    const { exitCode, end } = await call(CALLEE, '--room', room, '--consent', 'web form')
    expect([exitCode, end?.error?.['code'], phone.peer.dials.length]).toEqual([1, 'CONSENT_NOT_KEPT', dials])
    expect(phone.peer.dials.at(-1)?.callee.room.isConnected).toBe(true)
    await deleteRoom(access, room)
  })

  it('calls nobody where nobody can be asked', async () => {
    const dials = phone.peer.dials.length
    const { exitCode, stderr } = await runVoicectl(['sip', 'call', CALLEE, '--consent', 'web form'], { cwd: phone.stack.dir })
    expect([exitCode, phone.peer.dials.length]).toEqual([2, dials])
    expect(stderr).toContain(`voicectl sip call ${CALLEE} --consent 'web form' --yes`)
  })

  it('says that no livekit-sip takes calls', async () => {
    await phone.peer.stop()
    const { exitCode, end } = await call(CALLEE)
    expect([exitCode, end?.error?.['code']]).toEqual([1, 'SIP_SERVICE_MISSING'])
    await waitFor(async () => (await phone.api.list(['outbound'])).outbound.length === 1, { what: 'the server' })
  })
})
