import { idOfResource, type SipResource, type SipState } from '../../core/sip-resources.ts'
import { blockOfKind, declaredItem, type DeclaredItem } from '../../stack/sip/declare.ts'
import { desiredSip } from '../../stack/sip/desired.ts'
import { sipForms } from '../../stack/sip/forms.ts'
import type { BlockChange } from '../../stack/sip/patch-block.ts'
import { referencesIn } from '../../stack/sip/references.ts'
import type { StackConfig } from '../../stack/schema.ts'
import { liveResources, type LiveResource } from '../apply/live.ts'
import { matchResources, type Match } from '../apply/match.ts'
import { kindLabels, kinds } from '../kinds.ts'
import { pulledItem } from './item.ts'
import { PullReferences } from './references.ts'

export interface PullInput {
  /** Null where there is no voicectl.yaml. */
  config: Pick<StackConfig, 'sip' | 'agent'> | null
  env: ReadonlyMap<string, string>
  stored: SipState
  /** Also takes out of the file what the server does not have. */
  prune: boolean
  owner: string
  /** True where the server may keep passwords to itself; those are left as the file has them. */
  hidesSecrets: boolean
}

export interface PullResult {
  changes: (BlockChange & { label: string })[]
  /** Values for .env, by name. */
  secrets: ReadonlyMap<string, string>
  /** Declared, and not on the server. */
  missing: string[]
  /** What other stacks declare, each with the stack that does. */
  others: { label: string; owner: string }[]
}

/** Of an id that makes a name of its own, and of the name before it. */
const ID_TAIL = 6
const LONGEST_BASE = 80

const BARE_AGENT = { name: '' } as StackConfig['agent']

/** What the `sip` block has to say so that it declares what the server has. Pure. */
export function pullSip(input: PullInput): PullResult {
  const { config, stored, prune, owner } = input
  const declared = meantBy(input)
  const others = config === null ? [] : ofOtherStacks(stored, { owner, declared })
  const live = named(stored, { owner, without: new Set(others.map(({ id }) => id)) })
  const { matches, surplus } = matchResources(declared, live, { owner, scope: kinds, partial: false })
  const writer = new ItemWriter(input, { live, others })
  const place = ({ kind, desired }: Match) => ({ kind, index: indexOf(declared[kind], desired) })
  const changed = matches.flatMap((match) => {
    if (!match.live) return []
    const { kind, index } = place(match)
    const item = writer.changed(match.live, { written: config?.sip?.[blockOfKind[kind]]?.[index] ?? null, desired: match.desired })
    return item === null ? [] : [{ kind, index, item, label: labelFor(match.live) }]
  })
  const added = surplus.map((each) => ({ kind: each.kind, index: null, item: writer.item(each, null), label: labelFor(each) }))
  const gone = matches.flatMap((match) =>
    match.live ? [] : [{ ...place(match), item: null, label: `${kindLabels[match.kind]} "${match.desired.name}"` }],
  )
  return {
    changes: [...changed, ...added, ...(prune ? gone : [])],
    secrets: writer.secrets,
    missing: prune ? [] : gone.map(({ label }) => label),
    others: others.map((each) => ({ label: labelFor(each), owner: each.owner ?? '' })),
  }
}

/** What the file declares. A name that .env lacks stands for nothing that a server could have. */
function meantBy({ config, env }: Pick<PullInput, 'config' | 'env'>): SipState {
  const absent = referencesIn(JSON.stringify(config?.sip ?? {})).filter((name) => !env.has(name))
  const known = new Map([...env, ...absent.map((name) => [name, `\0${name}`] as const)])
  return desiredSip({ sip: config?.sip, agent: config?.agent ?? BARE_AGENT }, known).state
}

interface Written {
  /** What the block says of it now. */
  written: DeclaredItem
  /** What that means. */
  desired: SipResource
}

/** Makes items of the block, and collects the secrets that they refer to. */
class ItemWriter {
  readonly #references: PullReferences
  readonly #hidesSecrets: boolean
  readonly #findable: ReadonlySet<LiveResource>
  readonly #trunks: ReadonlyMap<string, string>
  /** Ids of other stacks' trunks by names that no other trunk has. */
  readonly #foreign: ReadonlyMap<string, string>
  readonly #agentName: string

  constructor(
    { config, env, hidesSecrets }: PullInput,
    { live, others }: { live: readonly NamedResource[]; others: readonly LiveResource[] },
  ) {
    this.#references = new PullReferences(config, env)
    this.#hidesSecrets = hidesSecrets
    this.#findable = new Set(live.filter(({ findable }) => findable))
    this.#trunks = trunkNames(live)
    const own = new Set(this.#trunks.values())
    const byName = Map.groupBy(trunkNames(others), ([, name]) => name)
    this.#foreign = new Map(
      [...byName].flatMap(([name, [first, ...more]]) => (first && more.length === 0 && !own.has(name) ? [[name, first[0]]] : [])),
    )
    this.#agentName = config?.agent.name ?? ''
  }

  get secrets(): ReadonlyMap<string, string> {
    return this.#references.secrets
  }

  /** Null where the block says all of it. */
  changed(live: LiveResource, { written, desired }: { written: DeclaredItem | null; desired: SipResource }): DeclaredItem | null {
    const before = this.secrets
    const item = this.item(live, written && { written, desired })
    return item === written && this.secrets === before ? null : item
  }

  /** With its id where its name alone does not find it on the server. */
  item(live: LiveResource, known: Written | null): DeclaredItem {
    const id = this.#findable.has(live) && known?.written['id'] === undefined ? {} : { id: live.id }
    const plain = declaredItem(live.kind, live.resource, {
      trunkName: (each) => this.#trunks.get(each) ?? each,
      agentName: this.#agentName,
    })
    const { name, ...rest } = plain
    return pulledItem(
      { written: known?.written ?? null, meant: known && this.#meant(live, known), live: { name, ...id, ...rest } },
      { references: this.#references, hidesSecrets: this.#hidesSecrets },
    )
  }

  #meant({ kind }: LiveResource, { written, desired }: Written): DeclaredItem {
    const trunkName = (said: string) => this.#trunks.get(said) ?? this.#foreign.get(said) ?? said
    const plain = declaredItem(kind, desired, { trunkName, agentName: this.#agentName })
    return written['id'] === undefined ? plain : { ...plain, id: idOfResource(desired) }
  }
}

function trunkNames(live: readonly LiveResource[]): Map<string, string> {
  return new Map(live.flatMap(({ kind, id, resource }) => (kind === 'inbound' ? [[id, resource.name ?? id]] : [])))
}

/** What other stacks have made, which stands in their own files, but for what is taken over by its id. */
function ofOtherStacks(stored: SipState, { owner, declared }: { owner: string; declared: SipState }): LiveResource[] {
  const named = new Set(kinds.flatMap((kind) => declared[kind].map((resource: SipResource) => idOfResource(resource))))
  return liveResources(stored).filter((each) => each.owner !== null && each.owner !== owner && !named.has(each.id))
}

interface NamedResource extends LiveResource {
  /** True where its name alone finds it on the server. */
  findable: boolean
}

/**
 * What the server has, each with a name that no other of its kind has: those without one, and those of a name that there is twice, get one from their ids. All
 * count as this owner's, as the file is to say all that there is.
 */
function named(stored: SipState, { owner, without }: { owner: string; without: ReadonlySet<string> }): NamedResource[] {
  const live = liveResources(stored).filter(({ id }) => !without.has(id))
  const byName = Map.groupBy(live, ({ kind, resource }) => `${kind} ${resource.name ?? ''}`)
  return live.map((each) => {
    const name = each.resource.name ?? ''
    const isSound = sipForms.resourceName[0].test(name)
    const findable = isSound && byName.get(`${each.kind} ${name}`)?.length === 1
    const fresh = `${isSound ? name.slice(0, LONGEST_BASE) : kindLabels[each.kind].replace(' ', '-')}-${each.id.slice(-ID_TAIL)}`
    return { ...each, owner, findable, resource: { ...each.resource, name: findable ? name : fresh } }
  })
}

function indexOf(list: readonly SipResource[], resource: SipResource): number {
  return list.indexOf(resource)
}

function labelFor({ kind, id, resource }: LiveResource): string {
  return `${kindLabels[kind]} "${resource.name}" (${id})`
}
