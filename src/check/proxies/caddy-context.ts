import type { Place } from '../../core/place.ts'
import type { Site, Stated } from '../facts.ts'
import type { Directive, Word } from './directive.ts'
import type { Variables } from './variables.ts'

/** What walking a Caddyfile needs to know besides its text. */
export interface CaddyContext {
  site: Site
  variables: Variables
  /** Snippets of the file and of the files that it imports. */
  snippets: ReadonlyMap<string, readonly Directive[]>
  /** The directives of an imported file; undefined where it isn't there. */
  imported: (word: Word) => readonly Directive[] | undefined
}

/** Replaces what Caddy replaces before or while it runs; null where a variable is not known. */
export function resolve(text: string, variables: Variables, args: readonly string[]): { text: string; through: Place[] } | null {
  const through: Place[] = []
  let known = true
  const replaced = text.replaceAll(
    /\{(?:\$([^}:]+)(?::([^}]*))?|env\.([^}]+)|args(?:\[(\d+)\]|\.(\d+)))\}/g,
    (whole, ...groups: (string | undefined)[]) => {
      const [name, fallback, atRuntime, argument, oldArgument] = groups
      const index = argument ?? oldArgument
      if (index !== undefined) return args[Number(index)] ?? whole
      const variable = variables(name ?? atRuntime ?? '')
      if (variable && variable.value !== '') through.push(...variable.through)
      const value = (variable?.value || undefined) ?? fallback
      known &&= value !== undefined
      return value ?? ''
    },
  )
  return known ? { text: replaced, through } : null
}

/** A public name as a word states it; null where it takes any, or is not known. */
export function statedHost({ text, at }: Pick<Word, 'text' | 'at'>, variables: Variables, args: readonly string[] = []): Stated | null {
  const resolved = resolve(text, variables, args)
  if (!resolved || resolved.text === '' || /[{}]/.test(resolved.text)) return null
  return { value: resolved.text.toLowerCase(), at, ...(resolved.through.length > 0 ? { through: resolved.through } : {}) }
}
