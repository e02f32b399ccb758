import type { ProxyRouteFact, Site, Stated } from '../facts.ts'
import type { Place } from '../../core/place.ts'
import { targetOf } from './address.ts'
import { argumentsOf, named, nameOf, type Directive, type Word } from './directive.ts'
import type { Variables } from './variables.ts'

export type Block = readonly Directive[]

/** What reading nginx's config needs to know besides its text. */
export interface NginxContext {
  site: Site
  variables: Variables
  /** The directives of the file that an `include` names; undefined where it isn't there. */
  included: (word: Word) => Block | undefined
}

const DEEPEST = 12

/** Puts included files in the place of `include`, in all blocks; what isn't there stays an `include`. */
export function expand(block: Block, context: NginxContext, budget: { left: number; depth?: number }): Directive[] {
  const depth = budget.depth ?? 0
  const all: Directive[] = []
  for (const directive of depth > DEEPEST ? [] : block) {
    if (--budget.left < 0) break
    const file = nameOf(directive) === 'include' ? directive.words[1] && context.included(directive.words[1]) : undefined
    const inner = file ?? directive.block
    budget.depth = depth + 1
    const expanded = inner ? expand(inner, context, budget) : []
    if (file) for (const included of expanded) all.push(included)
    else all.push(inner ? { ...directive, block: expanded } : directive)
  }
  budget.depth = depth
  return all
}

/** Replaces `${NAME}` and `$NAME` as the image's templates do; null where a name in brackets is not set. nginx's own variables are lower case. */
export function substitute(text: string, variables: Variables): { text: string; through: readonly Place[] } | null {
  const through: Place[] = []
  let known = true
  const replaced = text.replaceAll(/\$\{([A-Za-z_]\w*)\}|\$([A-Z][A-Z0-9_]*)\b/g, (whole, bracketed?: string, bare?: string) => {
    const variable = variables(bracketed ?? bare ?? '')
    through.push(...(variable?.through ?? []))
    known &&= variable !== undefined
    return variable?.value ?? whole
  })
  return known ? { text: replaced, through } : null
}

/** The names that a server takes; one null where it takes any, or one that is not known. */
export function serverNames(server: Block, { variables }: NginxContext): (Stated | null)[] {
  const names = named(server, 'server_name').flatMap((directive) => argumentsOf(directive))
  const hosts = names.flatMap((word) => hostsOf(word, variables))
  return hosts.length > 0 ? hosts : [null]
}

/** The names in a word, more than one where a variable holds several; null for a pattern, for `_`, and for what is not known. */
export function hostsOf({ text, at }: Word, variables: Variables): (Stated | null)[] {
  const substituted = substitute(text, variables)
  if (!substituted || /^~|^_$|^$|[$]/.test(substituted.text)) return [null]
  const through = substituted.through.length > 0 ? { through: substituted.through } : {}
  return substituted.text
    .split(/\s+/)
    .filter(Boolean)
    .map((value) => ({ value: value.toLowerCase(), at, ...through }))
}

/** Where `proxy_pass` leads: through variables that are set to a text, and through `upstream` blocks. Null where that is not known. */
export function upstreamOf(word: Word, scopes: readonly Block[], { variables }: NginxContext): ProxyRouteFact['upstream'] {
  const settings = scopes.flatMap((scope) => named(scope, 'set'))
  const inlined = word.text.replaceAll(/\$([a-z_]\w*)/g, (whole, name: string) => {
    const value = settings.findLast((setting) => setting.words[1]?.text === `$${name}`)?.words[2]?.text
    return value ?? (name === 'request_uri' || name === 'uri' ? '/' : whole)
  })
  const text = substitute(inlined, variables)?.text
  if (text === undefined) return null
  const group = /^(?:\w+:\/\/)?([^:/]+)(?:\/.*)?$/.exec(text)?.[1]
  if (group === undefined || group.startsWith('unix')) return asUpstream(text, word.at)
  const server = scopes.flatMap((scope) => named(scope, 'upstream')).find((upstream) => upstream.words[1]?.text === group)
  const member = named(server?.block, 'server')[0]?.words[1]
  if (member) return asUpstream(substitute(member.text, variables)?.text ?? '', member.at, /^https:/i.test(text))
  // A bare name may be an upstream of another file.
  return /^https?:/.test(text) && /[.]|^localhost$/.test(group) ? asUpstream(text, word.at) : null
}

function asUpstream(text: string, at: Place, isTls = false): ProxyRouteFact['upstream'] {
  const target = targetOf(text)
  return target && { host: target.host, port: target.port, ...(target.tls || isTls ? { tls: true } : {}), at }
}
