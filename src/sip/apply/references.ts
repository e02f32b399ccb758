import type { SipDispatchRule, SipState } from '../../core/sip-resources.ts'
import { gather } from '../../core/gather.ts'
import { suggest } from '../../core/suggest.ts'
import type { LiveResource } from './live.ts'
import type { Match, SipProblem } from './match.ts'

/** The trunks that rules may name, by what they are named with. */
export class TrunkNames {
  readonly #ids = new Map<string, string>()
  readonly #pending = new Set<string>()
  readonly #live: Set<string>
  /** Ids by name. */
  readonly #named: Map<string, string[]>

  /** `declared` trunks are meant before others of the same name. `matches` hold those that are made or kept now. */
  constructor(declared: SipState['inbound'], matches: readonly Match[], live: readonly LiveResource[]) {
    const trunks = live.filter(({ kind }) => kind === 'inbound')
    this.#live = new Set(trunks.map(({ id }) => id))
    this.#named = gather(trunks.map(({ id, resource }) => [resource.name ?? '', id] as const))
    for (const { kind, desired, live: found } of matches) {
      if (kind !== 'inbound') continue
      if (found) this.#ids.set(desired.name ?? '', found.id)
      else this.#pending.add(desired.name ?? '')
    }
    for (const { name, sipTrunkId } of declared) if (name && sipTrunkId) this.#ids.set(name, sipTrunkId)
  }

  /** A rule with the ids of its trunks; those that are still to be made keep their names, which are in `pending`. */
  resolve(rule: SipDispatchRule): { rule: SipDispatchRule; pending: string[]; problems: SipProblem[] } {
    const pending: string[] = []
    const problems: SipProblem[] = []
    const trunkIds = (rule.trunkIds ?? []).map((written) => {
      const found = this.#find(written)
      if (typeof found === 'string') return found
      if (this.#pending.has(written)) pending.push(written)
      else problems.push(this.#unknown(written, rule, found))
      return written
    })
    return { rule: trunkIds.length > 0 ? { ...rule, trunkIds } : rule, pending, problems }
  }

  /** An id, or how many trunks of that name there are. */
  #find(written: string): string | number {
    const known = this.#ids.get(written)
    if (known !== undefined) return known
    if (this.#pending.has(written)) return 0
    if (this.#live.has(written)) return written
    const [first, ...more] = this.#named.get(written) ?? []
    return more.length === 0 ? (first ?? 0) : more.length + 1
  }

  #unknown(written: string, { name }: SipDispatchRule, count: number): SipProblem {
    if (count > 1) {
      return {
        message: `Dispatch rule "${name}" names the trunk "${written}", and the server has ${count} of that name`,
        fix: 'Write the id of the one that is meant in place of the name',
      }
    }
    const names = [...this.#ids.keys(), ...this.#pending, ...this.#named.keys()]
    const near = suggest(written, names)
    return {
      message: `Dispatch rule "${name}" names the inbound trunk "${written}", which is neither declared nor on the server`,
      fix: near === null ? 'Declare the trunk, or name one that is there' : `Did you mean "${near}"?`,
    }
  }
}
