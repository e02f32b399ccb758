import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { printable } from '../core/printable.ts'

/** Lines of a pipe or file, no faster than they are asked for. Ends when `stop` aborts. */
export async function* pipedLines(stop: AbortSignal): AsyncGenerator<string> {
  const reader = createInterface({ input: process.stdin, crlfDelay: Infinity, signal: stop })
  try {
    yield* reader
  } finally {
    reader.close()
    process.stdin.destroy()
  }
}

/** Lines typed at a terminal, each after `prompt`. What is typed during an answer is kept and shown with the next prompt. Ends on Ctrl-D and when `stop` aborts. */
export async function* typedLines(prompt: string, stop: AbortSignal): AsyncGenerator<string> {
  const screen = new MutableScreen()
  const reader = createInterface({ input: process.stdin, output: screen, prompt, terminal: true, signal: stop })
  const lines: string[] = []
  let closed = false
  let wake: (() => void) | null = null
  reader.on('line', (line) => {
    lines.push(line)
    wake?.()
  })
  reader.on('close', () => {
    closed = true
    if (!screen.muted) process.stdout.write('\n')
    wake?.()
  })
  // The terminal is in raw mode here, so Ctrl-C comes as a key and not as a signal.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    for (;;) {
      screen.muted = false
      const early = lines[0]
      if (early === undefined && !closed) reader.prompt(true)
      else if (early !== undefined) process.stdout.write(`${prompt}${printable(early)}\n`)
      if (lines.length === 0 && !closed) await new Promise<void>((resolve) => (wake = resolve))
      const line = lines.shift()
      if (line === undefined) return
      screen.muted = true
      yield line
    }
  } finally {
    reader.close()
    process.stdin.destroy()
  }
}

/** stdout for readline, deaf while an answer is printed. */
class MutableScreen extends Writable {
  muted = false

  get columns(): number {
    return process.stdout.columns
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.muted) process.stdout.write(chunk)
    done()
  }
}
