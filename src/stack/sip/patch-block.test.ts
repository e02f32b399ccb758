import { expect, test } from 'vitest'
import { patchSipBlock, sipBlockText } from './patch-block.ts'

const text = `# mine
version: 1   # one
name: s
agent: {name: desk,   maxCalls: 3}

telephony:
  enabled: true # yes
# phones
sip:
  # trunks
  inbound:
    - name: a # first
      numbers: ['+1555'] # office
      # the carrier's
      allowedAddresses:
        - 1.2.3.4
    - name: b
web:
    port: 3001
`

test('only what changes is written anew, comments stay, and all outside of the block stays to the letter', () => {
  const item = { name: 'a', numbers: ['+1666', '+1777'], allowedAddresses: ['1.2.3.4'] }
  expect(patchSipBlock(text, [{ kind: 'inbound', index: 0, item }], { telephony: true })).toBe(
    text.replace("['+1555'] # office", "['+1666', '+1777'] # office"),
  )
})

test('an item goes, another comes, and a list that is not there yet is made', () => {
  const changes = [
    { kind: 'inbound' as const, index: 0, item: null },
    { kind: 'inbound' as const, index: null, item: { name: 'c' } },
    { kind: 'rules' as const, index: null, item: { name: 'r', rule: { individual: { roomPrefix: 'call' } } } },
  ]
  const patched = patchSipBlock(text, changes, { telephony: true })
  expect(patched).toContain(`  inbound:
    - name: b
    - name: c
  dispatch:
    - name: r
      rule:
        individual:
          roomPrefix: call
web:
    port: 3001
`)
  expect(patched).toContain('agent: {name: desk,   maxCalls: 3}')
})

test('a file without the block gets it at its end, and telephony with it', () => {
  const bare = 'version: 1\nname: s # s\n'
  expect(patchSipBlock(bare, [{ kind: 'outbound', index: null, item: { name: 'o', numbers: ['+1555'] } }], { telephony: true })).toBe(
    `${bare}\ntelephony:\n  enabled: true\n\nsip:\n  outbound:\n    - name: o\n      numbers:\n        - '+1555'\n`,
  )
})

test('a block by itself', () => {
  expect(sipBlockText({ dispatch: [{ name: 'r' }] })).toBe('sip:\n  dispatch:\n    - name: r\n')
})

const change = (item: Record<string, unknown>) => [{ kind: 'inbound' as const, index: 0, item }]
const patched = (source: string, item: Record<string, unknown>) => patchSipBlock(source, change(item), { telephony: false })

test('comments stay where they are, beside what they are about', () => {
  const source = `sip:
  inbound: # x
    - name: a
      numbers:
        - '+15551230001' # uno
      media: {codecs: [{name: PCMU}]}   # one
    # - name: old
  # the rules
  dispatch: [] # none yet
`
  const item = { name: 'a', numbers: ['+15551230001', '+15551230002'], media: { codecs: [{ name: 'PCMU' }] } }
  const rule = { kind: 'rules' as const, index: null, item: { name: 'r', rule: { callee: {} } } }
  expect(patchSipBlock(source, [...change(item), rule], { telephony: false })).toBe(
    source
      .replace('# uno\n', "# uno\n        - '+15551230002'\n")
      .replace('dispatch: [] # none yet', 'dispatch: # none yet\n    - name: r\n      rule:\n        callee: {}'),
  )
})

test('line ends and indentation are those of the file', () => {
  const source = "sip:\r\n    inbound:\r\n    -   name: a\r\n        numbers: ['+1555']\r\n"
  const item = { name: 'a', numbers: ['+1555', '+1666'], media: { encryption: 'require' } }
  expect(patched(source, item)).toBe(
    `${source.replace("'+1555'", "'+1555', '+1666'")}        media:\r\n            encryption: require\r\n`,
  )
})

test('the block goes before the end of the document', () => {
  const source = 'version: 1\nname: s\n...\n'
  const made = patchSipBlock(source, [{ kind: 'inbound', index: null, item: { name: 'a' } }], { telephony: false })
  expect(made).toBe('version: 1\nname: s\n\nsip:\n  inbound:\n    - name: a\n...\n')
})

test('what else refers to something that changes keeps what it says', () => {
  const source = `sip:
  inbound:
    - name: a
      numbers: &n ['+1555']
      media: &m {encryption: require}
  outbound:
    - {name: b, numbers: *n, media: *m}
`
  const outbound = "{name: b, numbers: ['+1555'], media: *m}"
  expect(patched(source, { name: 'a', numbers: ['+1666'], media: { encryption: 'require' } })).toBe(
    source.replace("&n ['+1555']", "&n ['+1666']").replace('{name: b, numbers: *n, media: *m}', outbound),
  )
  const other = { kind: 'outbound' as const, index: 0, item: { name: 'b', numbers: ['+1777'], media: { encryption: 'require' } } }
  expect(patchSipBlock(source, [other], { telephony: false })).toBe(source.replace('*n', "['+1777']"))
  const gone = patchSipBlock(source, [{ kind: 'inbound', index: 0, item: null }], { telephony: false })
  expect(gone).toBe("sip:\n  inbound: []\n  outbound:\n    - {name: b, numbers: ['+1555'], media: {encryption: require}}\n")
})

test('metadata is written in the order of its text', () => {
  expect(patched('sip:\n  inbound:\n    - name: a\n      metadata: {x: 1}\n', { name: 'a', metadata: { y: 2, x: 1 } })).toContain(
    'metadata: {y: 2, x: 1}\n',
  )
})

test('a form that can not be changed at one place is refused', () => {
  expect(() => patched('? sip\n: inbound:\n  - ? name\n    : a\n', { name: 'a', numbers: ['+1555'] })).toThrow(
    "Couldn't change the sip block",
  )
})
