import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { specialists } from '../../src/graph/specialists/table.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { lineNoise, throughPhone } from '../support/phone-line.ts'
import { startPhoneStack, type PhoneStack } from '../support/phone-stack.ts'
import { lacks } from '../support/require.ts'
import { waitFor } from '../support/wait.ts'

const CALLER = '+15105550100'
const DESK = '+15105550199'
/** Longer than anything needs that takes noise for a turn: a transcript is waited for 6 s. */
const NOISE_MS = 8000

/** With the turn detector, which judges sound too. */
describe.skipIf(lacksLiveKit() || lacks('espeak-ng', 'redis-server', 'go', 'sox'))('on a noisy telephone line', () => {
  let phone: PhoneStack
  let background: Int16Array

  beforeAll(async () => {
    background = await throughPhone(lineNoise({ ms: 4000, dbfs: -40 }))
    phone = await startPhoneStack({
      agent: { lowMemory: false },
      sip: {
        inbound: [{ name: 'carrier', numbers: [DESK] }],
        dispatch: [{ name: 'desk', trunks: ['carrier'], rule: { individual: { roomPrefix: 'call' } }, metadata: { mode: 'support' } }],
      },
    })
    phone.deepgram.script('Where is my order now')
    phone.openai.script('It is on its way.')
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${phone.worker.lines.slice(-40).join('\n')}\n`)
    await phone.peer.hangUpAll()
    await phone.hangUpAll()
  })

  afterAll(() => phone?.stop())

  it('noise alone is no turn, and interrupts nobody; a question is one, and is answered', async () => {
    const caller = await phone.peer.dialIn({ from: CALLER, to: DESK }, { background })
    await caller.waitForSound()
    await caller.waitForTurnEnd()
    const quiet = performance.now()
    await waitFor(() => performance.now() - quiet > NOISE_MS, { what: 'a time in which there is only noise' })
    expect(caller.said('agent')).toBe(specialists.support_en.greeting)
    expect(caller.said('caller')).toBe('')
    expect(phone.openai.chats()).toEqual([])
    for (const turn of [1, 2]) {
      const asked = await caller.speak('Where is my order now')
      await caller.waitForWords('agent', 'It is on its way.', { from: asked })
      await caller.waitForTurnEnd()
      expect(phone.linesOf(caller).join('\n')).toMatch(new RegExp(`Turn ${turn}: answered in`))
    }
    // Sound without words is no sign of a transcriber that does not listen.
    expect(phone.worker.lines.join('\n')).not.toMatch(/interrupted|no transcript|got no answer/)
  })
})
