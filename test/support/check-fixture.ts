import { readFileSync } from 'node:fs'
import type { Folder, Source, Unread } from '../../src/check/source.ts'

/** A rule's broken files, the clean ones that look alike, and what check says of the broken ones: `id file:line:column [file:line:column ...]`. */
export interface CheckFixture {
  broken: Folder
  clean: Folder
  expected: string[]
}

const HEAD = /^--- (?:(broken|clean)\/(\S+)((?: \S+)*)|(expect))$/

/**
 * Reads a fixture: files in one text, each below a head such as `--- broken/.env 0600 tracked`, and the findings below `--- expect`.
 * `unread:binary` makes it a file that could not be read, for the reason in its text.
 * A file is 0644 and outside of git where the head doesn't say otherwise. Text above the first head is a comment.
 */
export function readFixture(path: string): CheckFixture {
  const sources = { broken: [] as Source[], clean: [] as Source[] }
  const unread = { broken: [] as Unread[], clean: [] as Unread[] }
  const expected: string[] = []
  let lines: string[] = []
  const end = (add: (text: string) => void, head: string | undefined) => {
    if (head !== undefined) add(lines.map((line) => `${line}\n`).join(''))
    lines = []
  }
  let add: (text: string) => void = () => {}
  let open: string | undefined
  for (const line of readFileSync(path, 'utf8').replace(/\n$/, '').split('\n')) {
    const match = HEAD.exec(line)
    if (!match) {
      lines.push(line)
      continue
    }
    end(add, open)
    open = line
    const [, side, file = '', words = '', expect] = match
    add = expect
      ? (text) => expected.push(...text.split('\n').filter(Boolean))
      : (text) => {
          const reason = /unread:(\S+)/.exec(words)?.[1]
          if (reason === undefined) sources[side as 'broken' | 'clean'].push(toSource(file, text, words.split(' ').filter(Boolean)))
          else unread[side as 'broken' | 'clean'].push({ path: file, reason: reason as Unread['reason'], detail: text.trim() })
        }
  }
  end(add, open)
  return { broken: { sources: sources.broken, unread: unread.broken }, clean: { sources: sources.clean, unread: unread.clean }, expected }
}

function toSource(path: string, text: string, words: string[]): Source {
  const mode = words.find((word) => /^0[0-7]{3}$/.test(word)) ?? '0644'
  const git = words.find((word) => /^(tracked|untracked|ignored)$/.test(word)) ?? 'none'
  return { path, text, mode: Number.parseInt(mode, 8), git: git as Source['git'] }
}
