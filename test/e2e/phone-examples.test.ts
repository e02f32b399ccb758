import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { idOfResource } from '../../src/core/sip-resources.ts'
import { packageRoot } from '../../src/platform/package-root.ts'
import { parseStack } from '../../src/stack/parse.ts'
import { specialists } from '../../src/graph/specialists/table.ts'
import { startEgressPeer } from '../support/egress-peer.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { startPhoneStack, type PhoneStack } from '../support/phone-stack.ts'
import { lacks } from '../support/require.ts'

const CALLER = '+15105550100'
/** One of those that Twilio's trunks call from. */
const TWILIO = '54.172.60.1'
const PASSWORD = 'stub-password-of-signalwire'

/** Who is called, by whom, and how, in one of templates/telephony. */
async function example(name: string) {
  const text = await readFile(path.join(packageRoot, 'templates/telephony', name, 'voicectl.yaml'), 'utf8')
  const { config } = parseStack(text, 'voicectl.yaml')
  const [trunk] = config?.sip?.inbound ?? []
  if (config?.sip === undefined || trunk === undefined) throw new Error(`${name} declares no trunk`)
  return { sip: config.sip, agent: { name: config.agent.name }, trunk: trunk.name, number: trunk.numbers?.[0] ?? '' }
}

const skipped = lacksLiveKit() || lacks('espeak-ng', 'redis-server', 'go', 'sox')

describe.skipIf(skipped)('the example twilio-recording: a call over Twilio, recorded', () => {
  let phone: PhoneStack
  let number: string

  beforeAll(async () => {
    const { sip, agent, ...called } = await example('twilio-recording')
    number = called.number
    phone = await startPhoneStack({ sip, agent })
  })
  afterEach(() => phone.peer.hangUpAll())
  afterAll(() => phone?.stop())

  it('is taken by the support desk in a room of its own, and recorded from the beginning', async () => {
    const egress = await startEgressPeer({ redis: phone.redis })
    try {
      const caller = await phone.peer.dialIn({ from: CALLER, to: number, ip: TWILIO })
      await caller.waitForSound()
      await caller.waitForTurnEnd()
      expect(caller.said('agent')).toBe(specialists.support_en.greeting)
      expect(caller.roomName).toMatch(/^twilio_\+15105550100_\w+$/)
      expect(caller.verdict.dispatch).toMatchObject({
        sipTrunkId: phone.ids.get('Twilio'),
        sipDispatchRuleId: phone.ids.get('twilio calls'),
        roomConfig: { agents: [{ agentName: 'support-desk' }] },
      })
      expect(egress.recordings).toEqual([
        expect.objectContaining({
          roomComposite: {
            roomName: caller.roomName,
            audioOnly: true,
            fileOutputs: [{ fileType: 'OGG', filepath: '/out/{room_name}-{time}.ogg' }],
          },
        }),
      ])
    } finally {
      await egress.stop()
    }
  })

  it('gets through where nothing records', async () => {
    const caller = await phone.peer.dialIn({ from: CALLER, to: number, ip: TWILIO })
    await caller.waitForWords('agent', specialists.support_en.greeting)
  })

  it('is not taken from an address that is not one of Twilio', async () => {
    expect((await phone.peer.ask({ from: CALLER, to: number, ip: '192.0.2.10' })).dispatch.result).toBe('DROP')
  })
})

describe.skipIf(skipped)('the example signalwire-cloud: a call over SignalWire, by template', () => {
  let phone: PhoneStack
  let number: string

  beforeAll(async () => {
    const { sip, agent, ...called } = await example('signalwire-cloud')
    number = called.number
    phone = await startPhoneStack({ sip, agent, env: { SIGNALWIRE_PASSWORD: PASSWORD } })
  })
  afterEach(() => phone.peer.hangUpAll())
  afterAll(() => phone?.stop())

  it('is taken by inbound-agent in a room of its own, which learns the template, the type and the number', async () => {
    const caller = await phone.peer.dialIn({ from: CALLER, to: number })
    await caller.waitForSound()
    await caller.waitForTurnEnd()
    expect(caller.roomName).toMatch(/^call_\+15105550100_\w+$/)
    expect(caller.verdict.auth).toMatchObject({ username: 'equity-desk', password: PASSWORD })
    expect(caller.verdict.dispatch.roomConfig?.agents).toEqual([
      { agentName: 'inbound-agent', metadata: '{"template_id":"default","call_type":"inbound"}' },
    ])
    expect(caller.verdict.dispatch.participantAttributes?.['sip.phoneNumber']).toBe(CALLER)
    const log = phone.linesOf(caller).join('\n')
    expect(log).toMatch(/Phone call from •••0100 to •••4321: call \S+, trunk ST_\w+, rule SDR_\w+, template default, type inbound/)
    expect(log).not.toContain(CALLER)
  })

  it('would meet the other call of its number in a room without a random part, and push it out', async () => {
    const other = '+15557654322'
    const trunk = await phone.api.create('inbound', { name: 'other', numbers: [other] })
    await phone.api.create('rules', {
      name: 'one room for each caller',
      trunkIds: [idOfResource(trunk) ?? ''],
      rule: { dispatchRuleIndividual: { roomPrefix: 'call', noRandomness: true } },
    })
    const [first, second] = [await phone.peer.dialIn({ from: CALLER, to: other }), await phone.peer.dialIn({ from: CALLER, to: other })]
    expect(first.roomName).toBe(`call_${CALLER}`)
    expect(second.roomName).toBe(first.roomName)
    await first.over
  })
})
