/**
 * From now on a reader of stdout that has gone, such as `head` or a terminal that was closed, ends this process without a word: by `end`, or by
 * way of the program's own clean stop where it has one. Without a reader of stderr the answer still counts, and nothing may be written about it:
 * that would fail the same way again.
 */
export function endWithReader(end: () => void = stopSelf): void {
  let hasEnded = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosed(error)) return failToWrite(error)
    // Each further line fails too, and a second signal would mean: at once.
    if (!hasEnded) end()
    hasEnded = true
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosed(error)) throw error
  })
}

/** A pipe gives EPIPE, a terminal EIO, and a stream that has failed so once the last. */
function isClosed({ code = '' }: NodeJS.ErrnoException): boolean {
  return ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(code)
}

/** A full disk under a file that the answer is written to. */
function failToWrite({ message }: Error): never {
  process.stderr.write(`✗ The answer could not be written: ${message}\n`)
  process.exit(1)
}

function stopSelf(): void {
  if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM')
  else process.exit()
}
