import { isRecord } from '../../core/is-record.ts'

/** Takes a value of an answer, or of a stored file, as what it has to be. `at` is its place there. Raises UnlikeAnswer. */
export type Reader<T> = (value: unknown, at: string) => T
export type Read<R> = R extends Reader<infer T> ? T : never

/** An answer of another form than the carrier documents. Its message holds places and kinds, never a value: answers may hold secrets. */
export class UnlikeAnswer extends Error {
  constructor(value: unknown, at: string, expected: string) {
    super(`${at === '' ? 'the answer' : at} is ${kindOf(value)}, expected ${expected}`)
    this.name = 'UnlikeAnswer'
  }
}

export const text: Reader<string> = (value, at) => {
  if (typeof value === 'string') return value
  throw new UnlikeAnswer(value, at, 'text')
}

export const boolean: Reader<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value
  throw new UnlikeAnswer(value, at, 'true or false')
}

/** What names a thing in a path. One that is a number has lost digits already. */
export const id: Reader<string> = (value, at) => {
  if (typeof value === 'string' && /^[\w-]+$/.test(value)) return value
  throw new UnlikeAnswer(value, at, 'an id')
}

/** A number, also where it is written as text. */
export const number: Reader<number> = (value, at) => {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  throw new UnlikeAnswer(value, at, 'a number')
}

/** An object that is stored and sent back as it is. */
export const block: Reader<Record<string, unknown>> = (value, at) => {
  if (isRecord(value) && canBeWritten(value)) return value
  throw new UnlikeAnswer(value, at, 'an object')
}

/** Anything that can be written as JSON again. */
export const json: Reader<unknown> = (value, at) => {
  if (value !== undefined && canBeWritten(value)) return value
  throw new UnlikeAnswer(value, at, 'JSON')
}

/** Null for what is not there. */
export function optional<T>(read: Reader<T>): Reader<T | null> {
  return (value, at) => (value === undefined || value === null ? null : read(value, at))
}

export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new UnlikeAnswer(value, at, 'a list')
    return value.map((item: unknown, index) => read(item, `${at}[${index}]`))
  }
}

/** An object of any names, with values of one kind. */
export function record<T>(read: Reader<T>): Reader<Record<string, T>> {
  return (value, at) => {
    if (!isRecord(value)) throw new UnlikeAnswer(value, at, 'an object')
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item, `${at}.${name}`)]))
  }
}

/** An object with these fields; what else it has is left out. */
export function object<Fields extends Record<string, Reader<unknown>>>(
  fields: Fields,
): Reader<{ [Name in keyof Fields]: Read<Fields[Name]> }> {
  return (value, at) => {
    if (!isRecord(value)) throw new UnlikeAnswer(value, at, 'an object')
    const read = Object.entries(fields).map(([name, field]) => [name, field(value[name], at === '' ? name : `${at}.${name}`)])
    return Object.fromEntries(read) as { [Name in keyof Fields]: Read<Fields[Name]> }
  }
}

/** Text, where it is some: of error bodies, whose form nobody vouches for. */
export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A code, as text or as a number. */
export function codeIn(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : textIn(value)
}

/** The objects in what should be a list of them. */
export function objectsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** False for what is nested so deep that writing it takes more stack than there is. */
function canBeWritten(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return { string: 'text', number: 'a number', boolean: 'a boolean' }[typeof value as string] ?? 'an object'
}
