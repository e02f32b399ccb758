import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { Failure } from '../../core/failure.ts'
import { sipReaders } from '../../livekit/sip-json.ts'
import type { Terminal } from '../../output/terminal.ts'
import { answerLine } from '../../sip/explain/batch.ts'

/** Answers each line of a file, or of stdin for `-`, with a line. True where every line could be read. Raises BATCH_UNREADABLE. */
export async function explainBatch(file: string, terminal: Terminal): Promise<boolean> {
  const readers = await sipReaders({ strict: false })
  let number = 0
  let allRead = true
  for await (const lines of linesOf(file)) {
    const answers = lines.map((line) => answerLine(line, ++number, readers))
    allRead &&= answers.every(({ isRead }) => isRead)
    terminal.answer(answers.map(({ text }) => `${text}\n`).join(''))
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
  }
  return allRead
}

/** The lines of each piece as it comes; a line ends with \n alone, as Node's own reader would also part them at other signs. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const decoder = new TextDecoder()
  // Put together once, as each longer text would be searched again from its beginning.
  let begun: string[] = []
  try {
    for await (const piece of input as AsyncIterable<Buffer>) {
      const [first = '', ...more] = decoder.decode(piece, { stream: true }).split('\n')
      begun.push(first)
      if (more.length === 0) continue
      const line = begun.join('')
      begun = [more.pop() ?? '']
      yield [line, ...more]
    }
  } catch (error) {
    throw new Failure({
      code: 'BATCH_UNREADABLE',
      message: `Couldn't read ${file}`,
      why: `${(error as Error).message}.`,
      exit: 2,
      cause: error,
    })
  }
  const rest = `${begun.join('')}${decoder.decode()}`
  if (rest !== '') yield [rest]
}
