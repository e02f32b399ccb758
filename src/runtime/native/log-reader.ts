import { open, readdir, type FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../../core/failure.ts'
import { suggest } from '../../core/suggest.ts'
import type { LogLine, LogOptions } from '../runtime.ts'
import { logFile } from './log-store.ts'

const CHUNK_BYTES = 64 * 1024
const POLL_MS = 150
const LINE = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) (.*)$/s

/** The lines of the chosen services merged by time, then the new ones while `follow` holds. Raises LOG_SERVICE_UNKNOWN. */
export async function* readLogs(logDir: string, known: string[], options: LogOptions): AsyncGenerator<LogLine> {
  const present = await servicesWithLogs(logDir)
  const services = options.services.length > 0 ? options.services : [...new Set([...present, ...known])]
  assertKnown(services, [...new Set([...known, ...present])])
  const files = services.map((service) => new FollowedFile(service, logFile(logDir, service)))
  try {
    const last = await Promise.all(files.map((file) => file.last(options.lines)))
    yield* byTime(last.flat()).slice(-options.lines || Infinity)
    while (options.follow && !options.signal.aborted) {
      const added = await Promise.all(files.map((file) => file.added()))
      yield* byTime(added.flat())
      await pause(POLL_MS, undefined, { signal: options.signal }).catch(() => {})
    }
  } finally {
    await Promise.all(files.map((file) => file.close()))
  }
}

async function servicesWithLogs(logDir: string): Promise<string[]> {
  const names = await readdir(logDir).catch(() => [])
  return names.filter((name) => name.endsWith('.log')).map((name) => name.slice(0, -'.log'.length))
}

function assertKnown(services: string[], known: string[]): void {
  const unknown = services.find((service) => !known.includes(service))
  if (unknown === undefined) return
  const near = suggest(unknown, known)
  throw new Failure({
    code: 'LOG_SERVICE_UNKNOWN',
    message: `There is no service ${unknown} in this stack`,
    why: `The services are: ${known.join(', ')}.`,
    fix: [
      near === null ? { text: 'See what runs', command: 'voicectl status' } : { text: 'Did you mean', command: `voicectl logs ${near}` },
    ],
    exit: 2,
  })
}

/** Stable, so that lines of one moment stay in the order of their file. */
function byTime(lines: LogLine[]): LogLine[] {
  return lines.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

/** One log file that may not exist yet and that may be rotated away while it is read. */
class FollowedFile {
  readonly #service: string
  readonly #file: string
  #handle: FileHandle | null = null
  #inode = 0
  #position = 0

  constructor(service: string, file: string) {
    this.#service = service
    this.#file = file
  }

  /** The last lines, the rotated file's included; what comes after them is left to `added`. */
  async last(count: number): Promise<LogLine[]> {
    await this.#open()
    if (this.#handle === null) return []
    const { size } = await this.#handle.stat()
    this.#position = size
    const lines = await tail(this.#handle, size, count)
    const older = lines.length < count ? await tailOf(`${this.#file}.1`, count - lines.length) : []
    return this.#parse([...older, ...lines])
  }

  async added(): Promise<LogLine[]> {
    const before = await this.#read()
    if (!(await this.#rotated())) return this.#parse(before)
    // The old file may have got its last lines between the read and the look.
    const end = await this.#read()
    await this.close()
    await this.#open()
    this.#position = 0
    return this.#parse([...before, ...end, ...(await this.#read())])
  }

  async close(): Promise<void> {
    await this.#handle?.close()
    this.#handle = null
  }

  async #open(): Promise<void> {
    this.#handle = await open(this.#file, 'r').catch(() => null)
    this.#inode = this.#handle === null ? 0 : (await this.#handle.stat()).ino
  }

  async #rotated(): Promise<boolean> {
    const other = await open(this.#file, 'r').catch(() => null)
    if (other === null) return false
    const { ino } = await other.stat()
    await other.close()
    return ino !== this.#inode
  }

  async #read(): Promise<string[]> {
    if (this.#handle === null) return []
    const { size } = await this.#handle.stat()
    if (size <= this.#position) return []
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(size - this.#position), 0, size - this.#position, this.#position)
    // Only whole lines are taken, so a character is never cut in two either.
    const end = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1
    this.#position += end
    return buffer
      .toString('utf8', 0, end)
      .split('\n')
      .filter((line) => line !== '')
  }

  /** A line without a time, such as one of a stack trace that went past the log store, belongs to the one before it. */
  #parse(lines: string[]): LogLine[] {
    let last = new Date().toISOString()
    return lines.map((line) => {
      const [, time = last, text = line] = LINE.exec(line) ?? []
      last = time
      return { time, service: this.#service, text }
    })
  }
}

async function tailOf(file: string, count: number): Promise<string[]> {
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return []
  try {
    return await tail(handle, (await handle.stat()).size, count)
  } finally {
    await handle.close()
  }
}

/** The last `count` lines before `end`, read from the back. */
async function tail(handle: FileHandle, end: number, count: number): Promise<string[]> {
  let content = Buffer.alloc(0)
  let start = end
  while (start > 0 && newlines(content) <= count) {
    const length = Math.min(CHUNK_BYTES, start)
    start -= length
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start)
    content = Buffer.concat([buffer, content])
  }
  const lines = content.toString('utf8').split('\n')
  return (start > 0 ? lines.slice(1) : lines).filter((line) => line !== '').slice(-count || Infinity)
}

function newlines(content: Buffer): number {
  let count = 0
  for (let at = content.indexOf(0x0a); at !== -1; at = content.indexOf(0x0a, at + 1)) count++
  return count
}
