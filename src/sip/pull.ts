import { idOfResource, type SipResource, type SipState } from '../core/sip-resources.ts'
import { isSame, type Value } from '../plan/plan.ts'
import { blockOfKind, declaredItem, type DeclaredItem } from '../stack/sip/declare.ts'
import { desiredSip } from '../stack/sip/desired.ts'
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
}

/** Shorter values are the same by chance. */
const LEAST_TELLING = 6

const BARE_AGENT = { name: '' } as StackConfig['agent']

/** What the `sip` block has to say so that it declares what the server has. Pure. */
export function pullSip({ config, env, stored, prune, owner }: PullInput): PullResult {
  // Whose it is makes no difference: the file is to say all that the server has.
  const live = named(liveResources(stored)).map((each) => ({ ...each, owner }))
  const declared = desiredSip({ sip: config?.sip, agent: config?.agent ?? BARE_AGENT }, env).state
  const { matches, surplus, foreign } = matchResources(declared, live, { owner, scope: kinds })
  const found = new Map(matches.flatMap(({ live: each, desired }) => (each ? [[each, desired] as const] : [])))
  const names = new Map(live.flatMap(({ kind, id, resource }) => (kind === 'inbound' ? [[id, resource.name ?? id] as const] : [])))
  const trunks = new TrunkNames(declared.inbound, matches, live)
  const secrets = new Map<string, string>()
  const taken = new Set(env.keys())
  const changes: PullResult['changes'] = []
  const item = (each: LiveResource, written: DeclaredItem | null): DeclaredItem => {
    const referenceFor = (path: string, value: string) => {
      const name = referenceIn(written, path) ?? freshName(each, path, { taken, value, env })
      taken.add(name)
      if (env.get(name) !== value) secrets.set(name, value)
      return name
    }
    const plain = declaredItem(each.kind, each.resource, {
      referenceFor,
      trunkName: (id) => names.get(id) ?? id,
      agentName: config?.agent.name ?? '',
    })
    const isNamed = stored[each.kind].some(
      (resource: SipResource) => idOfResource(resource) === each.id && resource.name === each.resource.name,
    )
    return isNamed && written?.['id'] === undefined ? plain : { name: plain['name'], id: each.id, ...plain }
  }
  for (const [each, desired] of found) {
    const resolved = each.kind === 'rules' ? trunks.resolve(desired).rule : desired
    if (isAsDeclared(each, resolved)) continue
    const index = indexOf(declared[each.kind], desired)
    const written = (config?.sip?.[blockOfKind[each.kind]]?.[index] ?? null) as DeclaredItem | null
    changes.push({ kind: each.kind, index, item: item(each, written), label: labelFor(each) })
  }
  for (const each of [...surplus, ...foreign]) changes.push({ kind: each.kind, index: null, item: item(each, null), label: labelFor(each) })
  const absent = matches.filter((match) => match.live === null)
  const gone = absent.map(({ kind, desired }) => ({
    kind,
    index: indexOf(declared[kind], desired),
    item: null,
    label: `${kindLabels[kind]} "${desired.name}"`,
  }))
  return { changes: [...changes, ...(prune ? gone : [])], secrets, missing: prune ? [] : gone.map(({ label }) => label) }
}

/** Each with a name that no other of its kind has: those without one, and further ones of the same name, get one from their ids. */
function named(live: readonly LiveResource[]): LiveResource[] {
  const taken = new Set<string>()
  return live.map((each) => {
    const own = each.resource.name?.trim() ?? ''
    const isFree = own !== '' && own.length <= 100 && own === each.resource.name && !taken.has(`${each.kind} ${own}`)
    const name = isFree ? own : `${own === '' ? kindLabels[each.kind].replace(' ', '-') : own.slice(0, 80)}-${each.id.slice(-4)}`
    taken.add(`${each.kind} ${name}`)
    return isFree ? each : { ...each, resource: { ...each.resource, name } }
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
