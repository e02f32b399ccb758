import { carrierKeyNames } from '../../stack/sip/carrier-names.ts'
import { providerKeyNames } from '../../stack/providers.ts'
import { isSecretName } from '../../stack/load.ts'
import { referencesIn, replaceReferences } from '../../stack/sip/references.ts'

/** Where a text of a trunk or rule stands. */
export interface TextPlace {
  /** The name of the trunk or rule. */
  resource: string
  path: readonly string[]
  /** True where the file must not hold the text itself. */
  isSecret: boolean
}

/** Shorter values are the same by chance. */
const LEAST_TELLING = 6
const WHOLE = /^\$\{([A-Z_][A-Z0-9_]*)\}$/
/** Names that more than the sip block is read with. */
const OTHER_USES = new Set([...providerKeyNames, ...carrierKeyNames])
const OTHER_PREFIXES = /^(?:LIVEKIT|SUPABASE|VOICECTL)_/

/**
 * Puts texts behind names of .env. What others may use too keeps its value: only a name that stands once in all of voicectl.yaml, and there alone in its
 * text, gets another one.
 */
export class PullReferences {
  /** New values for .env. */
  secrets: ReadonlyMap<string, string> = new Map()
  readonly #env: ReadonlyMap<string, string>
  /** How often voicectl.yaml refers to a name. */
  readonly #uses: ReadonlyMap<string, number>

  constructor(config: object | null, env: ReadonlyMap<string, string>) {
    this.#env = env
    this.#uses = usesOf(config)
  }

  /** What the file says for a text that is not as it is written; `written` is that, or null. */
  text(value: string, written: unknown, place: TextPlace): string {
    if (value === '') return value
    const held = typeof written === 'string' ? referencesIn(written) : []
    if (place.isSecret || held.length > 0) return reference(this.#ownName(written, value) ?? this.#nameFor(value, place))
    return this.escaped(value, place)
  }

  /** A text that would be taken for a reference, so that it comes out as it is. */
  escaped(value: string, place: TextPlace): string {
    return replaceReferences(value, (literal) => reference(this.#nameFor(literal, place)))
  }

  /** All values as .env has them then. */
  get filled(): ReadonlyMap<string, string> {
    return new Map([...this.#env, ...this.secrets])
  }

  /** The name that a text refers to, with its new value, where nobody else does. */
  #ownName(written: unknown, value: string): string | null {
    const name = typeof written === 'string' ? WHOLE.exec(written)?.[1] : undefined
    if (name === undefined || this.#uses.get(name) !== 1 || OTHER_USES.has(name) || OTHER_PREFIXES.test(name)) return null
    this.#set(name, value)
    return name
  }

  /** The name that holds this value already, else a new one such as `SIP_CARRIER_IN_PASSWORD`. */
  #nameFor(value: string, { resource, path }: TextPlace): string {
    const what = path[0] === 'authPassword' ? 'PASSWORD' : path.findLast((step) => !/^\d+$/.test(step))
    const base = `SIP_${resource}_${what}`
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '_')
      .replaceAll(/_{2,}/g, '_')
    const known = [...this.#env].find(([name, held]) => held === value && this.#isTelling(name, value))
    if (known) return known[0]
    for (let count = 1; ; count++) {
      const name = count === 1 ? base : `${base}_${count}`
      const isFree = !this.#env.has(name) && !this.#uses.has(name) && !this.secrets.has(name)
      if (!isFree && !(this.#env.get(name) === value && this.#isSteady(name))) continue
      this.#set(name, value)
      return name
    }
  }

  #isTelling(name: string, value: string): boolean {
    return value.length >= LEAST_TELLING && isSecretName(name) && !name.startsWith('LIVEKIT_') && this.#isSteady(name)
  }

  /** False for a name that may get another value in this pull. */
  #isSteady(name: string): boolean {
    return this.#uses.get(name) !== 1 && !this.secrets.has(name)
  }

  #set(name: string, value: string): void {
    if (this.#env.get(name) !== value) this.secrets = new Map([...this.secrets, [name, value]])
  }
}

function usesOf(config: object | null): Map<string, number> {
  const uses = new Map<string, number>()
  for (const name of referencesIn(JSON.stringify(config ?? {}))) uses.set(name, (uses.get(name) ?? 0) + 1)
  return uses
}

function reference(name: string): string {
  return `\${${name}}`
}
