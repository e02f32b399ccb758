import { ParticipantKind } from '@livekit/rtc-node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { startPhoneStack, type PhoneStack } from '../support/phone-stack.ts'
import { lacks } from '../support/require.ts'
import { runVoicectl } from '../support/voicectl.ts'
import { waitFor } from '../support/wait.ts'

const CALLER = '+15105550100'
const DESK = '+15105550199'
/** Whose callers all meet in one room. */
const CONFERENCE = '+15105550198'
/** Stands for the room of a test's own call. */
const ROOM = 'the room'
const BILLING = 'tel:+15105550123'

describe.skipIf(lacksLiveKit() || lacks('espeak-ng', 'redis-server', 'go', 'sox'))('a call that goes on', () => {
  let phone: PhoneStack

  beforeAll(async () => {
    phone = await startPhoneStack({
      sip: {
        inbound: [{ name: 'carrier', numbers: [DESK, CONFERENCE] }],
        dispatch: [
          { name: 'desk', trunks: ['carrier'], rule: { individual: { roomPrefix: 'desk' } } },
          { name: 'conference', trunks: ['carrier'], numbers: [CONFERENCE], rule: { direct: { roomName: 'front-desk' } } },
        ],
        transferTargets: { billing: BILLING },
      },
    })
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${phone.worker.lines.slice(-30).join('\n')}\n`)
    phone.peer.onTransfer = null
    await phone.peer.hangUpAll()
    await phone.hangUpAll()
  })

  afterAll(() => phone?.stop())

  /** The call goes on once the agent is there: one that is over before that leaves it waiting for somebody. */
  const dialIn = async (from = CALLER, to = DESK) => {
    const caller = await phone.peer.dialIn({ from, to })
    const others = () => [...caller.room.remoteParticipants.values()]
    await waitFor(() => others().some(({ kind }) => kind === ParticipantKind.AGENT), { what: 'the agent' })
    return caller
  }
  const run = async (...args: string[]) => {
    const { stdout, exitCode } = await runVoicectl(['sip', ...args, '--json'], { cwd: phone.stack.dir })
    return { exitCode, ...(JSON.parse(stdout) as { data?: Record<string, unknown>; error?: Record<string, unknown> }) }
  }

  it.each([
    ['billing', BILLING],
    ['+15105550124', 'tel:+15105550124'],
    ['sip:desk@pbx.example.com', '<sip:desk@pbx.example.com>'],
  ])('is transferred to %s', async (to, uri) => {
    const caller = await dialIn()
    const { exitCode, data } = await run('transfer', caller.roomName, '--to', to, '--yes')
    expect(exitCode).toBe(0)
    expect(data).toMatchObject({ room: caller.roomName, participant: `sip_${CALLER}`, callId: caller.verdict.call })
    expect(phone.peer.transfers.at(-1)?.wanted.transferTo).toBe(uri)
    await caller.over
  })

  it('is found by its id, and goes on where the carrier refuses the transfer', async () => {
    phone.peer.onTransfer = { sip: 603, text: 'Decline' }
    const caller = await dialIn()
    const { exitCode, error } = await run('transfer', caller.verdict.call, '--to', 'billing', '--yes')
    expect(exitCode).toBe(1)
    expect(error).toMatchObject({ code: 'TRANSFER_FAILED', message: 'The transfer to billing failed: the call was declined (603 Decline)' })
    expect(caller.room.isConnected).toBe(true)
  })

  it('is hung up on, alone or with all that are in the room', async () => {
    const [first, second] = [await dialIn(CALLER, CONFERENCE), await dialIn('+15105550101', CONFERENCE)]
    expect(await run('hangup', 'front-desk', '--yes')).toMatchObject({ exitCode: 2, error: { code: 'CALL_UNCLEAR' } })
    const one = await run('hangup', 'front-desk', '--participant', first.identity, '--yes')
    expect(one).toMatchObject({ exitCode: 0, data: { participant: first.identity, callId: first.verdict.call } })
    await first.over
    expect(second.room.isConnected).toBe(true)
    expect(await run('hangup', 'front-desk', '--all', '--yes')).toMatchObject({
      exitCode: 0,
      data: { room: 'front-desk', participant: null },
    })
    await second.over
  })

  it.each([
    ['transfer', ['--to', 'billing']],
    ['hangup', []],
  ])('is left alone by %s where nobody can be asked and nobody said yes', async (command, flags) => {
    const caller = await dialIn()
    expect(await run(command, caller.roomName, ...flags)).toMatchObject({ exitCode: 2, error: { code: 'CONFIRMATION_MISSING' } })
    expect(caller.room.isConnected).toBe(true)
  })

  it.each([
    [['hangup', 'front-dessk', '--yes'], 'CALL_NOT_FOUND'],
    [['hangup', 'SCL_unknown', '--yes'], 'CALL_NOT_FOUND'],
    [['hangup', 'front-dessk', '--all', '--yes'], 'ROOM_NOT_FOUND'],
    [['transfer', ROOM, '--to', 'biling', '--yes'], 'TRANSFER_TARGET_UNKNOWN'],
    [['transfer', ROOM, '--to', 'billing', '--participant', 'nobody', '--yes'], 'CALL_NOT_FOUND'],
  ])('is not meant by %j', async (args, code) => {
    const caller = await dialIn()
    expect((await run(...args.map((arg) => (arg === ROOM ? caller.roomName : arg)))).error?.['code']).toBe(code)
    expect(caller.room.isConnected).toBe(true)
  })
})
