import type { Place } from '../../core/place.ts'
import { booleanOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { DispatchRuleFact, EgressRequestFact, Facts, Site, TrunkFact } from '../facts.ts'
import { sameStack } from '../folder-view.ts'
import { isCloud } from '../net/hosts.ts'
import { parseLiveKitUrl } from '../net/livekit-url.ts'
import { stageOf } from '../net/stage.ts'
import { fieldOf } from './protojson.ts'

/** A text of a list with its place. */
export interface Text {
  value: string
  at: Place
}

/** The texts of a list field, or the one that stands in its place; what is not text is left out. */
export function textsOf(node: ConfigNode | undefined): Text[] {
  const items = node?.content.kind === 'scalar' ? [node] : itemsOf(node)
  return items.flatMap((item) => {
    const value = textOf(item)
    return value === undefined ? [] : [{ value, at: item.at }]
  })
}

/** The text of a field; undefined where it is absent or empty. */
export function filled(node: ConfigNode | undefined): string | undefined {
  return textOf(node) || undefined
}

/** A message by its name, for a sentence: `the trunk "Twilio"`. */
export function labelOf({ what, field }: Pick<TrunkFact | DispatchRuleFact, 'what' | 'field'>): string {
  const name = filled(field('name'))
  const kind = what === 'trunk' ? 'trunk' : 'dispatch rule'
  return name === undefined ? `the ${kind}` : `the ${kind} "${name.slice(0, 40)}"`
}

/** The same at the start of a sentence. */
export function labelFirst(fact: Pick<TrunkFact | DispatchRuleFact, 'what' | 'field'>): string {
  return capital(labelOf(fact))
}

/** A text as the start of a sentence. */
export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

type Shaped = Pick<TrunkFact | DispatchRuleFact | EgressRequestFact, 'shape'>

/** The names of voicectl.yaml that are not the protocol's in camelCase. */
const DECLARED: Readonly<Record<string, string>> = {
  trunk_ids: 'trunks',
  dispatch_rule_individual: 'individual',
  dispatch_rule_direct: 'direct',
  dispatch_rule_callee: 'callee',
}

/** A field's name as the file has it that holds the message: `trunk_ids`, or `trunks` in voicectl.yaml. */
export function fieldName({ shape }: Shaped, name: string): string {
  if (shape !== 'declared') return name
  return DECLARED[name] ?? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** True for a message of voicectl.yaml, whose fields and values stack.invalid judges. */
export function isDeclared({ shape }: Shaped): boolean {
  return shape === 'declared'
}

/** Where a message begins: its name, else its first field, else itself. */
export function placeOfMessage({ field, node }: Pick<TrunkFact | DispatchRuleFact, 'field' | 'node'>): Place {
  const first = node.content.kind === 'map' ? [...node.content.entries.values()][0] : undefined
  return field('name')?.at ?? first?.keyAt ?? node.at
}

/** True for files that show how one is written: placeholders belong into them, and nobody creates what they say. */
export function isExample(file: string): boolean {
  return /(?:^|[./_-])(?:examples?|samples?|templates?|docs?)(?=[./_-]|$)/i.test(file)
}

/** True where an id is none: `ST_xxxx`, `<trunk-id>`, `your_trunk_id`. What a program fills in later is no placeholder. */
export function isPlaceholderId(id: string): boolean {
  if (/\$\{|\{\{|\$\(|^\$\w|%\w+%/.test(id)) return false
  if (/^<.*>$|^\[.*\]$|\.\.\.|…/.test(id) || /your|change|replace|placeholder|example|trunk[-_ ]?id|insert|todo|here\b/i.test(id))
    return true
  return /^(?:ST_?)?([xX_\-*.])\1{2,}$/.test(id) || /^ST_?(?:123\d*|abc\w{0,3}|[xX*]+|id)?$/i.test(id)
}

/** True for what a server gave a trunk: nobody else chooses them. */
export function isTrunkId(id: string): boolean {
  return /^ST_[A-Za-z0-9]{8,}$/.test(id) && !isPlaceholderId(id)
}

type Created = Pick<TrunkFact | DispatchRuleFact, 'at' | 'site' | 'field' | 'what'>

/** True where both may be created in one LiveKit: neither is an example, a copy of the other, what was printed of it, or of another environment. */
export function mayMeet(a: Created, b: Created): boolean {
  if (isExample(a.at.file) || isExample(b.at.file) || !sameStack(a.site, b.site)) return false
  const [here, there] = [stageOf(a.at.file), stageOf(b.at.file)]
  if (here !== null && there !== null && here !== there) return false
  const [first, second] = [idOf(a), idOf(b)]
  if (first !== undefined && first === second) return false
  if (a.at.file === b.at.file) return true
  const sameName = filled(a.field('name')) !== undefined && filled(a.field('name')) === filled(b.field('name'))
  return !sameName && (first === undefined) === (second === undefined)
}

/** The id that the server gave; undefined before it is created. */
export function idOf({ field, what }: Pick<Created, 'field' | 'what'>): string | undefined {
  return filled(field(what === 'trunk' ? 'sip_trunk_id' : 'sip_dispatch_rule_id'))
}

/** How a dispatch rule chooses the room. */
export interface Choice {
  kind: 'direct' | 'individual' | 'callee'
  node: ConfigNode
  /** The room's name, or its prefix. */
  room: ConfigNode | undefined
  pin: string
}

/** How a dispatch rule chooses the room; null where it says nothing that LiveKit knows. */
export function choiceOf({ field }: Pick<DispatchRuleFact, 'field'>): Choice | null {
  for (const kind of ['direct', 'individual', 'callee'] as const) {
    const node = fieldOf(field('rule'), `dispatch_rule_${kind}`)
    if (node)
      return { kind, node, room: fieldOf(node, kind === 'direct' ? 'room_name' : 'room_prefix'), pin: textOf(fieldOf(node, 'pin')) ?? '' }
  }
  return null
}

/** Whether a stack's calls arrive at LiveKit Cloud or at a SIP service of its own; null where its files don't tell. */
export function placeOfCalls(facts: Facts, site: Site): 'cloud' | 'self-hosted' | null {
  const own = facts.all('config').some(({ of, site: at }) => (of === 'sip' || of === 'livekit') && sameStack(at, site))
  const service = facts.all('service').some(({ user, site: at }) => (user === 'sip' || user === 'livekit') && sameStack(at, site))
  if (own || service) return 'self-hosted'
  const stack = facts.all('stack').find(({ site: at }) => sameStack(at, site))
  if (stack?.target) return stack.target === 'cloud' ? 'cloud' : 'self-hosted'
  const hosts = facts.all('livekit-url').flatMap((fact) => (sameStack(fact.site, site) ? [parseLiveKitUrl(fact.url)?.host ?? ''] : []))
  return hosts.length > 0 && hosts.every((host) => isCloud(host)) ? 'cloud' : null
}

/** The lowest version of livekit-server that runs in a stack, with the place that tells it; null where none does. */
export function serverVersion(facts: Facts, site: Site): { version: string; at: Place } | null {
  const found = facts.all('config').flatMap((config) => {
    if (config.of !== 'livekit' || config.version === null || !sameStack(config.site, site)) return []
    const service = facts.all('service').find((one) => one.user === 'livekit' && one.name === config.site.service)
    return [{ version: config.version, at: service?.image?.at ?? config.node.at }]
  })
  const images = facts.all('service').flatMap(({ user, image, site: at }) => {
    const version = /:v?(\d+\.\d+(?:\.\d+)?)\b/.exec(image?.value ?? '')?.[1]
    return user === 'livekit' && image && version !== undefined && sameStack(at, site) ? [{ version, at: image.at }] : []
  })
  return [...found, ...images].toSorted((a, b) => compareVersions(a.version, b.version))[0] ?? null
}

/** Negative where the first version is the older one. `1.9` stands for the newest of its line. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string) => [...version.split('.').map(Number), Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY].slice(0, 3)
  const [left, right] = [parts(a), parts(b)]
  const index = left.findIndex((part, at) => part !== right[at])
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0)
}

/** True where a request brings its own store, on the request, one of its outputs or in its room's configuration. */
export function storesOf(output: ConfigNode): boolean {
  return ['s3', 'gcp', 'azure', 'aliOSS'].some((name) => fieldOf(output, name) !== undefined)
}

/** The configs of egress workers that a request may reach, whether each has a store, and whether it refuses files that it can't upload. */
export function egressWorkers(
  facts: Facts,
  { site }: Pick<EgressRequestFact, 'site'>,
): { node: ConfigNode; hasStore: boolean; forbidsFiles: boolean }[] {
  return facts.all('config').flatMap(({ of, node, site: at }) => {
    if (of !== 'egress' || !sameStack(at, site)) return []
    const hasStore = ['s3', 'gcp', 'azure', 'alioss'].some((name) => nodeAt(node, 'storage', name) !== undefined)
    return [{ node, hasStore, forbidsFiles: booleanOf(nodeAt(node, 'disallow_local_storage')) === true && !hasStore }]
  })
}
