import { expect, test } from 'vitest'
import { applied, ENV, envOf, ours, OWNER, parsed, planned, pulled } from '../../../test/support/pulling.ts'
import type { SipState } from '../../core/sip-resources.ts'
import { desiredSip } from '../../stack/sip/desired.ts'
import { patchSipBlock } from '../../stack/sip/patch-block.ts'
import { pullSip } from './pull-sip.ts'

const trunks = `version: 1
name: mine
target: local
telephony: {enabled: true}
sip:
  inbound:
    - name: in
      numbers: ['+15550000001'] # main
      authUsername: u
      authPassword: \${SIP_PASSWORD}
  outbound:
    - name: out
      address: a.example.com
      numbers: ['+15550000002']
      authUsername: u
      authPassword: \${SIP_PASSWORD}
      headers: {Authorization: 'Bearer \${API_TOKEN}', X-Token: '\${API_TOKEN}', X-One: '\${ONE}'}
  dispatch:
    - name: rule
      rule: {direct: {roomName: lobby, pin: '\${TWO}'}}
      metadata: {token: 'x \${THREE}', mode: a}
`

/** The file and .env after somebody has changed what the file made. */
function changedBy(change: (stored: SipState) => void): { text: string; env: string; server: SipState } {
  const stored = applied(desiredSip(parsed(trunks), envOf(ENV)).state)
  change(stored)
  const server = ours(stored)
  const { text, env } = pulled({ text: trunks, env: ENV }, server)
  expect(planned(text, env, server).writes).toEqual([])
  return { text, env, server }
}

test('a password that two trunks share gets a name of its own where one changes', () => {
  const { text, env } = changedBy(({ outbound: [out] }) => Object.assign(out ?? {}, { authPassword: 'newpassword' }))
  expect(env).toBe(`${ENV}SIP_OUT_PASSWORD=newpassword\n`)
  expect(text).toBe(trunks.replace(/(out\n[^]*?)SIP_PASSWORD/, '$1SIP_OUT_PASSWORD'))
})

test('texts that only hold a reference stay as they are written while numbers change', () => {
  const { text, env } = changedBy(({ outbound: [out] }) => Object.assign(out ?? {}, { numbers: ['+15550000009'] }))
  expect([text, env]).toEqual([trunks.replace('+15550000002', '+15550000009'), ENV])
})

test("a reference that is nobody else's keeps its name", () => {
  const { text, env } = changedBy(({ outbound: [out], rules: [rule] }) => {
    Object.assign(out?.headers ?? {}, { 'X-One': 'another' })
    Object.assign(rule ?? {}, { rule: { dispatchRuleIndividual: { pin: '4711' } } })
  })
  expect(env).toBe(ENV.replace('ONE=one-value', 'ONE=another').replace('TWO=two-value', 'TWO=4711'))
  expect(text).toBe(trunks.replace("{direct: {roomName: lobby, pin: '${TWO}'}}", "{individual: {pin: '${TWO}'}}"))
})

test('what looks like a reference on the server is none for an apply', () => {
  const { text, env } = changedBy(({ outbound: [out], rules: [rule] }) => {
    Object.assign(out ?? {}, { metadata: 'see ${OPENAI_API_KEY}', headers: { 'X-Info': '${OPENAI_API_KEY}' } })
    Object.assign(rule ?? {}, { attributes: { note: '${OPENAI_API_KEY}' } })
  })
  expect(text).not.toContain('OPENAI_API_KEY')
  expect(text).toContain("headers: {X-Info: '${SIP_OUT_X_INFO}'}")
  expect(env).toContain("SIP_OUT_X_INFO='${OPENAI_API_KEY}'\n")
  expect(text).toContain('metadata: see ${SIP_OUT_METADATA}\n')
})

test('a part of metadata that changes takes no secret into the file', () => {
  const { text, env } = changedBy(({ rules: [rule] }) => Object.assign(rule ?? {}, { metadata: '{"token":"x third value","mode":"b"}' }))
  expect([text, env]).toEqual([trunks.replace('mode: a', 'mode: b'), ENV])
  const other = changedBy(({ rules: [rule] }) => Object.assign(rule ?? {}, { metadata: 'Token third value' }))
  expect(other.text).toContain('metadata: ${SIP_RULE_METADATA}\n')
})

test('the keys of an egress stand behind names of .env', () => {
  const s3 = { bucket: 'b', accessKey: 'AKIA-12345', secret: 'hush-hush-1' }
  const egress = { room: { roomName: 'r', fileOutputs: [{ filepath: 'a.ogg', s3 }], streamOutputs: [{ urls: ['rtmp://a/live-key'] }] } }
  const { text } = changedBy(({ rules: [rule] }) => Object.assign(rule ?? {}, { roomConfig: { ...rule?.roomConfig, egress } }))
  expect(text).toContain('filepath: a.ogg')
  for (const secret of ['AKIA-12345', 'hush-hush-1', 'live-key']) expect(text).not.toContain(secret)
})

test('a trunk with another name is followed by the rules that name it', () => {
  const source = trunks.replace('    - name: rule\n', '    - name: rule\n      trunks: [in]\n')
  const stored = applied(desiredSip(parsed(source), envOf(ENV)).state)
  Object.assign(stored.inbound[0] ?? {}, { name: 'front' })
  const { text, env } = pulled({ text: source, env: ENV }, ours(stored))
  expect(text).toBe(source.replace('name: in\n', 'name: front\n').replace('[in]', '[front]'))
  expect(planned(text, env, ours(stored))).toMatchObject({ writes: [], problems: [] })
})

test('a name that .env lacks gets its value', () => {
  const env = ENV.replace(/^SIP_PASSWORD.*\n/m, '').replace(/^ONE.*\n/m, '')
  const stored = ours(applied(desiredSip(parsed(trunks), envOf(ENV)).state))
  const after = pulled({ text: trunks, env }, stored)
  expect(envOf(after.env).get('ONE')).toBe('one-value')
  expect(planned(after.text, after.env, stored).writes).toEqual([])
})

test('a password that LiveKit Cloud keeps to itself stays as the file has it', () => {
  const stored = applied(desiredSip(parsed(trunks), envOf(ENV)).state)
  Object.assign(stored.inbound[0] ?? {}, { numbers: ['+15550000009'], authPassword: '******' })
  delete stored.outbound[0]?.authPassword
  const input = { config: parsed(trunks), env: envOf(ENV), stored: ours(stored), prune: false, owner: OWNER, hidesSecrets: true }
  const { changes, secrets } = pullSip(input)
  expect(patchSipBlock(trunks, changes, { telephony: false })).toBe(trunks.replace('+15550000001', '+15550000009'))
  expect(secrets.size).toBe(0)
})

test('what the file can not say is still there after a pull, so that it is told', () => {
  const stored = applied(desiredSip(parsed(trunks), envOf(ENV)).state)
  Object.assign(stored.rules[0] ?? {}, { attributes: JSON.parse('{"__proto__":"x","b":"y"}') as object })
  const { text, env } = pulled({ text: trunks, env: ENV }, ours(stored))
  const again = pullSip({ config: parsed(text), env: envOf(env), stored: ours(stored), prune: false, owner: OWNER, hidesSecrets: false })
  expect(again.changes.map(({ label }) => label)).toEqual(['dispatch rule "rule" (SDR_abcdef0)'])
})
