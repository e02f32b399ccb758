import { expect, test } from 'vitest'
import { sipReaders } from '../../livekit/sip-json.ts'
import { answerLine } from './batch.ts'

const readers = await sipReaders({ strict: false })
const answer = (line: unknown) => answerLine(typeof line === 'string' ? line : JSON.stringify(line), 3, readers)

const call = { from: '+15550001111', to: '+15551234567' }
const rule = { sip_dispatch_rule_id: 'SDR_a', rule: { dispatch_rule_individual: { room_prefix: 'call' } } }

test('answers with exactly these five, whichever way the names are written', () => {
  const trunk = { sip_trunk_id: 'ST_a', numbers: ['15551234567'], auth_username: 'a', auth_password: 'b' }
  const camel = { sipTrunkId: 'ST_a', numbers: ['15551234567'], authUsername: 'a', authPassword: 'b' }
  for (const inbound of [trunk, camel]) {
    expect(answer({ state: { inbound: [inbound], rules: [rule] }, call }).text).toBe(
      '{"outcome":"accept","trunk":"ST_a","rule":"SDR_a","auth":true,"room":"call_+15550001111_*"}',
    )
  }
  expect(answer({ state: {}, call: { ...call, ip: null } })).toEqual({
    text: '{"outcome":"drop","trunk":null,"rule":null,"auth":false,"room":null}',
    isRead: true,
  })
})

test.each<[unknown, RegExp]>([
  ['{"state": {"inbound": [{"authPassword": "hush-hush"', /^line 3: it is no JSON/],
  ['{"authPassword": hush-hush}', /it is no JSON/],
  ['', /it is no JSON/],
  ['[]', /the line is no object/],
  [{ call }, /state is no object/],
  [{ state: {} }, /call is no object/],
  [{ state: { inbound: {} }, call }, /state.inbound is no list/],
  [{ state: {}, call: { from: '1' } }, /call.to is no text/],
  [{ state: {}, call: { ...call, ip: 7 } }, /call.ip is no text/],
  [{ state: { inbound: [{ numbers: 'hush-hush' }] }, call }, /numbers/],
  [{ state: { inbound: [{ authPassword: ['hush-hush'] }] }, call }, /auth_password/],
  [{ state: { rules: ['hush-hush'] }, call }, /SIPDispatchRuleInfo/],
])('a line that is none, %#, is an error that shows nothing of it', (line, expected) => {
  const { text, isRead } = answer(line)
  expect(isRead).toBe(false)
  const told = JSON.parse(text) as Record<string, string>
  expect(Object.keys(told)).toEqual(['outcome', 'error'])
  expect(told).toMatchObject({ outcome: 'error', error: expect.stringMatching(expected) })
  expect(text).not.toContain('hush')
})
