import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { explainCall, type CallSource, type Explanation } from '../../sip/explain/explain-call.ts'
import { glyphs, type Style } from '../terminal.ts'
import { viewExplanation } from './sip-explain.ts'

const style = (more: Partial<Style> = {}): Style => ({
  color: new Chalk({ level: 0 }),
  glyph: glyphs({ LANG: 'C.UTF-8' }),
  width: 200,
  ...more,
})

const source: CallSource = {
  kind: 'declared',
  name: 'voicectl.yaml',
  cloud: false,
  agent: { name: 'voice-agent', isBundled: true },
  remarks: [],
  state: {
    inbound: [
      {
        sipTrunkId: 'ST_a',
        name: 'Twilio',
        numbers: ['+15551234567'],
        allowedAddresses: ['54.172.60.0/30'],
        authUsername: 'acme',
        authPassword: 'x',
      },
      { sipTrunkId: 'ST_b', name: 'Telnyx', numbers: ['+15557654321'] },
    ],
    rules: [
      {
        sipDispatchRuleId: 'SDR_a',
        name: 'support',
        trunkIds: ['ST_a'],
        rule: { dispatchRuleIndividual: { roomPrefix: 'support' } },
        metadata: '{"mode":"support"}',
        roomConfig: { agents: [{ agentName: 'voice-agent' }] },
      },
    ],
  },
}
const explain = (more: object = {}): Explanation =>
  explainCall({ from: '+15550001111', to: '+15551234567', ip: '54.172.60.1', host: '', pin: '', noPin: false, ...more }, source)

test('the way of a call that is taken, and what did not take it', () => {
  expect(viewExplanation(explain(), style())).toBe(
    [
      '✓ The call of +15550001111 to +15551234567 from 54.172.60.1 is accepted',
      '  as voicectl.yaml declares it',
      '',
      '  trunk      Twilio (ST_a)  lists the called number +15551234567',
      '  password   the carrier is asked for the password of the user acme; its allowedAddresses let 54.172.60.1 in by',
      '             54.172.60.0/30',
      '  rule       support (SDR_a)  names the trunk Twilio (ST_a)',
      '  room       support_+15550001111_*  a room for each call; * is random',
      '  caller     sip_+15550001111  "Phone +15550001111"',
      '  metadata   {"mode":"support"}',
      '  attributes sip.callID=SCL_* sip.trunkID=ST_a sip.ruleID=SDR_a sip.phoneNumber=+15550001111 sip.hostname=',
      '             sip.trunkPhoneNumber=+15551234567',
      '  agent      voice-agent',
      "  route      support_en  voicectl's agent takes it from the caller's metadata",
      '',
      'What did not take it',
      '  · trunk Telnyx (ST_b): its numbers are +15557654321, not +15551234567',
    ].join('\n'),
  )
})

test('a call that is dropped ends with what to change', () => {
  const lines = viewExplanation(explain({ to: '+1555' }), style({ width: 80 })).split('\n')
  expect(lines.slice(0, 4)).toEqual([
    '✗ The call of +15550001111 to +1555 from 54.172.60.1 is dropped',
    '  as voicectl.yaml declares it',
    '  No trunk is for the call, and no rule takes calls without one. The caller',
    '  hears it ring until the carrier gives up; livekit-sip logs a flood, at debug',
  ])
  expect(lines).toContain('Why not')
  expect(lines.slice(-2)).toEqual(['→ Add +1555 to numbers of the trunk Twilio (ST_a):', '    voicectl sip apply'])
})

test('what the server does not look at is not listed', () => {
  expect(viewExplanation(explain({ ip: 'x' }), style())).not.toContain('Twilio')
})

test.each([40, 80, 120])('no line is wider than %d columns', (width) => {
  for (const call of [{}, { to: '+1555' }, { from: '0044 20 7946 0000', pin: '1' }]) {
    const lines = viewExplanation(explain(call), style({ width })).split('\n')
    // Words stay whole.
    expect(lines.filter((line) => line.length > width && line.trim().includes(' ') && !line.includes('voicectl sip'))).toEqual([])
  }
})

test('colours change nothing but colours, and there is a form without UTF-8', () => {
  const plain = viewExplanation(explain({ to: '+1555' }), style({ width: 80 }))
  const coloured = viewExplanation(explain({ to: '+1555' }), style({ width: 80, color: new Chalk({ level: 1 }) }))
  // oxlint-disable-next-line no-control-regex
  expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain)
  expect(coloured).not.toBe(plain)
  // oxlint-disable-next-line no-control-regex
  expect(viewExplanation(explain(), style({ glyph: glyphs({ LANG: 'C' }) }))).toMatch(/^[\u0000-\u007F]*$/)
})

test('control characters of callers do not reach the terminal', () => {
  // oxlint-disable-next-line no-control-regex
  expect(viewExplanation(explain({ from: 'a\u001B[2Jb\u0007' }), style())).not.toMatch(/[\u0007\u001B]/)
})
