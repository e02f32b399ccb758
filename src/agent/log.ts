import { maskSecrets } from '../core/mask.ts'
import { maskNumbers } from '../core/phone.ts'
import { printable } from '../core/printable.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const
type Level = (typeof LEVELS)[number]

const PINO_LEVELS: Record<number, Level> = { 10: 'debug', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'error' }
/** Fields of the SDK's lines that say nothing to the reader of a terminal. What begins with lk.pii. is never shown. */
const UNSAID = new Set([
  'level',
  'time',
  'pid',
  'hostname',
  'msg',
  'version',
  'region',
  'err',
  'error',
  'jobID',
  'jobId',
  'room_id',
  'type',
])

/** Lines of the SDK that tell its own makers something. */
const NOISE = /^(SegmentSynchronizerImpl|skipping user input, speech scheduling|rotateSegment called while)/
/** The SDK's watch on the event loop: a stall is only heard in a call, and not a short one. */
const STALL = /^(event loop blocked|process not scheduled)/
const SHORTEST_STALL_MS = 300

export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** One line an event on stdout: time, level, the room in brackets where the line is about one call, message. Phone numbers are masked. */
export function createLog(room: string | null = null): Log {
  const at = (level: Level) => (message: string) => {
    if (level !== 'debug' || debugging()) process.stdout.write(`${lineOf(level, room === null ? message : `[${room}] ${message}`)}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The SDK's own verbosity: it repeats what we say at info, so only its warnings are shown. A user's own agent may log at info through it. */
export function sdkLogLevel(ownAgentFile: boolean): Level {
  if (debugging()) return 'debug'
  return ownAgentFile ? 'info' : 'warn'
}

let sdkLeast: Level = 'debug'

/** From now on this process shows the SDK's lines from a level up only, with VOICECTL_DEBUG all of them. */
export function showSdkFrom(level: Level): void {
  sdkLeast = debugging() ? 'debug' : level
}

/** From now on nothing leaves this process on stdout or stderr with a secret in it, and the SDK's JSON lines become readable ones. */
export function tidyOutput(secrets: Iterable<string>): void {
  const hidden = [...secrets]
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? maskSecrets(readable(chunk, sdkLeast), hidden) : chunk, ...rest)
  }
}

/** A line of the SDK's JSON log as one of ours, or nothing when it is below a level; any other text as it is. */
export function readable(text: string, least: Level = 'debug'): string {
  if (!text.startsWith('{"level":')) return text
  try {
    const entry = JSON.parse(text) as Record<string, unknown>
    const level = PINO_LEVELS[Number(entry['level'])] ?? 'info'
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return ''
    const { msg } = entry
    if (!debugging() && NOISE.test(String(msg))) return ''
    if (!debugging() && STALL.test(String(msg))) return stallLine(entry)
    const reason = reasonOf(entry['error'] ?? entry['err'])
    const fields = Object.entries(entry)
      .filter(([name, value]) => !UNSAID.has(name) && !name.startsWith('lk.pii.') && ['string', 'number', 'boolean'].includes(typeof value))
      .map(([name, value]) => `${name}=${String(value)}`)
    const words = [String(msg ?? ''), ...(reason ? [`(${reason})`] : []), ...fields].filter((word) => word !== '')
    return `${lineOf(level, words.join(' ').replaceAll(/\s*\n\s*/g, ' '))}\n`
  } catch {
    return text
  }
}

function stallLine({ duration, loop }: Record<string, unknown>): string {
  const ms = Math.round(Number(duration))
  if (loop !== 'job' || ms < SHORTEST_STALL_MS) return ''
  return `${lineOf('warn', `Sound may have stuttered: a call's process stood still for ${ms} ms; the machine may be too busy`)}\n`
}

function reasonOf(error: unknown): string {
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null) return ''
  const { message, error: inner } = error as { message?: unknown; error?: unknown }
  return typeof message === 'string' ? message : reasonOf(inner)
}

function lineOf(level: Level, message: string): string {
  return `${new Date().toTimeString().slice(0, 8)} ${level.padEnd(5)} ${maskNumbers(printable(message))}`
}

function debugging(): boolean {
  return Boolean(process.env['VOICECTL_DEBUG'])
}
