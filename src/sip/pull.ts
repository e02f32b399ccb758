import { idOfResource, type SipResource, type SipState } from '../core/sip-resources.ts'
import { isSame, type Value } from '../plan/plan.ts'
import { blockOfKind, declaredItem, type DeclaredItem } from '../stack/sip/declare.ts'
import { desiredSip } from '../stack/sip/desired.ts'
import { sipForms } from '../stack/sip/forms.ts'
import type { BlockChange } from '../stack/sip/patch-block.ts'
import { referencesIn } from '../stack/sip/references.ts'
import type { StackConfig } from '../stack/schema.ts'
import { liveResources, type LiveResource } from './apply/live.ts'
import { matchResources } from './apply/match.ts'
import { TrunkNames } from './apply/references.ts'
import { itemOf, kindLabels, kinds } from './kinds.ts'

export interface PullInput {
  /** Null where there is no voicectl.yaml. */
  config: Pick<StackConfig, 'sip' | 'agent'> | null
  env: ReadonlyMap<string, string>
  stored: SipState
  /** Also takes out of the file what the server does not have. */
  prune: boolean
  owner: string
}

export interface PullResult {
  changes: (BlockChange & { label: string })[]
  /** Values for .env, by name. */
  secrets: Map<string, string>
  /** Declared, and not on the server. */
  missing: string[]
  /** What other stacks declare, each with the stack that does. */
  others: { label: string; owner: string }[]
}

/** Shorter values are the same by chance. */
const LEAST_TELLING = 6
/** Of an id that makes a name of its own, and of the name before it. */
const ID_TAIL = 6
const LONGEST_BASE = 80

const BARE_AGENT = { name: '' } as StackConfig['agent']

/** What the `sip` block has to say so that it declares what the server has. Pure. */
export function pullSip({ config, env, stored, prune, owner }: PullInput): PullResult {
  const declared = desiredSip({ sip: config?.sip, agent: config?.agent ?? BARE_AGENT }, env).state
  const others = config === null ? [] : ofOtherStacks(stored, { owner, declared })
  const live = named(stored, { owner, without: new Set(others.map(({ id }) => id)) })
  const { matches, surplus } = matchResources(declared, live, { owner, scope: kinds, partial: false })
  const writer = new ItemWriter(live, { env, agentName: config?.agent.name ?? '' })
  const trunks = new TrunkNames(declared.inbound, matches, live)
  const changed = matches.flatMap(({ kind, live: found, desired }): PullResult['changes'] => {
    if (!found || isAsDeclared(found, kind === 'rules' ? trunks.resolve(desired).rule : desired)) return []
    const index = indexOf(declared[kind], desired)
    const written: DeclaredItem | null = config?.sip?.[blockOfKind[kind]]?.[index] ?? null
    return [{ kind, index, item: writer.item(found, written), label: labelFor(found) }]
  })
  const added = surplus.map((each) => ({ kind: each.kind, index: null, item: writer.item(each, null), label: labelFor(each) }))
  const gone = matches.flatMap(({ kind, live: found, desired }) =>
    found ? [] : [{ kind, index: indexOf(declared[kind], desired), item: null, label: `${kindLabels[kind]} "${desired.name}"` }],
  )
  const changes = [...changed, ...added, ...(prune ? gone : [])]
  return {
    changes,
    secrets: writer.secrets,
    missing: prune ? [] : gone.map(({ label }) => label),
    others: others.map((each) => ({ label: labelFor(each), owner: each.owner ?? '' })),
  }
}

/** Makes items of the block, and collects the secrets that they refer to. */
class ItemWriter {
  readonly secrets = new Map<string, string>()
  readonly #findable: ReadonlySet<LiveResource>
  readonly #trunks: ReadonlyMap<string, string>
  readonly #env: ReadonlyMap<string, string>
  readonly #taken: Set<string>
  readonly #agentName: string

  constructor(live: readonly NamedResource[], { env, agentName }: { env: ReadonlyMap<string, string>; agentName: string }) {
    this.#findable = new Set(live.filter(({ findable }) => findable))
    this.#trunks = new Map(live.flatMap(({ kind, id, resource }) => (kind === 'inbound' ? [[id, resource.name ?? id]] : [])))
    this.#env = env
    this.#taken = new Set(env.keys())
    this.#agentName = agentName
  }

  /** With its id where its name alone does not find it on the server. `written` is what the block says of it now. */
  item(live: LiveResource, written: DeclaredItem | null): DeclaredItem {
    const plain = declaredItem(live.kind, live.resource, {
      referenceFor: (path, value) => this.#reference(live, { path, value, written }),
      trunkName: (id) => this.#trunks.get(id) ?? id,
      agentName: this.#agentName,
    })
    return this.#findable.has(live) && written?.['id'] === undefined ? plain : { name: plain['name'], id: live.id, ...plain }
  }

  #reference(live: LiveResource, { path, value, written }: { path: string; value: string; written: DeclaredItem | null }): string {
    const name = referenceIn(written, path) ?? freshName(live, path, { taken: this.#taken, value, env: this.#env })
    this.#taken.add(name)
    if (this.#env.get(name) !== value) this.secrets.set(name, value)
    return name
  }
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

function isAsDeclared({ kind, resource }: LiveResource, desired: SipResource): boolean {
  const [there, here] = [itemOf(kind, resource).fields, itemOf(kind, desired).fields]
  const paths = new Set([...there.keys(), ...here.keys()])
  return [...paths].every((path) => isSame(there.get(path) as Value, here.get(path)))
}

function labelFor({ kind, id, resource }: LiveResource): string {
  return `${kindLabels[kind]} "${resource.name}" (${id})`
}

/** The name in .env that an item refers to already at a path; `pin` stands below whichever way the rule has. */
function referenceIn(written: DeclaredItem | null, path: string): string | null {
  if (written === null) return null
  const [first = '', second] = path.split('.')
  const value = second === undefined ? written[first] : (written[first] as DeclaredItem | undefined)?.[second]
  const within = path === 'pin' ? Object.values((written['rule'] ?? {}) as Record<string, DeclaredItem>)[0]?.['pin'] : value
  return typeof within === 'string' ? (referencesIn(within)[0] ?? null) : null
}

interface NameContext {
  taken: ReadonlySet<string>
  env: ReadonlyMap<string, string>
  value: string
}

/** The name that holds this secret already, else a new one such as `SIP_CARRIER_IN_PASSWORD`. */
function freshName({ resource }: LiveResource, path: string, { taken, env, value }: NameContext): string {
  const what = path === 'authPassword' ? 'PASSWORD' : path.split('.').at(-1)
  const base = `SIP_${resource.name}_${what}`
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/_{2,}/g, '_')
  const known = [...env].find(([name, held]) => held === value && value.length >= LEAST_TELLING && !name.startsWith('LIVEKIT_'))
  if (known) return known[0]
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}_${count}`
    if (!taken.has(name) || env.get(name) === value) return name
  }
}
