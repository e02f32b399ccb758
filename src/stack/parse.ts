import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { z } from 'zod'
import { hideSecrets, hideTokens } from '../core/hide-secrets.ts'
import type { Problem } from '../core/problem.ts'
import { suggest } from '../core/suggest.ts'
import { stackSchema, type StackConfig } from './schema.ts'

/** The text of a voicectl.yaml as a validated config with its defaults, or all its problems with their places. Aliases are bounded by the YAML reader. */
export function parseStack(text: string, file: string): { config: StackConfig | null; problems: Problem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const source = hideSecrets(text)
  const problemAt = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message: hideTokens(message), source: source[line - 1] ?? null }
  }
  if (document.errors.length > 0) {
    return { config: null, problems: document.errors.map((error) => problemAt(error.pos[0], firstLine(error.message))) }
  }
  const { value, error } = toValue(document)
  if (error !== null) return { config: null, problems: [problemAt(0, error)] }
  const parsed = stackSchema.safeParse(value)
  if (parsed.success) return { config: parsed.data, problems: [] }
  const problems = parsed.error.issues.flatMap((issue) =>
    describeIssue(issue, document).map(({ offset, message }) => problemAt(offset, message)),
  )
  return { config: null, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) }
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
}

function describeIssue(issue: z.core.$ZodIssue, document: Document): Placed[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = suggest(key, keysAt(path))
      const message = `${[...path, key].join('.')}: unknown key${near ? `; did you mean ${near}?` : ''}`
      return { offset: offsetOf(document, [...path, key], 'key'), message }
    })
  }
  const name = path.join('.')
  const missing = issue.code !== 'custom' && !document.hasIn(path)
  const message = missing ? 'is required' : plainMessage(issue)
  return [{ offset: offsetOf(document, path, 'value'), message: name === '' ? message : `${name}: ${message}` }]
}

function plainMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value' && issue.values.length > 1) return `expected one of ${issue.values.join(', ')}`
  return issue.message.replace(/^Invalid \w+: /, '')
}

/** The keys that the schema knows at a path, for suggestions. */
function keysAt(path: string[]): string[] {
  let schema: z.core.JSONSchema.BaseSchema = z.toJSONSchema(stackSchema, { io: 'input' })
  for (const key of path) {
    const next = schema.properties?.[key]
    if (typeof next !== 'object') return []
    schema = next
  }
  return Object.keys(schema.properties ?? {})
}

/** Offset of the key or value at a path; of the nearest parent that exists where it does not. */
function offsetOf(document: Document, path: string[], part: 'key' | 'value'): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true)
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === path[depth - 1]) : undefined
    if (!pair) continue
    const exact = depth === path.length
    const node = (part === 'value' && exact && pair.value ? pair.value : pair.key) as Node
    return node.range?.[0] ?? 0
  }
  return 0
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
