import type { Place } from '../../core/place.ts'
import { maskCode, type Language, type MaskedCode } from './mask-code.ts'

/** Under which name a worker registers, as its code says. */
export interface WorkerName {
  /** Null where only the variable knows it, or something that isn't followed. */
  literal: string | null
  /** The environment variable that goes before the literal; null where none does. */
  variable: string | null
  at: Place
}

/** What LiveKit's libraries take the name from where the code gives none. */
const OWN_VARIABLE = 'LIVEKIT_AGENT_NAME'
const CALLS: Record<Language, RegExp> = {
  python: /(?<!\b(?:def|class)[ \t]+)\b(?:WorkerOptions|ServerOptions|rtc_session|run_app)[ \t]*\(/g,
  javascript: /\bnew[ \t]+(?:\w+\.)?(?:WorkerOptions|ServerOptions)[ \t]*\(/g,
}
const ARGUMENT: Record<Language, RegExp> = {
  python: /^\s*agent_name\s*=(?!=)\s*/,
  javascript: /^\s*(?:agentName|"agentName"|'agentName')\s*:\s*/,
}
/** A text, or a variable of the environment with another text in its place: `os.getenv("NAME", "text")`, and its like of Node. */
const VALUES = [
  /^(?<quote>["'])(?<literal>(?:(?!\k<quote>)[^\\\n])*)\k<quote>$/,
  /^(?:os\.)?(?:getenv|environ\.get)\(\s*["'](?<variable>\w+)["']\s*(?:,\s*["'](?<literal>[^"'\\\n]*)["']\s*,?\s*)?\)$/,
  /^(?:os\.)?(?:getenv|environ\.get)\(\s*["'](?<variable>\w+)["']\s*\)\s+or\s+["'](?<literal>[^"'\\\n]*)["']$/,
  /^(?:os\.)?environ\[\s*["'](?<variable>\w+)["']\s*\]$/,
  /^process[.]env[.](?<variable>\w+)!?(?:\s*(?:\?\?|\|\|)\s*["'](?<literal>[^"'\\\n]*)["'])?$/,
  /^process[.]env\[\s*["'](?<variable>\w+)["']\s*\]!?(?:\s*(?:\?\?|\|\|)\s*["'](?<literal>[^"'\\\n]*)["'])?$/,
]
const MOST_CALLS = 20
const LONGEST_CALL = 8000
const LONGEST_VALUE = 200

interface Read extends MaskedCode {
  file: string
  language: Language
}

interface Span {
  from: number
  to: number
}

/** The names of the workers that a file starts. One whose name can't be told has neither a literal nor a variable. */
export function workerNames(file: string, text: string): WorkerName[] {
  const language = file.endsWith('.py') ? 'python' : 'javascript'
  const read = { file, language, ...maskCode(text, language) } as const
  return [...read.bare.matchAll(CALLS[language])].slice(0, MOST_CALLS).flatMap((call) => nameOfCall(call, read))
}

function nameOfCall({ index, 0: head }: RegExpExecArray, read: Read): WorkerName[] {
  const start = index + head.length
  const end = closing(read.bare, start)
  const at = placeIn(read, index, head.length - 1)
  const given = end === null ? 'unknown' : argument(read, { from: start, to: end })
  if (given === 'unknown') return [{ literal: null, variable: null, at }]
  if (given !== null) return [valueOf(given, read)]
  // run_app takes the options of another call, which speaks for itself.
  return head.startsWith('run_app') ? [] : [{ literal: null, variable: OWN_VARIABLE, at }]
}

/** Where the bracket that is open at an offset is closed; null where it isn't. */
function closing(bare: string, start: number): number | null {
  let depth = 1
  for (let at = start; at < Math.min(bare.length, start + LONGEST_CALL); at++) {
    const character = bare.charAt(at)
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character) && --depth === 0) return at
  }
  return null
}

/** Where the value of `agent_name=` or `agentName:` stands; null where there is none, `unknown` where it may be among what is spread there. */
function argument(read: Read, call: Span): Span | null | 'unknown' {
  const inner = read.language === 'python' ? call : insideOfObject(read.bare, call)
  if (inner === null) return 'unknown'
  const parts = split(read.bare, inner)
  for (const part of parts) {
    const text = read.code.slice(part.from, part.to)
    const head = ARGUMENT[read.language].exec(text)?.[0]
    if (head !== undefined) return trimmed(read.code, { from: part.from + head.length, to: part.to })
    if (read.language === 'javascript' && text.trim() === 'agentName') return trimmed(read.code, part)
  }
  return parts.some(({ from, to }) => /^\s*(?:\*\*|\.\.\.)/.test(read.bare.slice(from, to))) ? 'unknown' : null
}

/** What stands in the braces of the one object that a call is given; null where it is given something else. */
function insideOfObject(bare: string, call: Span): Span | null {
  const { from } = trimmed(bare, call)
  const end = bare[from] === '{' ? closing(bare, from + 1) : null
  return end === null ? null : { from: from + 1, to: end }
}

/** What commas part, outside of brackets. */
function split(bare: string, { from, to }: Span): Span[] {
  const parts: Span[] = []
  let depth = 0
  let start = from
  for (let at = from; at < to; at++) {
    const character = bare.charAt(at)
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === ',' && depth === 0) {
      parts.push({ from: start, to: at })
      start = at + 1
    }
  }
  return [...parts, { from: start, to }]
}

function trimmed(text: string, { from, to }: Span): Span {
  const part = text.slice(from, to)
  const start = part.length - part.trimStart().length
  return { from: from + start, to: Math.max(from + part.trimEnd().length, from + start) }
}

/** A text, a variable of the environment, or a constant of the same file that is one of them. */
function valueOf(span: Span, read: Read, isConstant = false): WorkerName {
  const text = read.code.slice(span.from, span.to)
  const at = placeIn(read, span.from, text.split(/\r?\n/, 1)[0]?.length ?? 0)
  const unknown = { literal: null, variable: null, at }
  if (text.length > LONGEST_VALUE) return unknown
  const found = VALUES.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups !== undefined)
  if (found) {
    const { literal, variable = null } = found
    // A name that is empty is none: then the library looks into its own variable.
    return literal ? { literal, variable, at } : { literal: null, variable: variable ?? OWN_VARIABLE, at }
  }
  const constant = isConstant ? null : constantNamed(text, read)
  return constant ? valueOf(constant, read, true) : unknown
}

/** What a constant of the file is set to; null where it is none, or is set more than once. */
function constantNamed(name: string, { bare, code, language }: Read): Span | null {
  if (!/^[A-Za-z_]\w*$/.test(name)) return null
  const start = language === 'python' ? '' : String.raw`(?:export[ \t]+)?const[ \t]+`
  const [first, ...others] = bare.matchAll(new RegExp(String.raw`^${start}${name}[ \t]*(?::[ \t]*\w+[ \t]*)?=(?!=)[ \t]*`, 'gm'))
  const all = [...bare.matchAll(new RegExp(String.raw`(?<![\w.])${name}[ \t]*(?::[ \t]*\w+[ \t]*)?=(?![=>])`, 'g'))]
  if (!first || others.length > 0 || all.length > 1) return null
  const from = first.index + first[0].length
  const [line = ''] = code.slice(from).split(/\r?\n/, 1)
  return trimmed(code, { from, to: from + line.replace(/;\s*$/, '').length })
}

function placeIn({ file, code }: Read, offset: number, length: number): Place {
  const start = code.lastIndexOf('\n', offset - 1) + 1
  return { file, line: code.slice(0, start).split('\n').length, column: offset - start + 1, length }
}
