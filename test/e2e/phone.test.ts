import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { specialists } from '../../src/graph/specialists/table.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { startPhoneStack, type PhoneStack } from '../support/phone-stack.ts'
import { lacks } from '../support/require.ts'
import { waitFor } from '../support/wait.ts'

const CALLER = '+15105550100'
const [SUPPORT, SALES, TECHNICAL, HIDDEN] = ['+15105550191', '+15105550192', '+15105550193', '+15105550194'] as const
/** Longer than an agent takes that greets too early. */
const EARLY_MS = 1000

describe.skipIf(lacksLiveKit() || lacks('espeak-ng', 'redis-server', 'go', 'sox'))('somebody calls the agent by phone', () => {
  let phone: PhoneStack

  beforeAll(async () => {
    const rule = { individual: { roomPrefix: 'call' } }
    phone = await startPhoneStack({
      sip: {
        inbound: [{ name: 'carrier', numbers: [SUPPORT, SALES, TECHNICAL, HIDDEN] }],
        dispatch: [
          {
            name: 'support',
            trunks: ['carrier'],
            numbers: [SUPPORT],
            rule,
            metadata: { mode: 'support' },
            agents: [{ metadata: { template_id: 't-7', call_type: 'inbound' } }],
          },
          { name: 'sales', trunks: ['carrier'], numbers: [SALES], rule, agents: [{ metadata: { mode: 'sales', language: 'hi' } }] },
          { name: 'technical', trunks: ['carrier'], numbers: [TECHNICAL], rule, attributes: { mode: 'technical', campaign: 'spring' } },
          { name: 'hidden', trunks: ['carrier'], numbers: [HIDDEN], rule, hidePhoneNumber: true },
        ],
      },
    })
    phone.deepgram.script('Where is my order now')
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${phone.worker.lines.slice(-40).join('\n')}\n`)
    await phone.peer.hangUpAll()
    await phone.hangUpAll()
  })

  afterAll(() => phone?.stop())

  async function greeted(to: string) {
    const caller = await phone.peer.dialIn({ from: CALLER, to })
    await caller.waitForSound()
    await caller.waitForTurnEnd()
    return caller
  }

  /** What the specialist was told in the latest turn. */
  const told = () => phone.openai.chats().at(-1)?.messages[0]?.content ?? ''
  /** What the model took for the caller's words in the latest turn. */
  const heard = () =>
    phone.openai
      .chats()
      .at(-1)
      ?.messages.findLast(({ role }) => role === 'user')?.content

  it.each([
    ["the rule's metadata", SUPPORT, 'support_en'],
    ["the agent's job metadata", SALES, 'sales_hi'],
    ["the rule's attributes", TECHNICAL, 'technical_en'],
    ['none of them', HIDDEN, 'general_en'],
  ] as const)('is routed by %s, by the number that was called', async (_, number, route) => {
    const caller = await greeted(number)
    expect(caller.said('agent')).toBe(specialists[route].greeting)
    expect(phone.linesOf(caller).join('\n')).toContain(`LangGraph selected route: ${route}`)
  })

  it('talks, and is known: to the specialist by number, to the log by its last digits', async () => {
    phone.openai.script('It is on its way.')
    const caller = await greeted(SUPPORT)
    const asked = await caller.speak('Where is my order now')
    await caller.waitForWords('agent', 'It is on its way.', { from: asked })
    expect(told()).toContain(`The caller's number is ${CALLER}`)
    expect(told()).toContain(`The number of this line is ${SUPPORT}`)
    const { call, auth } = caller.verdict
    const line = `Phone call from •••0100 to •••0191: call ${call}, trunk ${auth.sipTrunkId}, rule ${phone.ids.get('support')}, template t-7, type inbound`
    expect(phone.linesOf(caller).join('\n')).toContain(line)
    expect(phone.worker.lines.join('\n')).not.toMatch(/5105550/)
  })

  it('stays unknown where the rule hides the number', async () => {
    phone.openai.script('All right.')
    const caller = await greeted(HIDDEN)
    const asked = await caller.speak('Where is my order now')
    await caller.waitForWords('agent', 'All right.', { from: asked })
    expect(told()).toContain('This is a telephone call')
    expect(told()).not.toMatch(/number is/)
    expect(phone.linesOf(caller).join('\n')).toMatch(/Phone call from a hidden number: call SCL_/)
  })

  it('is greeted when the call is answered, and not while it rings', async () => {
    const caller = await phone.peer.dialIn({ from: CALLER, to: SUPPORT }, { keepsRinging: true })
    await caller.waitForState('listening')
    const ready = performance.now()
    await waitFor(() => performance.now() - ready > EARLY_MS, { what: 'the time of a greeting that is too early' })
    expect(caller.said('agent')).toBe('')
    await caller.become('active')
    await caller.waitForWords('agent', specialists.support_en.greeting)
  })

  it('hangs up while it rings: nobody is greeted, and the job ends', async () => {
    const caller = await phone.peer.dialIn({ from: CALLER, to: SUPPORT }, { keepsRinging: true })
    await caller.waitForState('listening')
    await caller.hangUp()
    await waitFor(() => phone.linesOf(caller).some((line) => line.includes('The call was over before it was answered')), {
      what: 'the end of the call',
    })
  })

  it('presses keys: a turn of the conversation, complete with # or after a pause', async () => {
    phone.openai.script('You chose one two three.', 'And now seven.')
    const caller = await greeted(SUPPORT)
    const pressed = performance.now()
    await caller.press('123#')
    await caller.waitForWords('agent', 'You chose one two three.', { from: pressed })
    expect(heard()).toBe('The caller pressed 1 2 3.')
    await caller.waitForTurnEnd()
    await caller.press('7')
    await caller.waitForWords('agent', 'And now seven.')
    expect(heard()).toBe('The caller pressed 7.')
    const lines = phone.linesOf(caller).join('\n')
    expect(lines).toContain('The caller pressed 3 keys')
    expect(lines).not.toMatch(/1 ?2 ?3/)
  })

  it('presses a key while the agent speaks: it falls silent', async () => {
    const long = Array.from({ length: 20 }, (_, i) => `Item ${i} of the list.`).join(' ')
    phone.openai.script(long, 'As you like.')
    phone.elevenlabs.timing({ msPerCharacter: 60 })
    const caller = await greeted(SUPPORT)
    await caller.speak('Where is my order now')
    await caller.waitForWords('agent', 'Item 0')
    phone.elevenlabs.timing({ msPerCharacter: 8 })
    const pressed = performance.now()
    await caller.press('0#')
    await caller.waitForWords('agent', 'As you like.', { from: pressed })
    expect(caller.said('agent')).not.toContain('Item 19')
  })

  it('hangs up: the call ends at once', async () => {
    const caller = await greeted(SUPPORT)
    await caller.hangUp()
    await waitFor(() => phone.linesOf(caller).some((line) => /Call ended .*the caller hung up/.test(line)), { what: 'the end of the call' })
  })
})
