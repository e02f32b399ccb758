import { parseEnv } from 'node:util'

export interface EnvEntry {
  value: string
  /** Line of the assignment in the file, from 1. */
  line: number
}

export type EnvFile = Map<string, EnvEntry>

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/

/** Reads the text of a .env file. Quotes, `export` and comments as Node's own parser understands them; the last of two assignments counts. */
export function parseEnvFile(text: string): EnvFile {
  const values = parseEnv(text)
  const file: EnvFile = new Map()
  text.split('\n').forEach((source, index) => {
    const name = ASSIGNMENT.exec(source)?.[1]
    const value = name === undefined ? undefined : values[name]
    if (name !== undefined && value !== undefined) file.set(name, { value, line: index + 1 })
  })
  return file
}

/** Sets values in the text of a .env file, keeping comments and order; a new name goes to the end. */
export function patchEnvFile(text: string, values: Record<string, string>): string {
  const pending = new Map(Object.entries(values))
  const lines = text.split('\n').map((source) => {
    const name = ASSIGNMENT.exec(source)?.[1]
    const value = name === undefined ? undefined : pending.get(name)
    if (name === undefined || value === undefined) return source
    pending.delete(name)
    return `${name}=${quote(value)}`
  })
  const added = [...pending].map(([name, value]) => `${name}=${quote(value)}`)
  if (added.length === 0) return lines.join('\n')
  return `${lines.join('\n').replace(/\n*$/, '\n')}${added.join('\n')}\n`
}

function quote(value: string): string {
  return /^[\w./:@+=-]*$/.test(value) ? value : `'${value}'`
}
