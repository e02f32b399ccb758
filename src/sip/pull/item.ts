import { align } from '../../core/align.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { readable, type DeclaredItem } from '../../stack/sip/declare.ts'
import { fillReferences } from '../../stack/sip/references.ts'
import { isSecretText } from '../../stack/sip/secret-texts.ts'
import type { PullReferences } from './references.ts'

type Path = readonly string[]

/** A part of an item in three ways. */
interface Part {
  /** As voicectl.yaml says it. */
  written: unknown
  /** What that means. */
  meant: unknown
  /** What the server has. */
  live: unknown
}

interface Options {
  references: PullReferences
  /** True where the server may keep passwords to itself. */
  hidesSecrets: boolean
}

/** Lists whose order says nothing. */
const SETS = new Set(['numbers', 'allowedAddresses', 'allowedNumbers', 'inboundNumbers', 'trunks'])

/** An item that says what the server has. All that means the same already stays as it is written, and is the very same object. */
export function pulledItem({ written, meant, live }: { [Name in keyof Part]: DeclaredItem | null }, options: Options): DeclaredItem {
  const merge = new ItemMerge(String(live?.['name'] ?? ''), options)
  return merge.part({ written: written ?? undefined, meant: meant ?? undefined, live }, []) as DeclaredItem
}

class ItemMerge {
  readonly #resource: string
  readonly #references: PullReferences
  readonly #hidesSecrets: boolean

  constructor(resource: string, { references, hidesSecrets }: Options) {
    this.#resource = resource
    this.#references = references
    this.#hidesSecrets = hidesSecrets
  }

  part(part: Part, path: Path): unknown {
    const { written, meant, live } = part
    const isSecret = isSecretText(path)
    if (isSecret && this.#hidesSecrets && isHidden(live)) return written
    if (isMetadata(path)) return this.#metadata(part, path)
    if (isSameSaid(meant, live, path)) return written
    if (typeof live === 'string') return this.#references.text(live, written, { resource: this.#resource, path, isSecret })
    if (Array.isArray(live)) return this.#list(part as Part & { live: unknown[] }, path)
    return isObject(live) ? this.#object({ ...part, live }, path) : live
  }

  #object({ written, meant, live }: Part & { live: DeclaredItem }, path: Path): DeclaredItem {
    const [old, was] = [isObject(written) ? written : {}, isObject(meant) ? meant : {}]
    const names = [...new Set([...Object.keys(old), ...Object.keys(live)])]
    const kept = path.length === 1 && path[0] === 'rule' ? withPinOfOther(old, was, live) : { old, was }
    const fields = names.map((name): [string, unknown] => {
      const part = { written: own(kept.old, name), meant: own(kept.was, name), live: own(live, name) }
      return [name, this.part(part, [...path, name])]
    })
    return withFields(
      written,
      fields.filter(([, value]) => value !== undefined),
    )
  }

  #list({ written, meant, live }: Part & { live: unknown[] }, path: Path): unknown[] {
    const isKnown = Array.isArray(written) && Array.isArray(meant) && written.length === meant.length
    const old: unknown[] = isKnown ? written : []
    const was: unknown[] = isKnown ? meant : []
    const entry = (before: number | null, value: unknown, at: number) =>
      this.part({ written: before === null ? undefined : old[before], meant: before === null ? undefined : was[before], live: value }, [
        ...path,
        String(at),
      ])
    if (path.length === 1 && SETS.has(path[0] ?? '')) return setEntries(was, live).map((each, at) => entry(each.before, each.value, at))
    const [before, after] = [was.map((each) => canonicalJson(each)), live.map((each) => canonicalJson(each))]
    const aligned = align(was.length, live.length, (b, a) => before[b] === after[a])
    return withEntries(
      written,
      aligned.flatMap((each) => (each.after === null ? [] : [entry(each.before, live[each.after], each.after)])),
    )
  }

  /** It is one text to the server, in which references are filled in, also where the file has an object. */
  #metadata({ written, meant, live }: Part, path: Path): unknown {
    const [was, text] = [textOf(meant), textOf(live)]
    if (was === text) return written
    if (text === undefined) return undefined
    if (isObject(written) && isObject(meant) && isObject(live)) {
      const before = this.#references.secrets
      const merged = this.#values({ written, meant, live }, path)
      const { state, missing } = fillReferences(textOf(merged), this.#references.filled)
      if (state === text && missing.length === 0) return merged
      // It is another text once it is filled in, for its order or for quotes in a value.
      this.#references.secrets = before
    }
    const place = { resource: this.#resource, path, isSecret: false }
    return readable(this.#references.text(text, textOf(written), place))
  }

  /** As `part`, for values in an object of metadata: the order is the server's. */
  #values({ written, meant, live }: Part, path: Path): unknown {
    if (JSON.stringify(meant) === JSON.stringify(live)) return written
    if (typeof live === 'string') return this.#references.text(live, written, { resource: this.#resource, path, isSecret: false })
    const inner = (name: string) => ({ written: own(written, name), meant: own(meant, name), live: own(live, name) })
    if (Array.isArray(live)) return live.map((_, index) => this.#values(inner(String(index)), [...path, String(index)]))
    if (!isObject(live)) return live
    return Object.fromEntries(Object.keys(live).map((name) => [name, this.#values(inner(name), [...path, name])]))
  }
}

/** The entries of a set: those that stay at their places, new ones in the place of those that go, and the others behind. */
function setEntries(was: readonly unknown[], live: readonly unknown[]): { before: number | null; value: unknown }[] {
  const added = live.filter((value) => !was.includes(value))
  const kept = was.flatMap((value, before) => {
    if (live.includes(value)) return [{ before, value }]
    const next = added.shift()
    return next === undefined ? [] : [{ before, value: next }]
  })
  return [...kept, ...added.map((value) => ({ before: null, value }))]
}

/** A rule that chooses in another way keeps the name of its PIN. */
function withPinOfOther(old: DeclaredItem, was: DeclaredItem, live: DeclaredItem): { old: DeclaredItem; was: DeclaredItem } {
  const [[before, choice] = ['', null]] = Object.entries(old)
  const [after = ''] = Object.keys(live)
  if (before === after || !isObject(choice) || choice['pin'] === undefined) return { old, was }
  return { old: { [after]: { pin: choice['pin'] } }, was: { [after]: { pin: (was[before] as DeclaredItem | undefined)?.['pin'] } } }
}

function isMetadata(path: Path): boolean {
  const [first, , third] = path
  return (
    (path.length === 1 && first === 'metadata') ||
    (path.length === 2 && first === 'roomConfig' && path[1] === 'metadata') ||
    (path.length === 3 && first === 'agents' && third === 'metadata')
  )
}

function isSameSaid(meant: unknown, live: unknown, path: Path): boolean {
  if (path.length === 1 && SETS.has(path[0] ?? '') && Array.isArray(meant) && Array.isArray(live)) {
    return meant.every((each) => live.includes(each)) && live.every((each) => meant.includes(each))
  }
  if (meant === undefined && live === undefined) return true
  return path.length > 0 && !holdsMetadata(path) && canonicalJson(meant) === canonicalJson(live)
}

/** Objects in which the order of names may count further inside. */
function holdsMetadata([first, ...rest]: Path): boolean {
  return (first === 'roomConfig' && rest.length === 0) || (first === 'agents' && rest.length <= 1)
}

function isHidden(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && /^(?:[*•]+|<?redacted>?)$/i.test(value))
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value)
}

/** The object as it is written where it has the very same fields. */
function withFields(written: unknown, fields: readonly [string, unknown][]): DeclaredItem {
  const isSame =
    isObject(written) && Object.keys(written).length === fields.length && fields.every(([name, value]) => own(written, name) === value)
  return isSame ? written : Object.fromEntries(fields)
}

function withEntries(written: unknown, entries: unknown[]): unknown[] {
  const isSame = Array.isArray(written) && written.length === entries.length && entries.every((entry, index) => written[index] === entry)
  return isSame ? written : entries
}

function own(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? (object as DeclaredItem)[name] : undefined
}

function isObject(value: unknown): value is DeclaredItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
