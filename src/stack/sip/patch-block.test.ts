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
