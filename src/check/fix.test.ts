import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { diffLines } from 'diff'
import { describe, expect, test } from 'vitest'
import { readFixture } from '../../test/support/check-fixture.ts'
import { applyEdits } from './apply-edits.ts'
import { check } from './check.ts'
import type { Source } from './source.ts'

const fixtures = fileURLToPath(new URL('../../test/fixtures/check', import.meta.url))
/** Stacks as people have them, in several files, with slips that `check --fix` may mend. */
const slipped = fileURLToPath(new URL('../../test/fixtures/slipped', import.meta.url))

type Dress = (text: string, file: string) => string

const isYaml = (file: string) => /\.ya?ml$/.test(file)
const eachLine =
  (change: (line: string) => string): Dress =>
  (text) =>
    text.split('\n').map(change).join('\n')
const isJson = (file: string) => file.endsWith('.json')

/** How hands and editors write the same. */
const dresses: Record<string, Dress> = {
  'as it is': (text) => text,
  'ends of lines as in Windows': (text) => text.replaceAll('\n', '\r\n'),
  'no line end at the end': (text) => text.trimEnd(),
  'empty lines at the end': (text) => `${text}\n\n`,
  'a comment between all lines': (text, file) =>
    isJson(file)
      ? text
      : text
          .split('\n')
          .map((line) => `${/^\s*/.exec(line)?.[0] ?? ''}# note:\tof ${line.length} "signs" & more\n${line}`)
          .join('\n'),
  'names in quotes': (text, file) =>
    isYaml(file) ? eachLine((line) => line.replace(/^( *(?:- )?)([A-Za-z]\w*):(?= |$)/, "$1'$2':"))(text, file) : text,
  'very long lines': (text, file) =>
    isYaml(file) ? eachLine((line) => (/#|^\s*$|^---/.test(line) ? line : `${line} # ${'x'.repeat(3000)}`))(text, file) : text,
  'spaces at the ends of lines': (text, file) =>
    isYaml(file) ? eachLine((line) => (/[|>]-?$/.test(line) ? line : `${line}  `))(text, file) : text,
  'JSON on one line, and with tabs': (text, file) => (isJson(file) && isReadable(text) ? JSON.stringify(JSON.parse(text)) : text),
  'JSON indented by tabs': (text, file) => (isJson(file) && isReadable(text) ? JSON.stringify(JSON.parse(text), null, '\t') : text),
  'signs beyond ASCII before': (text, file) => (isYaml(file) ? `# Grüße 👋 an alle\n${text}` : text),
}

const told = ({ id, message, places }: ReturnType<typeof check>['findings'][number]) => `${id} ${message} ${places[0]?.file}`
const comments = (text: string) => text.match(/#.*/g) ?? []

function expectCareful(before: string, after: string, edits: number): void {
  expect(comments(after)).toEqual(comments(before))
  expect(after.endsWith('\n')).toBe(before.endsWith('\n'))
  if (before.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n')
  else expect(after).not.toContain('\r')
  const changes = diffLines(`${before}\n`, `${after}\n`)
  const count = (kind: 'added' | 'removed') => changes.reduce((sum, change) => sum + (change[kind] ? (change.count ?? 0) : 0), 0)
  expect(count('removed')).toBeLessThanOrEqual(edits)
  expect(count('added')).toBeLessThanOrEqual(edits)
}

/** Mends a folder until nothing is left to mend; how many findings that were. */
function mendAll(sources: Source[]): number {
  let folder = { sources, unread: [] }
  let mended = 0
  for (let round = 0; round < 4; round++) {
    const { files: edited, applied } = applyEdits(folder.sources, check(folder).findings)
    if (applied.length === 0) break
    mended += applied.length
    for (const { path, before, after } of edited) {
      const edits = applied.flatMap(({ edits: all }) => all.filter((edit) => (edit.kind === 'mode' ? edit.file : edit.at.file) === path))
      expectCareful(before, after, edits.length)
      if (isJson(path) && isReadable(before)) expect(isReadable(after), after).toBe(true)
    }
    const faults = check(folder).findings.filter(isFault).map(told)
    const changed = new Map(edited.map((file) => [file.path, file]))
    folder = {
      sources: folder.sources.map((source) => {
        const file = changed.get(source.path)
        return file ? { ...source, text: file.after, mode: file.mode ?? source.mode } : source
      }),
      unread: [],
    }
    const left = check(folder).findings
    expect(left.map(told).filter((line) => applied.map(told).includes(line))).toEqual([])
    expect(
      left
        .filter(isFault)
        .map(told)
        .filter((line) => !faults.includes(line)),
    ).toEqual([])
  }
  expect(applyEdits(folder.sources, check(folder).findings).files).toEqual([])
  return mended
}

const isFault = ({ id }: ReturnType<typeof check>['findings'][number]) => /^file\.|\.refused$|missing-required$/.test(id)

function isReadable(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe.each(Object.entries(dresses))('%s: what is mended is gone, and nothing else is touched', (_how, dress) => {
  test.each(readdirSync(slipped))('%s', (name) => {
    const { broken } = readFixture(`${slipped}/${name}`)
    expect(mendAll(broken.sources.map((source) => ({ ...source, text: dress(source.text, source.path) })))).toBeGreaterThan(0)
  })

  test('the fixture of every rule', () => {
    for (const name of readdirSync(fixtures)) {
      const { broken } = readFixture(`${fixtures}/${name}`)
      mendAll(broken.sources.map((source) => ({ ...source, text: dress(source.text, source.path) })))
    }
  })
})
