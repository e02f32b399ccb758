import { diffLines } from 'diff'
import { describe, expect, test } from 'vitest'
import { slippedStacks } from '../../test/support/slipped-stacks.ts'
import { applyEdits } from './apply-edits.ts'
import { check } from './check.ts'
import type { Source } from './source.ts'

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
  'JSON on one line, and with tabs': (text, file) => (isJson(file) ? JSON.stringify(JSON.parse(text)) : text),
  'JSON indented by tabs': (text, file) => (isJson(file) ? JSON.stringify(JSON.parse(text), null, '\t') : text),
  'signs beyond ASCII before': (text, file) => (isYaml(file) ? `# Grüße 👋 an alle\n${text}` : text),
}

function folderOf(files: Record<string, string>, dress: Dress) {
  const sources = Object.entries(files).map(([path, text]): Source => ({ path, text: dress(text, path), mode: 0o600, git: 'none' }))
  return { sources, unread: [] }
}

const told = ({ id, message, places }: ReturnType<typeof check>['findings'][number]) => `${id} ${message} ${places[0]?.file}`
const comments = (text: string) => text.match(/#.*/g) ?? []

function expectCareful(before: string, after: string, edits: number): void {
  expect(comments(after)).toEqual(comments(before))
  expect(after.endsWith('\n')).toBe(before.endsWith('\n'))
  if (before.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n')
  else expect(after).not.toContain('\r')
  const changes = diffLines(before, after)
  const count = (kind: 'added' | 'removed') => changes.reduce((sum, change) => sum + (change[kind] ? (change.count ?? 0) : 0), 0)
  expect(count('removed')).toBeLessThanOrEqual(edits)
  expect(count('added')).toBeLessThanOrEqual(edits)
}

describe.each(Object.entries(slippedStacks))('%s', (_name, files) => {
  test.each(Object.entries(dresses))('%s: what is mended is gone, and nothing else is touched', (_how, dress) => {
    let folder = folderOf(files, dress)
    let mended = 0
    for (let round = 0; round < 4; round++) {
      const { findings } = check(folder)
      const { files: edited, applied } = applyEdits(folder.sources, findings)
      if (applied.length === 0) break
      mended += applied.length
      for (const { path, before, after } of edited) {
        const edits = applied.flatMap(({ edits: all }) => all.filter((edit) => (edit.kind === 'mode' ? edit.file : edit.at.file) === path))
        expectCareful(before, after, edits.length)
        if (isJson(path)) expect(() => JSON.parse(after) as unknown).not.toThrow()
      }
      const texts = new Map(edited.map(({ path, after }) => [path, after]))
      folder = { sources: folder.sources.map((source) => ({ ...source, text: texts.get(source.path) ?? source.text })), unread: [] }
      const left = check(folder).findings
      expect(left.map(told).filter((line) => applied.map(told).includes(line))).toEqual([])
      expect(left.filter(({ id }) => /^file\.|\.refused$|missing-required$/.test(id)).map(told)).toEqual([])
    }
    expect(mended).toBeGreaterThan(0)
    const last = check(folder).findings
    expect(applyEdits(folder.sources, last).files).toEqual([])
  })
})
