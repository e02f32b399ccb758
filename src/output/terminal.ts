import chalk, { Chalk, chalkStderr, type ChalkInstance } from 'chalk'
import { maskSecrets } from '../core/mask.ts'

/** Glyphs by meaning; ASCII where the terminal's locale has no UTF-8. */
export interface Glyphs {
  ok: string
  fail: string
  warn: string
  arrow: string
  bullet: string
  /** Branch of a tree, and its last one. */
  tree: string
  treeEnd: string
}

const UNICODE: Glyphs = { ok: '✓', fail: '✗', warn: '!', arrow: '→', bullet: '·', tree: '├', treeEnd: '└' }
const ASCII: Glyphs = { ok: '+', fail: 'x', warn: '!', arrow: '->', bullet: '-', tree: '|', treeEnd: '`' }

export function glyphs(env: NodeJS.ProcessEnv = process.env): Glyphs {
  const locale = env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? 'UTF-8'
  return process.platform === 'win32' || /utf-?8/i.test(locale) ? UNICODE : ASCII
}

/** How text is laid out for one stream: colour, glyphs, width in columns. */
export interface Style {
  color: ChalkInstance
  glyph: Glyphs
  width: number
}

const UNBOUNDED = 10_000
/** Columns of a terminal that doesn't say how many it has. */
const UNKNOWN = 80

export function styleOf(stream: NodeJS.WriteStream): Style {
  // Chalk itself knows --no-color and FORCE_COLOR, but not NO_COLOR.
  const color = process.env['NO_COLOR'] ? new Chalk({ level: 0 }) : stream === process.stderr ? chalkStderr : chalk
  return { color, glyph: glyphs(), width: stream.isTTY ? stream.columns || UNKNOWN : UNBOUNDED }
}

/** The two streams: stdout carries the answer, stderr all the rest. Nothing leaves without its secrets masked. */
export class Terminal {
  readonly #secrets = new Set<string>()

  /** From now on these values are masked in all output. */
  hide(secrets: Iterable<string>): void {
    for (const secret of secrets) this.#secrets.add(secret)
  }

  answer(text: string): void {
    process.stdout.write(this.#line(text))
  }

  notice(text: string): void {
    process.stderr.write(this.#line(text))
  }

  json(value: unknown): void {
    this.answer(JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined))
  }

  #line(text: string): string {
    const masked = maskSecrets(text, this.#secrets)
    return masked === '' || masked.endsWith('\n') ? masked : `${masked}\n`
  }
}
