import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SipDispatchRule } from '../core/sip-resources.ts'
import { splitOwner, withOwner } from './owner.ts'

test.each(['', 'hello', 'two\nlines', '{}', '{"a":1}', '{ "a": 1 }', '{"voicectl":1}', '[1]', '{broken}', 'x\nvoicectl=', '{"a":1} '])(
  'a trunk whose metadata is %j keeps it beside the owner',
  (metadata) => {
    const trunk = { name: 'a', ...(metadata === '' ? {} : { metadata }) }
    const marked = withOwner('inbound', trunk, 'my-stack')
    expect(splitOwner('inbound', marked)).toEqual({ resource: trunk, owner: 'my-stack' })
    if (metadata.startsWith('{"a"') && metadata.endsWith('}'))
      expect(JSON.parse(marked.metadata ?? '')).toEqual({ a: 1, voicectl: 'my-stack' })
  },
)

test('any metadata comes back as it was', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.json()), (metadata) => {
      expect(splitOwner('outbound', withOwner('outbound', { metadata }, 's'))).toEqual({ resource: { metadata }, owner: 's' })
    }),
  )
})

test('a rule has it in the tags of its rooms, never where callers see it', () => {
  const rule: SipDispatchRule = { name: 'r', metadata: 'm', attributes: { a: 'b' }, roomConfig: { emptyTimeout: 3, tags: { x: 'y' } } }
  const marked = withOwner('rules', rule, 'my-stack')
  expect(marked).toEqual({ ...rule, roomConfig: { emptyTimeout: 3, tags: { x: 'y', voicectl: 'my-stack' } } })
  expect(splitOwner('rules', marked)).toEqual({ resource: rule, owner: 'my-stack' })
  expect(splitOwner('rules', withOwner('rules', { name: 'r' }, 'o'))).toEqual({ resource: { name: 'r' }, owner: 'o' })
})

test('what nobody has marked has no owner', () => {
  expect(splitOwner('inbound', { metadata: 'voicectl=a b' })).toEqual({ resource: { metadata: 'voicectl=a b' }, owner: null })
  expect(splitOwner('rules', { roomConfig: { tags: { a: 'b' } } }).owner).toBeNull()
})
