import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callSource } from './call-source.ts'

let dir: string
let hidden: string[]
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-source-'))
  hidden = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const write = async (name: string, text: string) => {
  await writeFile(path.join(dir, name), text)
  return path.join(dir, name)
}
const source = (files: string[] = []) => callSource({ dir, files, live: false, hide: (secrets) => hidden.push(...secrets) })

const stack = `version: 1
name: acme
target: local
telephony: { enabled: true }
agent: { name: support, file: ./agent.ts }
sip:
  inbound: [{ name: Twilio, numbers: ["+15551234567"], authUsername: acme, authPassword: "\${SIP_PASSWORD}" }]
  dispatch: [{ name: calls, trunks: [Twilio], rule: { individual: { pin: "\${PIN}" } } }]
`

test('what voicectl.yaml declares needs no key of LiveKit', async () => {
  await write('voicectl.yaml', stack)
  await write('.env', 'SIP_PASSWORD=hush-hush-hush\n')
  expect(await source()).toMatchObject({
    kind: 'declared',
    name: 'voicectl.yaml',
    cloud: false,
    agent: { name: 'support', isBundled: false },
    remarks: ['PIN missing in .env: what is said of passwords and pins takes them as set'],
    state: { inbound: [{ sipTrunkId: 'Twilio' }], rules: [{ sipDispatchRuleId: 'calls', trunkIds: ['Twilio'] }] },
  })
  expect(hidden).toEqual(['hush-hush-hush'])
})

test('files of several shapes are one state; what has no id is known by its name', async () => {
  const trunk = await write('trunk.json', '{"trunk": {"name": "Twilio", "numbers": ["+1"], "auth_password": "hush-hush-hush"}}')
  const rules = await write('rules.json', '{"items": [{"sipDispatchRuleId": "SDR_a", "rule": {}}, {"name": "b", "rule": {}}]}')
  expect(await source([trunk, rules])).toMatchObject({
    kind: 'files',
    cloud: null,
    agent: null,
    state: { inbound: [{ sipTrunkId: 'Twilio' }], rules: [{ sipDispatchRuleId: 'SDR_a' }, { sipDispatchRuleId: 'b' }] },
  })
  expect(hidden).toEqual(['hush-hush-hush'])
})

test('files can be judged beside a broken voicectl.yaml', async () => {
  await write('voicectl.yaml', 'version: 2\n')
  expect(await source([await write('a.json', '{"items": []}')])).toMatchObject({ state: { inbound: [], rules: [] }, agent: null })
  await expect(source()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})

test.each([
  ['{"trunk": {"auth_password": "hush', 'It is no JSON.'],
  ['{}', 'It holds no trunk and no dispatch rule.'],
  ['{"trunk": {"numbers": "hush"}}', 'Cannot decode field livekit.SIPInboundTrunkInfo.numbers.'],
])('a file that is none: %s', async (text, why) => {
  const file = await write('a.json', text)
  await expect(source([file])).rejects.toMatchObject({ code: 'SIP_FILE_INVALID', exit: 2, why })
  await expect(source([path.join(dir, 'nothing.json')])).rejects.toMatchObject({ code: 'SIP_FILE_UNREADABLE', exit: 2 })
})

test.each([
  ['version: 1\nname: a\ntarget: local\n', /has no sip block$/],
  [null, /^There is no voicectl.yaml/],
])('nothing to judge by: %j', async (text, message) => {
  if (text !== null) await write('voicectl.yaml', text)
  await expect(source()).rejects.toMatchObject({ code: 'SIP_NOT_DECLARED', exit: 2, message: expect.stringMatching(message) })
})

test('pins that sip pull has hidden are no conflict, and that they are hidden is told', async () => {
  const rule = (name: string) => ({ name, rule: { dispatchRuleDirect: { roomName: name, pin: '••••••' } } })
  const pulled = { ok: true, data: { state: { inbound: [], outbound: [], rules: [rule('a'), rule('b')] } } }
  const found = await source([await write('state.json', JSON.stringify(pulled)), await write('more.json', JSON.stringify(rule('c')))])
  expect(found.remarks).toEqual(['The pins are hidden in what was read, so none of them is the one that is dialled'])
  expect(new Set(found.state.rules.map(({ rule: choice }) => choice?.dispatchRuleDirect?.pin)).size).toBe(3)
})
