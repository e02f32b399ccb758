import type { Place } from '../../core/place.ts'
import type { ConfigNode } from '../config-node.ts'

export interface LiteralVariable {
  /** `${PORT}`, without the default that it may have: that may be a secret. */
  shown: string
  at: Place
}

/** `${NAME}`, `${NAME:-default}`: what shells, compose and envsubst fill in. */
const BRACED = /\$\{([A-Za-z_]\w*)(?::?[-?+=][^}]*)?\}/
/** Without braces only where it is all there is: a password may have a dollar sign in it. */
const BARE = /^\$([A-Z][A-Z0-9_]{2,})$/
const MOST = 200

/** The variables that stand in the names and values of a config, in the order of the file. */
export function literalVariables(root: ConfigNode): LiteralVariable[] {
  const found = new Map<string, LiteralVariable>()
  const seen = new Set<ConfigNode['content']>()
  const add = (text: string, at: Place | null) => {
    const name = BRACED.exec(text)?.[1] ?? BARE.exec(text)?.[1]
    if (name !== undefined && at && found.size < MOST) found.set(`${at.line}:${at.column}`, { shown: `\${${name}}`, at })
  }
  const visit = ({ content, at }: ConfigNode): void => {
    if (content.kind === 'scalar') return add(typeof content.value === 'string' ? content.value : '', at)
    if (seen.has(content)) return
    seen.add(content)
    if (content.kind === 'list') for (const item of content.items) visit(item)
    else {
      for (const [name, child] of content.entries) {
        add(name, child.keyAt)
        visit(child)
      }
    }
  }
  visit(root)
  return [...found.values()].toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
}

/** True for a value that waits for a variable. */
export function isLiteralVariable({ content }: ConfigNode): boolean {
  return content.kind === 'scalar' && typeof content.value === 'string' && (BRACED.test(content.value) || BARE.test(content.value))
}
