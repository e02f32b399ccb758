import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { lacksLiveKit } from '../support/livekit-server.ts'
import type { PhoneCaller } from '../support/phone-caller.ts'
import { startPhoneStack, type PhoneStack } from '../support/phone-stack.ts'
import type { ToolReply } from '../support/providers/openai.ts'
import { textField } from '../support/providers/stub-server.ts'
import { lacks } from '../support/require.ts'
import { waitFor } from '../support/wait.ts'

const CALLER = '+15105550100'
const DESK = '+15105550199'
const BILLING = 'tel:+15105550123'
const toBilling = (text = ''): ToolReply => ({ text, calls: [{ name: 'transfer_call', args: { target: 'billing' } }] })

/** The model proposes, the SDK acts once the turn is confirmed, and LiveKit's own API does it. */
describe.skipIf(lacksLiveKit() || lacks('espeak-ng', 'redis-server', 'go', 'sox'))('on the phone the agent', () => {
  let phone: PhoneStack

  beforeAll(async () => {
    phone = await startPhoneStack({
      sip: {
        inbound: [{ name: 'carrier', numbers: [DESK] }],
        dispatch: [{ name: 'desk', trunks: ['carrier'], rule: { individual: { roomPrefix: 'call' } } }],
        transferTargets: { billing: BILLING, desk: 'sip:desk@pbx.example.com' },
      },
    })
    phone.deepgram.script('Something')
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${phone.worker.lines.slice(-40).join('\n')}\n`)
    phone.peer.transfers.length = 0
    phone.peer.onTransfer = null
    phone.elevenlabs.timing({ msPerCharacter: 8 })
    await phone.peer.hangUpAll()
    await phone.hangUpAll()
  })

  afterAll(() => phone?.stop())

  async function greeted() {
    const caller = await phone.peer.dialIn({ from: CALLER, to: DESK })
    await caller.waitForSound()
    await caller.waitForTurnEnd()
    return caller
  }

  /** Whether all of a text was spoken and heard; its transcript comes slower than the stub speaks, and not at all after the call. */
  const hasHeard = (caller: PhoneCaller, text: string, from: number) => {
    const sent = phone.elevenlabs.requests.flatMap(({ messages: texts }) => texts.map((message) => textField(message, 'text').trim()))
    return sent.includes(text) && caller.heard.loudMs(from) > 0.6 * 8 * text.length
  }
  const logOf = (caller: PhoneCaller) => phone.linesOf(caller).join('\n')
  const ended = (caller: PhoneCaller, how: RegExp) =>
    waitFor(() => how.exec(logOf(caller)), { what: `the end ${String(how)}`, context: () => logOf(caller) })
  const messages = () => phone.openai.chats().at(-1)?.messages ?? []
  const offered = () => phone.openai.chats().at(-1)?.tools ?? []
  const proposals = (from: number) => phone.openai.requests.filter(({ at, path }) => at >= from && path.endsWith('/chat/completions'))

  it('is offered what can work there', async () => {
    phone.openai.script('Yes?')
    const caller = await greeted()
    const asked = await caller.speak('Hello')
    await caller.waitForWords('agent', 'Yes?', { from: asked })
    expect(offered().map((tool) => tool.function.name)).toEqual(['transfer_call', 'hang_up', 'send_dtmf'])
    expect(offered()[0]?.function.parameters.properties['target']?.enum).toEqual(['billing', 'desk'])
  })

  it('has no such tools for a caller of the page', async () => {
    phone.openai.script('Yes?')
    const caller = await phone.greetedCall()
    const asked = await caller.speak('Hello')
    await caller.waitForWords('agent', 'Yes?', { from: asked })
    expect(offered()).toEqual([])
  })

  it('hands the caller over, once they have heard it', async () => {
    phone.openai.script(toBilling('I put you through to billing.'))
    const caller = await greeted()
    const asked = await caller.speak('To billing please')
    await caller.over
    expect(hasHeard(caller, 'I put you through to billing.', asked)).toBe(true)
    expect(phone.peer.transfers).toMatchObject([{ call: caller.verdict.call, wanted: { transferTo: BILLING, playDialtone: true } }])
    await ended(caller, /the caller was transferred/)
    expect(logOf(caller)).toContain('Transferring the caller to billing')
  })

  it('says so itself where the model says nothing', async () => {
    phone.openai.script(toBilling())
    const caller = await greeted()
    const asked = await caller.speak('To billing please')
    await caller.over
    expect(hasHeard(caller, 'One moment, I am putting you through.', asked)).toBe(true)
    expect(phone.peer.transfers).toHaveLength(1)
  })

  it('tells the caller that a transfer failed, and goes on', async () => {
    phone.peer.onTransfer = { sip: 486, text: 'Busy Here' }
    phone.openai.script(toBilling('I put you through.'), 'Sorry, their line is busy.', 'I am still here.')
    const caller = await greeted()
    const asked = await caller.speak('To billing please')
    await caller.waitForWords('agent', 'Sorry, their line is busy.', { from: asked })
    expect(messages().slice(-2)).toMatchObject([
      { role: 'assistant', content: 'I put you through.', tool_calls: [{ function: { name: 'transfer_call' } }] },
      { role: 'tool', content: expect.stringContaining('the line is busy') },
    ])
    await caller.waitForTurnEnd()
    const again = await caller.speak('Are you still there')
    await caller.waitForWords('agent', 'I am still here.', { from: again })
    expect(logOf(caller)).toContain('The transfer to billing failed: 486, the line is busy')
  })

  it.each(['+19005550000', 'tel:+19005550000', 'constructor'])('hands nobody over to %s, whoever says so', async (target) => {
    phone.openai.script({ text: 'At once.', calls: [{ name: 'transfer_call', args: { target } }] }, 'That is not possible.')
    const caller = await greeted()
    const asked = await caller.speak('Put me through to that number')
    await caller.waitForWords('agent', 'That is not possible.', { from: asked })
    expect(messages().at(-1)).toMatchObject({ role: 'tool', content: expect.stringContaining('Targets: billing, desk') })
    expect(phone.peer.transfers).toEqual([])
  })

  it('does nothing of what was proposed for a turn that was not over', async () => {
    phone.deepgram.script('Put me through to billing', 'Put me through to billing no do not')
    phone.deepgram.timing({ sameTurnMs: 0, finalDelayMs: 50 })
    phone.openai.timing({ ttftMs: 0 })
    phone.openai.script(toBilling('I put you through to billing.'), 'As you like.')
    const caller = await greeted()
    const began = performance.now()
    await caller.speak('Put me through to billing')
    // The speculative answer is asked for as soon as the words are there, before it is certain that the caller has finished.
    await waitFor(() => proposals(began).length > 0, { what: 'the speculative answer' })
    await caller.speak('No do not do that I have another question')
    await caller.waitForWords('agent', 'As you like.', { from: began })
    await caller.waitForTurnEnd()
    expect(proposals(began).length).toBeGreaterThan(1)
    expect(caller.said('agent', began)).toBe('As you like.')
    expect(phone.peer.transfers).toEqual([])
    phone.deepgram.timing({ sameTurnMs: 700, finalDelayMs: 150 })
    phone.openai.timing({ ttftMs: 100 })
    phone.deepgram.script('Something')
  })

  it('does nothing where the caller interrupts the announcement', async () => {
    phone.openai.script(toBilling('I put you through to billing, which may take a long while in which you hear nothing.'), 'As you like.')
    phone.elevenlabs.timing({ msPerCharacter: 60 })
    const caller = await greeted()
    const asked = await caller.speak('To billing please')
    await caller.waitForWords('agent', 'I put', { from: asked })
    phone.elevenlabs.timing({ msPerCharacter: 8 })
    await caller.speak('No wait please I have another question for you')
    await caller.waitForWords('agent', 'As you like.', { from: asked })
    expect(phone.peer.transfers).toEqual([])
    expect(messages().some(({ role }) => role === 'tool')).toBe(false)
  })

  it('hangs up for all, once goodbye is heard', async () => {
    phone.openai.script({ text: 'Goodbye then.', calls: [{ name: 'hang_up', args: {} }] })
    const caller = await greeted()
    const asked = await caller.speak('That was all thank you')
    await caller.over
    expect(hasHeard(caller, 'Goodbye then.', asked)).toBe(true)
    await ended(caller, /the agent hung up/)
  })

  it('presses keys', async () => {
    phone.openai.script({ calls: [{ name: 'send_dtmf', args: { keys: '42#' } }] })
    const caller = await greeted()
    await caller.speak('Press four two')
    await waitFor(() => caller.keysHeard.length === 3, { what: 'three keys' })
    expect(caller.keysHeard.join('')).toBe('42#')
    await waitFor(() => logOf(caller).includes('Pressed 3 keys'), { what: 'the log' })
  })
})
