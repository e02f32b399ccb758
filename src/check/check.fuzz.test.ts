import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generatedStacks, seedStacks } from '../../test/support/sane-stacks.ts'
import { check } from './check.ts'
import type { Source } from './source.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const MOST_MS = 2000
const stacks = [...(await generatedStacks()), ...seedStacks()]

/** One slip of a hand or an editor, at a part of the text between 0 and 1. */
interface Slip {
  file: number
  at: number
  kind: 'cut' | 'delete' | 'double' | 'insert' | 'indent' | 'swap'
  length: number
  text: string
}

const slip: fc.Arbitrary<Slip> = fc.record({
  file: fc.nat(),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('cut', 'delete', 'double', 'insert', 'indent', 'swap'),
  length: fc.integer({ min: 1, max: 60 }),
  text: fc.oneof(
    fc.string({ maxLength: 12, unit: 'binary' }),
    fc.constantFrom(':', '[', '{', '"', '- ', '*a', '&a ', '${', '${A:-', '\n', '\t', ' #', '0', '-1', 'null', '!!'),
  ),
})

function slipped(text: string, { at, kind, length, text: added }: Slip): string {
  const start = Math.floor(at * text.length)
  const [head, span, tail] = [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)]
  const lines = text.split('\n')
  const row = Math.floor(at * (lines.length - 1))
  const results: Record<Slip['kind'], () => string> = {
    cut: () => head,
    delete: () => head + tail,
    double: () => head + span + span + tail,
    insert: () => head + added + span + tail,
    indent: () => lines.with(row, `  ${lines[row] ?? ''}`).join('\n'),
    swap: () =>
      lines
        .with(row, lines[row + 1] ?? '')
        .with(Math.min(row + 1, lines.length - 1), lines[row] ?? '')
        .join('\n'),
  }
  return results[kind]()
}

test('a stack with slips in its files is judged: without a crash, soon, with places inside the files and no secret in the words', () => {
  fc.assert(
    fc.property(fc.constantFrom(...stacks), fc.array(slip, { minLength: 1, maxLength: 4 }), (stack, slips) => {
      const sources: Source[] = slips.reduce(
        (files, each) =>
          files.map((file, index) => (index === each.file % files.length ? { ...file, text: slipped(file.text, each) } : file)),
        stack.sources,
      )
      const start = performance.now()
      const { findings, secrets } = check({ sources, unread: [] })
      expect(performance.now() - start).toBeLessThan(MOST_MS)
      const words = JSON.stringify(findings.map(({ message, why, fix }) => [message, why, fix]))
      for (const secret of secrets.filter((value) => value.length >= 12)) expect(words).not.toContain(secret)
      for (const { file, line, column, length } of findings.flatMap(({ places }) => places)) {
        const row = sources.find(({ path }) => path === file)?.text.split('\n')[line - 1]
        expect([file, row !== undefined && column >= 1 && column - 1 + length <= row.length]).toEqual([file, true])
      }
    }),
    { numRuns: runs },
  )
}, 600_000)
