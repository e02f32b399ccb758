/** A scalar as Go's YAML decoder understands it: YAML 1.2 with some of 1.1. */
export type GoScalar =
  | { type: 'null' | 'string' | 'timestamp' }
  | { type: 'bool'; value: boolean }
  | { type: 'int'; value: bigint }
  | { type: 'float'; value: number }

const NULLS = ['', '~', 'null', 'Null', 'NULL']
const BOOLS: Record<string, boolean> = { true: true, True: true, TRUE: true, false: false, False: false, FALSE: false }
const FLOATS: Record<string, number> = Object.fromEntries([
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Number.POSITIVE_INFINITY]),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, Number.NEGATIVE_INFINITY]),
])
const INTEGER = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/
const MOST_NEGATIVE = -(2n ** 63n)
const LARGEST = 2n ** 64n - 1n

/** What plain text stands for; text in quotes is always a string. */
export function goScalar(raw: string, quoted: boolean): GoScalar {
  if (quoted) return { type: 'string' }
  if (NULLS.includes(raw)) return { type: 'null' }
  const bool = BOOLS[raw]
  if (bool !== undefined) return { type: 'bool', value: bool }
  const special = FLOATS[raw]
  if (special !== undefined) return { type: 'float', value: special }
  if (raw.startsWith('.')) return FLOAT.test(raw) ? { type: 'float', value: Number(raw) } : { type: 'string' }
  return /^[-+\d]/.test(raw) ? number(raw) : { type: 'string' }
}

function number(raw: string): GoScalar {
  if (TIMESTAMP.test(raw)) return { type: 'timestamp' }
  const plain = raw.replaceAll('_', '')
  const integer = integerOf(plain)
  if (integer !== null) return { type: 'int', value: integer }
  const float = Number(plain)
  return FLOAT.test(plain) && Number.isFinite(float) ? { type: 'float', value: float } : { type: 'string' }
}

function integerOf(plain: string): bigint | null {
  const match = INTEGER.exec(plain)
  if (!match) return null
  const [, sign = '', digits = ''] = match
  // A leading 0 alone means octal.
  const text = /^0[0-7]+$/.test(digits) ? `0o${digits}` : digits.toLowerCase()
  const value = sign === '-' ? -BigInt(text) : BigInt(text)
  return value >= MOST_NEGATIVE && value <= LARGEST ? value : null
}

/** True for what Go's time.ParseDuration takes: `30s`, `1h30m`, `-1.5ms`, and `0`. */
export function isDuration(text: string): boolean {
  return /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(text)
}
