import { expect, test } from 'vitest'
import type { Edit, Finding } from '../core/finding.ts'
import { applyEdits } from './apply-edits.ts'
import type { Source } from './source.ts'

const place = (line: number, column: number, length = 0) => ({ file: 'a.yaml', line, column, length })
const source = (text: string): Source => ({ path: 'a.yaml', text, mode: 0o644, git: 'none' })
const finding = (...edits: Edit[]): Finding => ({
  id: 'a.b',
  severity: 'error',
  message: 'm',
  why: 'w',
  fix: { text: 'f' },
  places: [],
  edits,
})
const edited = (text: string, ...findings: Finding[]) => {
  const { files, applied } = applyEdits([source(text)], findings)
  return { after: files[0]?.after, mode: files[0]?.mode, applied: applied.length }
}

test('replaces, inserts and deletes in one text, whatever their order', () => {
  const text = 'one: 1\ntwo: 2\nthree: 3\n'
  const changes = [
    finding({ kind: 'delete-line', at: place(3, 1) }),
    finding({ kind: 'replace', at: place(1, 6, 1), text: '11' }),
    finding({ kind: 'insert-before', at: place(2, 1), text: '# a\n# b' }),
  ]
  expect(edited(text, ...changes)).toEqual({ after: 'one: 11\n# a\n# b\ntwo: 2\n', mode: null, applied: 3 })
})

test('keeps the line ends of a file, and a missing last one', () => {
  expect(edited('a\r\nb', finding({ kind: 'insert-before', at: place(2, 1), text: 'x' })).after).toBe('a\r\nx\r\nb')
  expect(edited('a\nb', finding({ kind: 'delete-line', at: place(2, 1) })).after).toBe('a')
  expect(edited('a\r\nb', finding({ kind: 'delete-line', at: place(2, 1) })).after).toBe('a')
  expect(edited('a\nb\n', finding({ kind: 'delete-line', at: place(2, 1) })).after).toBe('a\n')
})

test('of two edits that meet the first is done, and a finding is mended as a whole or not at all', () => {
  const first = finding({ kind: 'replace', at: place(1, 1, 3), text: 'uno' })
  const both = finding({ kind: 'replace', at: place(1, 2, 1), text: 'X' }, { kind: 'replace', at: place(2, 1, 3), text: 'dos' })
  expect(edited('one\ntwo\n', first, both)).toEqual({ after: 'uno\ntwo\n', mode: null, applied: 1 })
})

test('changes a mode without touching the text', () => {
  expect(edited('a\n', finding({ kind: 'mode', file: 'a.yaml', mode: 0o600 }))).toEqual({ after: 'a\n', mode: 0o600, applied: 1 })
})

test('an edit of a place that is not there is left out', () => {
  expect(edited('a\n', finding({ kind: 'delete-line', at: place(9, 1) }))).toEqual({ after: undefined, mode: undefined, applied: 0 })
  const elsewhere = finding({ kind: 'delete-line', at: { ...place(1, 1), file: 'b.yaml' } })
  expect(edited('a\n', elsewhere).applied).toBe(0)
})

test('an edit after which a file is no YAML or JSON any more is not applied; one in a file that is none already is', () => {
  const json = (text: string, path = 'a.json') => ({ path, text, mode: null, git: 'none' as const })
  const at = { file: 'a.json', line: 1, column: 2, length: 3 }
  const unquoted = {
    id: 'x.y',
    severity: 'error' as const,
    message: '',
    why: '',
    fix: { text: '' },
    places: [],
    edits: [{ kind: 'replace' as const, at, text: 'b' }],
  }
  expect(applyEdits([json('{"a": 1}')], [unquoted])).toEqual({ files: [], applied: [] })
  expect(applyEdits([json('{"a": 1,,}')], [unquoted]).files).toMatchObject([{ after: '{b: 1,,}' }])
  const yaml = { ...unquoted, edits: [{ kind: 'insert-before' as const, at: { ...at, file: 'a.yaml', line: 3 }, text: 'x: 1' }] }
  expect(applyEdits([json('a:\n  b: 1\n  c: 2\n', 'a.yaml')], [yaml])).toEqual({ files: [], applied: [] })
})
