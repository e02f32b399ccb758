import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { whole } from '../../../test/support/whole-voicectl-yaml.ts'
import { parseStack } from '../../stack/parse.ts'
import { check } from '../check.ts'
import type { Fact } from '../facts.ts'
import { folderView } from '../folder-view.ts'
import { reader } from './voicectl-yaml.ts'

function read(text: string, path = 'voicectl.yaml'): Fact[] {
  const source = { path, text, mode: 0o644, git: 'none' as const }
  return [...reader.read(source, folderView([source], []))]
}

/** Without the long run a line meets every third of the values, and the next line the next third. */
const SHARE = 3
const isLong = process.env['VOICECTL_FUZZ_RUNS'] !== undefined

const values = String.raw`
  ~ true 0 1 -1 80 1.5 70000 5000000000 .inf "7880" x A_b a.b a.example.com [] {} {provider:groq} ws://a https://a/v1 ftp://a 50000-50100 7882-7882
  60000-50000 10.0.0.1 256.1.1.1 01.2.3.4 local cloud "::1" "fe80::1" "1::2::3" "::" "1:2:3:4:5:6:7:8" "1:2:3:4:5:6:7::" ":1:2:3" "1:2:3:4:5:6:7"
  openai sarvam [7] [""] [~,a] {a:1} {"":b} {a:[1,{b:~}]} {a:[.nan]} \${A_B} 30s 1m2s US tls none [{}] [{name:a}] {individual:{}} {"individual":~} {"callee":~} {direct:{roomName:a},callee:{}} {required:true} {required:false} {required:true,b:1} {} 21:00 "21:00" "24:00" tel:+15105550100 &a *a
`.split(/\s+/)

type Edit = { at: number } & ({ value: string } | { drop: true } | { name: string })
const lines = whole.trimEnd().split('\n')

/** First lines of the parts of a stack: the sip block's are judged one by one, so that a text is short and thousands of them take seconds. */
const parts = lines.flatMap((content, index) => (/^ {2}\w+:$/.test(content) && index > lines.indexOf('sip:') ? [index] : []))
const needed = new Map([['  carrier:', '  outbound:']])

/** The lines that are read when one of them is edited: the stack without its sip block, or a small one with the part that the line is of. */
function partOf(line: number): ReadonlySet<number> {
  const indices = lines.map((_, index) => index)
  const sip = lines.indexOf('sip:')
  if (line < sip) return new Set(indices.filter((index) => index < sip))
  const startOf = (index: number) => parts.findLast((start) => start <= index)
  const own = startOf(line)
  const other = lines.indexOf(needed.get(lines[own ?? sip] ?? '') ?? '')
  const [agent, telephony] = [lines.indexOf('agent:'), lines.indexOf('telephony:')]
  const isHead = (index: number) => index < agent || (index >= telephony && index <= sip)
  return new Set(
    indices.filter((index) => isHead(index) || (index > sip && (own === undefined || [own, other].includes(startOf(index) ?? -1)))),
  )
}

function edited(edits: readonly Edit[], kept?: ReadonlySet<number>): string {
  return lines
    .flatMap((content, index) => {
      if (kept && !kept.has(index)) return []
      const edit = edits.find(({ at }) => at === index)
      if (!edit) return [content]
      if ('drop' in edit) return []
      if ('name' in edit) return [content.replace(/^(\s*(?:- )?)[\w-]+:/, `$1${edit.name}:`)]
      return [
        content.includes(': ') || content.endsWith(':')
          ? content.replace(/:( .*)?$/, `: ${edit.value}`)
          : content.replace(/- .*$/, `- ${edit.value}`),
      ]
    })
    .join('\n')
}

/** What the schema refuses the reader has to refuse, in the same words at the same place: it is written twice, because the schema takes long to load. */
function expectSame(text: string): void {
  const { problems: expected } = parseStack(text, 'voicectl.yaml')
  const found = read(text).flatMap((fact) => (fact.what === 'fault' ? [fact] : []))
  expect({ text, refused: found.length > 0 }).toEqual({ text, refused: expected.length > 0 })
  if (found.some(({ kind }) => kind !== 'schema') || text.trim() === '') return
  const told = (message: string, line: number, column: number) => `${line}:${column} ${message}`
  expect({ text, said: found.map(({ message, at }) => told(message, at.line, at.column)).toSorted() }).toEqual({
    text,
    said: expected.map(({ message, line, column }) => told(message, line, column)).toSorted(),
  })
}

describe('what the schema refuses is refused in the same words at the same place', () => {
  const at = fc.integer({ min: 0, max: lines.length - 1 })
  const names = [
    'prot',
    'url',
    'udpPort',
    'provider',
    'model',
    'constructor',
    'name',
    'nmae',
    'numbers',
    'trunk',
    'direct',
    'pin',
    'voicectl',
    'rule',
    'B',
  ]
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({ at, value: fc.constantFrom(...values) }),
    fc.record({ at, drop: fc.constant(true as const) }),
    fc.record({ at, name: fc.constantFrom(...names) }),
  )

  test('as it is nothing is', () => {
    expect(parseStack(whole, 'voicectl.yaml').problems).toEqual([])
    expectSame(whole)
  })

  test.each(lines.map((content, index) => [content.trim(), index] as const))('%s', (_content, index) => {
    const part = partOf(index)
    expect(parseStack(edited([], part), 'voicectl.yaml').problems).toEqual([])
    const some = isLong ? values : values.filter((_, each) => each % SHARE === index % SHARE)
    for (const value of some) expectSame(edited([{ at: index, value }], part))
    for (const name of names) expectSame(edited([{ at: index, name }], part))
    expectSame(edited([{ at: index, drop: true }], part))
  })

  test('what the settings need of one another', () => {
    const same = lines.flatMap((content, index) => (content.includes('domain:') ? [{ at: index, value: 'a.example.com' }] : []))
    expectSame(edited(same))
    expectSame(edited([...same, { at: 2, value: 'local' }]))
    const enabled = lines.indexOf('  enabled: true')
    for (const target of ['local', 'cloud', 'self-hosted']) {
      expectSame(
        edited([
          { at: 2, value: target },
          { at: enabled, value: 'false' },
        ]),
      )
    }
  })

  test('no rule fails at what is refused', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const source = { path: 'voicectl.yaml', text: edited(edits), mode: 0o644, git: 'none' as const }
        expect(Array.isArray(check({ sources: [source], unread: [] }).findings)).toBe(true)
      }),
      { numRuns: Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 300) },
    )
  })

  test('any few edits', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 2, maxLength: 4 }), (edits) => expectSame(edited(edits))),
      { numRuns: Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 300) },
    )
  })
})

test('meets any text without failing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(Array.isArray(read(text))).toBe(true)
    }),
    { numRuns: 200 },
  )
})
