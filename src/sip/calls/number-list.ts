import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../core/failure.ts'
import type { Problem } from '../../core/problem.ts'
import { internationalForm } from '../../stack/sip-numbers.ts'

/** Lines by the numbers in them, in their international form. */
export type NumberList = ReadonlyMap<string, number>

/**
 * A file of phone numbers, one a line; `#` begins a comment. Raises NUMBER_LIST_UNREADABLE, and NUMBER_LIST_INVALID with every line that holds no
 * number with its country code: a number that is overlooked would be called.
 */
export async function readNumberList(file: string, dir: string): Promise<NumberList> {
  const text = await readFile(path.resolve(dir, file), 'utf8').catch((error: unknown) => {
    throw new Failure({
      code: 'NUMBER_LIST_UNREADABLE',
      message: `Couldn't read ${file}`,
      why: `Without it nobody knows who may be called. ${(error as Error).message}`,
      fix: [{ text: 'Make the file, or name another one in sip.calling of voicectl.yaml' }],
      exit: 2,
      cause: error,
    })
  })
  const { numbers, problems } = parseNumberList(text, file)
  if (problems.length > 0) {
    throw new Failure({
      code: 'NUMBER_LIST_INVALID',
      message: problems.length === 1 ? `1 line of ${file} holds no number` : `${problems.length} lines of ${file} hold no number`,
      problems,
      exit: 2,
    })
  }
  return numbers
}

/** The numbers of a list, and the lines that are none. */
export function parseNumberList(text: string, file: string): { numbers: NumberList; problems: Problem[] } {
  const numbers = new Map<string, number>()
  const problems: Problem[] = []
  for (const [index, source] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const entry = source.replace(/#.*$/, '').trim()
    if (entry === '') continue
    const number = internationalForm(entry)
    const line = index + 1
    if (number !== null) numbers.set(number, numbers.get(number) ?? line)
    else problems.push({ file, line, column: 1, message: 'expected a number with + and its country code', source })
  }
  return { numbers, problems }
}
