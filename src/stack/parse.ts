import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type YAMLError } from 'yaml'
import { z } from 'zod'
import { columnWhenHidden, hideSecrets, hideTokens } from '../core/hide-secrets.ts'
import type { Problem } from '../core/problem.ts'
import { suggest } from '../core/suggest.ts'
import { stackSchema, type StackConfig } from './schema.ts'
import { NAME_EXPECTED } from './sip/forms.ts'

/** The text of a voicectl.yaml as a validated config with its defaults, or all its problems with their places. Aliases are bounded by the YAML reader. */
export function parseStack(text: string, file: string): { config: StackConfig | null; problems: Problem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' })
  let shown: { written: string[]; source: string[] } | null = null
  const problemAt = (offset: number, message: string): Problem => {
    // Only for a file that has a problem: hiding takes its time.
    const { written, source } = (shown ??= { written: text.split('\n'), source: hideSecrets(text) })
    const { line, col } = lines.linePos(offset)
    const place = { file, line: Math.max(line, 1), column: Math.max(col, 1) }
    const hidden = source[line - 1] ?? null
    const caret = columnWhenHidden(written[line - 1] ?? '', hidden ?? '', place.column)
    return { ...place, message: hideTokens(message), source: hidden, ...(caret === place.column ? {} : { caret }) }
  }
  const syntax = document.errors.map((error) => ({ offset: error.pos[0], message: describeError(error, document, lines) }))
  const { value, error } = toValue(document)
  if (error !== null) syntax.push({ offset: 0, message: error })
  const parsed = stackSchema.safeParse(value)
  if (parsed.success && syntax.length === 0) return { config: parsed.data, problems: [] }
  const issues = withoutMeasures(parsed.error?.issues ?? [])
  const misspelt = new Set(issues.flatMap(suggestedPaths))
  const told = issues.filter(({ path }) => !misspelt.has(pathText(path)) || entryAt(document, path))
  const placed = error === null ? told.flatMap((issue) => describeIssue(issue, document)) : []
  const problems = [...syntax, ...placed.filter(isCertain(document.errors))].map(({ offset, message }) => problemAt(offset, message))
  return { config: null, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) }
}

/** A key that is there twice is named; the reader says of all of them the same. */
function describeError({ code, message, pos }: YAMLError, document: Document, lines: LineCounter): string {
  if (code !== 'DUPLICATE_KEY') return firstLine(message)
  let found: string | null = null
  visit(document, {
    Pair(_, pair, ancestors) {
      if (!isNode(pair.key) || pair.key.range?.[0] !== pos[0]) return undefined
      const path = [...ancestors.filter(isPair), pair].map(({ key }) => keyText(key))
      const parent = ancestors.at(-1)
      const first = isMap(parent) ? parent.items.find(({ key }) => keyText(key) === path.at(-1)) : undefined
      found = `${path.join('.')}: this key is there twice; the first is in line ${lines.linePos(startOf(first?.key)).line}`
      return visit.BREAK
    },
  })
  return found ?? firstLine(message)
}

/** What stands behind a syntax error may be read as something else than was meant; a key that is missing may be there. */
function isCertain(errors: YAMLError[]): (placed: Placed) => boolean {
  const broken = errors.filter(({ code }) => code !== 'DUPLICATE_KEY').map(({ pos }) => pos[0])
  const first = Math.min(...broken)
  return ({ isThere, end }) => broken.length === 0 || (isThere && end < first)
}

/** What the text says, or why the reader refused it: more aliases than any stack has. */
function toValue(document: Document): { value: unknown; error: string | null } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) ?? {}, error: null }
  } catch (error) {
    return { value: null, error: firstLine((error as Error).message) }
  }
}

interface Placed {
  offset: number
  message: string
  /** Where the value ends. */
  end: number
  /** False where the file lacks it. */
  isThere: boolean
}

type Path = readonly PropertyKey[]

/** Of a value of the wrong kind it is not told besides how long it is: the library measures a list where text belongs. */
function withoutMeasures(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const wrong = new Set(issues.flatMap(({ code, path }) => (code === 'invalid_type' ? [pathText(path)] : [])))
  return issues.filter(({ code, path }) => (code !== 'too_small' && code !== 'too_big') || !wrong.has(pathText(path)))
}

function describeIssue(issue: z.core.$ZodIssue, document: Document): Placed[] {
  const { path } = issue
  const placed = (at: Path, part: 'key' | 'value', message: string): Placed => ({
    ...placeOf(document, at, part),
    message: at.length === 0 ? message : `${pathText(at)}: ${message}`,
    isThere: entryAt(document, at) !== undefined,
  })
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = suggest(key, keysAt(path))
      return placed([...path, key], 'key', `unknown key${near ? `; did you mean ${near}?` : ''}`)
    })
  }
  if (issue.code === 'invalid_key') return [placed(path, 'key', keyMessage(issue))]
  const missing = issue.code !== 'custom' && path.length > 0 && !entryAt(document, path)
  return [placed(path, 'value', missing ? 'is required' : plainMessage(issue))]
}

/** `sip.inbound[0].numbers` */
function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? String(step) : `${text}.${String(step)}`
  }, '')
}

/** The keys that unknown ones were meant to be: they are missing for the same slip. */
function suggestedPaths(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'unrecognized_keys') return []
  return issue.keys.flatMap((key) => {
    const near = suggest(key, keysAt(issue.path))
    return near ? [pathText([...issue.path, near])] : []
  })
}

function plainMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' || issue.code === 'too_small') return boundMessage(issue)
  if (issue.code === 'invalid_value' && issue.values.length > 1) return `expected one of ${issue.values.join(', ')}`
  return issue.message.replace(/^Invalid \w+: /, '')
}

function keyMessage({ issues }: z.core.$ZodIssueInvalidKey): string {
  return issues.find(({ code }) => code === 'invalid_format')?.message ?? NAME_EXPECTED
}

function boundMessage(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const [side, bound] = issue.code === 'too_big' ? ['most', issue.maximum] : ['least', issue.minimum]
  const units: Partial<Record<string, string>> = { string: Number(bound) === 1 ? ' character' : ' characters', array: ' entry' }
  return `expected at ${side} ${bound}${units[issue.origin] ?? ''}`
}

/** The keys that the schema knows at a path, for suggestions. */
function keysAt(path: Path): string[] {
  let schema: z.core.JSONSchema.BaseSchema = z.toJSONSchema(stackSchema, { io: 'input' })
  for (const step of path) {
    const next = typeof step === 'number' ? schema.items : schema.properties?.[String(step)]
    if (typeof next !== 'object' || Array.isArray(next)) return []
    schema = next
  }
  return Object.keys(schema.properties ?? {})
}

/** Where the key or value at a path begins, and where the value ends; the nearest parent's that exists where it does not. */
function placeOf(document: Document, path: Path, part: 'key' | 'value'): { offset: number; end: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const entry = entryAt(document, path.slice(0, depth))
    if (!entry) continue
    const { key, value } = entry
    const isValue = key === null || (part === 'value' && depth === path.length && isNode(value))
    // An empty value may be one that could not be read.
    const isEmpty = !isNode(value) || (isScalar(value) && value.value === null)
    return { offset: startOf(isValue ? value : key), end: isEmpty ? Infinity : (value.range?.[1] ?? Infinity) }
  }
  // Not at a comment that stands before everything.
  return { offset: startOf(document.contents), end: Infinity }
}

interface Entry {
  /** Null for what stands in a list. */
  key: unknown
  /** With aliases followed. */
  value: unknown
}

/** What stands at a path; of a key that is there twice the last one, which is the one that counts. */
function entryAt(document: Document, path: Path): Entry | undefined {
  let entry: Entry = { key: null, value: document.contents }
  for (const step of path) {
    const { value } = entry
    if (typeof step === 'number' && isSeq(value)) {
      if (step >= value.items.length) return undefined
      entry = { key: null, value: followed(value.items[step], document) }
      continue
    }
    const pair = isMap(value) ? value.items.findLast((item) => keyText(item.key) === String(step)) : undefined
    if (!pair) return undefined
    entry = { key: pair.key, value: followed(pair.value, document) }
  }
  return entry
}

function followed(value: unknown, document: Document): unknown {
  return isAlias(value) ? (value.resolve(document) ?? value) : value
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
