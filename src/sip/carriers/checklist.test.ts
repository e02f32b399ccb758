import { describe, expect, test } from 'vitest'
import { NUMBER, SIP_PASSWORD, stackOf } from '../../../test/support/carriers/bench.ts'
import { checklistMark, wordOf } from './checklist.ts'
import { manualOf } from './registry.ts'
import { carrierWant } from './want.ts'

const sip = {
  inbound: [{ name: 'in', numbers: [NUMBER] }],
  outbound: [{ name: 'out', address: 'sip.carrier.example', numbers: [NUMBER], authUsername: 'livekit', authPassword: '${SIP_PASSWORD}' }],
}

async function stepsOf(provider: 'plivo' | 'other', carrier: object = {}) {
  const want = carrierWant(stackOf({ ...sip, carrier: { provider, outbound: {}, ...carrier } }))
  return (await manualOf(provider)).steps(want)
}

describe.each(['plivo', 'other'] as const)('%s', (provider) => {
  test('every value of this stack is in its list, and no secret', async () => {
    const text = JSON.stringify(await stepsOf(provider))
    for (const value of ['my-stack', NUMBER, 'livekit.example.com;transport=tcp', 'livekit', 'SIP_PASSWORD of .env'])
      expect(text).toContain(value)
    expect(text).not.toContain(SIP_PASSWORD)
  })

  test('a password that the inbound trunk asks for is in its list by its name, where the trunk is for these numbers', async () => {
    const inbound = [
      { name: 'in', numbers: ['+1 510 555-0100'], authUsername: 'the-carrier', authPassword: '${SIP_IN_PASSWORD}' },
      { name: 'elsewhere', numbers: ['+15105550199'], authUsername: 'somebody-else', authPassword: '${SIP_OTHER_PASSWORD}' },
    ]
    const want = carrierWant(
      stackOf({ ...sip, inbound, carrier: { provider, numbers: [NUMBER] } }, { SIP_IN_PASSWORD: 'Battery9Horse4Correct' }),
    )
    const text = JSON.stringify((await manualOf(provider)).steps(want)[0])
    expect(text).toContain('the-carrier')
    expect(text).toContain('SIP_IN_PASSWORD of .env')
    expect(text).not.toMatch(/somebody-else|SIP_OTHER_PASSWORD|Battery9/)
  })

  test('each step says where to click', async () => {
    for (const { title, where } of await stepsOf(provider)) expect([title, where].every((text) => text.length > 5)).toBe(true)
  })

  test('TLS is in it where it is wanted, and calls that go out are not where they are not', async () => {
    expect(JSON.stringify(await stepsOf(provider, { secure: true }))).toContain('livekit.example.com;transport=tls')
    expect((await stepsOf(provider, { outbound: undefined })).length).toBeLessThan((await stepsOf(provider)).length)
  })

  test('a word is about this list only', async () => {
    const [steps, others] = [await stepsOf(provider), await stepsOf(provider, { sipHost: 'sip.example.com' })]
    const attested = { by: 'anna', at: '2026-01-01T00:00:00.000Z', checklist: checklistMark(steps) }
    expect(wordOf({ attested }, steps)).toEqual({ by: 'anna', at: '2026-01-01T00:00:00.000Z', isCurrent: true })
    expect(wordOf({ attested }, others)).toMatchObject({ isCurrent: false })
    expect(wordOf({ attested: null }, steps)).toBeNull()
  })
})
