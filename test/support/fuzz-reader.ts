import fc from 'fast-check'
import { folderView } from '../../src/check/folder-view.ts'
import type { Reader } from '../../src/check/reader.ts'
import type { Place } from '../../src/core/place.ts'
import { sourceOf } from './proxy-facts.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const MOST_MS = 2000

/** Gives a reader texts made of the words of its language and of anything else. It must neither throw nor take long, and every place must be in the text. */
export function fuzzReader(reader: Reader, path: string, words: readonly string[]): void {
  const word = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8, unit: 'binary' }) },
  )
  const gap = fc.constantFrom(' ', ' ', '\n', '\n  ', '', '\r\n', '\t')
  const text = fc.array(fc.tuple(word, gap), { maxLength: 80 }).map((parts) => parts.flat().join(''))
  fc.assert(
    fc.property(text, fc.dictionary(fc.constantFrom('.env', 'other.conf', 'a'), text), (first, others) => {
      const files = new Map([...Object.entries(others), [path, first] as const])
      const sources = [...files].map(([name, content]) => sourceOf(name, content))
      const source = sourceOf(path, first)
      const start = performance.now()
      reader.recognises(source)
      const facts = [...reader.read(source, folderView(sources, []))]
      if (performance.now() - start > MOST_MS) throw new Error(`took ${performance.now() - start} ms`)
      for (const place of placesIn(facts)) checkPlace(place, files)
    }),
    { numRuns: runs },
  )
}

function checkPlace({ file, line, column, length }: Place, files: ReadonlyMap<string, string>): void {
  const row = files.get(file)?.split('\n')[line - 1]
  if (row === undefined || column < 1 || column > row.length + 1 || column - 1 + length > row.length) {
    throw new Error(`${file}:${line}:${column}+${length} is outside of the text`)
  }
}

/** Every place in a fact, however deep. */
function placesIn(value: unknown, seen = new Set<unknown>()): Place[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if ('file' in value && 'line' in value) return [value as Place]
  const parts = value instanceof Map ? [...value.values()] : Object.values(value)
  return parts.flatMap((part) => placesIn(part, seen))
}
