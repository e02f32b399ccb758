import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeText } from './merge.ts'

const base = 'port: 1\n# media\nrtc:\n  tcp: 2\n  udp: 3\nlog: info\n'

test('edits of different lines both stay', () => {
  const mine = base.replace('info', 'debug').replace('# media\n', '# media, mine\n')
  const theirs = base.replace('port: 1', 'port: 9').replace('  udp: 3\n', '')
  expect(mergeText(base, mine, theirs)).toEqual({ text: 'port: 9\n# media, mine\nrtc:\n  tcp: 2\nlog: debug\n', conflicts: [] })
})

test('edits of neighbouring lines both stay', () => {
  expect(mergeText(base, base.replace('tcp: 2', 'tcp: 7'), base.replace('udp: 3', 'udp: 8')).text).toContain('  tcp: 7\n  udp: 8\n')
})

test('the same edit on both sides is one', () => {
  const both = base.replace('port: 1', 'port: 5')
  expect(mergeText(base, both, both.replace('info', 'warn'))).toEqual({ text: both.replace('info', 'warn'), conflicts: [] })
})

test('different edits of a line are a conflict, with the line in my text', () => {
  const mine = `# new first line\n${base.replace('tcp: 2', 'tcp: 7')}`
  const { text, conflicts } = mergeText(base, mine, base.replace('tcp: 2', 'tcp: 8'))
  expect(text).toBe(mine)
  expect(conflicts).toEqual([{ line: 5, mine: '  tcp: 7', theirs: '  tcp: 8' }])
})

test('an edit of a line that is gone is a conflict', () => {
  const { conflicts } = mergeText(base, base.replace('udp: 3', 'udp: 4'), base.replace('  udp: 3\n', ''))
  expect(conflicts).toEqual([{ line: 5, mine: '  udp: 4', theirs: '' }])
})

test('two insertions at one place are a conflict: their order is not known', () => {
  expect(mergeText(base, `${base}a: 1\n`, `${base}b: 1\n`).conflicts).toHaveLength(1)
})

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 8 }).map((lines) => lines.join('\n'))

test('a side that changed nothing takes the other side', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(mergeText(one, one, other)).toEqual({ text: other, conflicts: [] })
      expect(mergeText(one, other, one)).toEqual({ text: other, conflicts: [] })
      expect(mergeText(one, other, other)).toEqual({ text: other, conflicts: [] })
    }),
  )
})

test('the sides may be exchanged', () => {
  fc.assert(
    fc.property(text, text, text, (start, mine, theirs) => {
      const [one, other] = [mergeText(start, mine, theirs), mergeText(start, theirs, mine)]
      expect(one.conflicts.length).toBe(other.conflicts.length)
      if (one.conflicts.length === 0) expect(one.text).toBe(other.text)
    }),
  )
})
