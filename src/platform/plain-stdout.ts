import { fstatSync, statSync, writeSync } from 'node:fs'
import { endWithReader } from './closed-output.ts'

/** Written at once, without the streams of process.stdout: loading them takes longer than reading a stack. */
export class PlainStdout {
  #isLeft = false

  /** True where something is left to process.stdout to write, so that the process may not be ended yet. */
  get isLeft(): boolean {
    return this.#isLeft
  }

  write(text: string): void {
    const bytes = Buffer.from(text)
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(1, bytes, written)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // The reader has gone: src/platform/closed-output.ts.
      if (code === 'EPIPE') process.exit()
      if (code !== 'EAGAIN') throw error
      // A pipe that doesn't wait and is full.
      this.#isLeft = true
      endWithReader()
      process.stdout.write(bytes.subarray(written))
    }
  }
}

/** Null where stdout may be a terminal. */
export function plainStdout(): PlainStdout | null {
  const stats = fstatSync(1)
  const isPlain = stats.isFile() || stats.isFIFO() || stats.isSocket() || (stats.isCharacterDevice() && stats.rdev === nullDevice())
  return isPlain ? new PlainStdout() : null
}

function nullDevice(): number | null {
  return process.platform === 'win32' ? null : statSync('/dev/null').rdev
}
