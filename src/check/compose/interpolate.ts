import type { Place } from '../../core/place.ts'
import type { ConfigNode } from '../config-node.ts'
import type { Stated } from '../facts.ts'

/** What a variable holds; undefined where no file sets it. Null where a file sets it to something that isn't known. */
export type Lookup = (name: string) => Stated | null | undefined

/** A variable that is asked for and not set. `required`: compose stops; otherwise it goes on with an empty value. */
export interface Missing {
  name: string
  required: boolean
  at: Place
}

export interface Interpolated {
  /** Null where it can't be told from the files. */
  text: string | null
  through: Place[]
  missing: { name: string; required: boolean }[]
}

const NAME = /[A-Za-z_]\w*/y
const OPERATOR = /:?[-?+]/y
const PLAIN = /[^$]*/y
const PLAIN_IN_BRACES = /[^$}]*/y
const DEEPEST = 16
const LONGEST = 200_000

/** Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and their like as compose does; text that is no template stays as it is. */
export function interpolate(template: string, lookup: Lookup): Interpolated {
  if (!template.includes('$')) return { text: template, through: [], missing: [] }
  const run = new Template(template, lookup)
  const text = run.until(null, 0)
  return { text: run.unknown ? null : text, through: run.through, missing: run.missing }
}

class Template {
  unknown = false
  readonly through: Place[] = []
  readonly missing: { name: string; required: boolean }[] = []
  readonly #source: string
  readonly #lookup: Lookup
  #at = 0
  #length = 0
  /** Above zero in an alternative that is not taken: nothing in it counts. */
  #skipped = 0

  constructor(source: string, lookup: Lookup) {
    this.#source = source
    this.#lookup = lookup
  }

  /** The text up to an end character, or to the end. */
  until(end: '}' | null, depth: number): string {
    let text = ''
    while (this.#at < this.#source.length) {
      const plain = this.#match(end === null ? PLAIN : PLAIN_IN_BRACES, this.#at) ?? ''
      text += plain
      this.#at += plain.length
      if (this.#source[this.#at] !== '$') break
      text += this.#variable(depth)
    }
    return text
  }

  #variable(depth: number): string {
    const start = this.#at
    const second = this.#source[start + 1]
    if (second === '$') return this.#take(start + 2, '$')
    const braced = second === '{'
    const name = this.#match(NAME, start + (braced ? 2 : 1))
    if (name === null || depth >= DEEPEST) return this.#take(start + 1, '$')
    this.#at = start + (braced ? 2 : 1) + name.length
    if (!braced) return this.#value(name)
    const operator = this.#match(OPERATOR, this.#at)
    if (operator === null) {
      if (this.#source[this.#at] !== '}') return this.#take(start + 1, '$')
      this.#at++
      return this.#value(name)
    }
    this.#at += operator.length
    return this.#choose(name, operator, depth)
  }

  #choose(name: string, operator: string, depth: number): string {
    const known = this.#lookup(name)
    const isSet = known !== undefined && (known === null || known.value !== '' || !operator.startsWith(':'))
    const kind = operator.at(-1)
    const takesOther = kind === '+' ? isSet : kind === '-' && !isSet
    if (!takesOther) this.#skipped++
    const other = this.until('}', depth + 1)
    if (!takesOther) this.#skipped--
    this.#at++
    if (kind === '+' || takesOther) return takesOther ? other : ''
    if (kind === '?' && !isSet) return this.#miss(name, true)
    return this.#value(name)
  }

  #value(name: string): string {
    const known = this.#lookup(name)
    if (known === undefined) return this.#miss(name, false)
    if (this.#skipped > 0) return ''
    this.#length += known?.value.length ?? 0
    this.unknown ||= known === null || this.#length > LONGEST
    if (known === null || this.unknown) return ''
    this.through.push(known.at, ...(known.through ?? []))
    return known.value
  }

  #miss(name: string, required: boolean): string {
    if (this.#skipped > 0) return ''
    this.unknown = true
    this.missing.push({ name, required })
    return ''
  }

  #take(to: number, text: string): string {
    this.#at = to
    return text
  }

  #match(pattern: RegExp, at: number): string | null {
    pattern.lastIndex = at
    return pattern.exec(this.#source)?.[0] ?? null
  }
}

type Scalar = Extract<ConfigNode['content'], { kind: 'scalar' }>

function filled(before: Scalar, text: string, asYaml: boolean): Scalar {
  if (!asYaml) return { kind: 'scalar', value: text, raw: before.raw }
  if (before.quoted) return { ...before, value: text, raw: text }
  const value = /^-?\d+(?:\.\d+)?$/.test(text)
    ? Number(text)
    : /^(?:true|false)$/i.test(text)
      ? /^t/i.test(text)
      : text === ''
        ? null
        : text
  return { kind: 'scalar', value, raw: text }
}

type Filled = Pick<ConfigNode, 'content' | 'through' | 'open'>

interface Filling {
  onMissing?: (missing: Missing) => void
  /** The tree is a text within the compose file: what is filled in is read as YAML afterwards, and `7880` is a number then. */
  asYaml?: boolean
}

/** A tree with its variables filled in; a value that can't be told from the files stays as it is, and is marked as open. */
export function interpolateTree(root: ConfigNode, lookup: Lookup, { onMissing = () => {}, asYaml = false }: Filling = {}): ConfigNode {
  const done = new Map<ConfigNode['content'], Filled>()
  const visit = (node: ConfigNode): ConfigNode => {
    const { content } = node
    const known = done.get(content) ?? replaced(content, node.at)
    done.set(content, known)
    return known.content === content ? node : { ...node, ...known }
  }
  const replaced = (content: ConfigNode['content'], at: Place): Filled => {
    if (content.kind === 'list') return { content: { kind: 'list', items: content.items.map((item) => visit(item)) } }
    if (content.kind === 'map') return { content: { kind: 'map', entries: new Map([...content.entries].map((entry) => keyed(entry))) } }
    if (typeof content.value !== 'string' || !content.value.includes('$')) return { content }
    const { text, through, missing } = interpolate(content.value, lookup)
    for (const miss of missing) onMissing({ ...miss, at })
    if (text === null) return { content: { ...content }, open: true }
    return { content: filled(content, text, asYaml), ...(through.length > 0 ? { through } : {}) }
  }
  const keyed = ([name, node]: [string, ConfigNode]): [string, ConfigNode] => {
    const value = visit(node)
    if (!name.includes('$')) return [name, value]
    const { text, through } = interpolate(name, lookup)
    return [text ?? name, through.length > 0 ? { ...value, keyThrough: through } : value]
  }
  return visit(root)
}
