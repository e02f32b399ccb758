import type { SipDispatchRule, SipKind, SipResource } from '../core/sip-resources.ts'

// Which stack made a resource, written where it reaches neither callers nor agents: into a trunk's metadata, and into the tags of a rule's rooms.
// A rule's own metadata and attributes become those of the caller, so they are no place for it.

const TAG = 'voicectl'
const IN_JSON = /(?:,)?"voicectl":"([a-z0-9-]*)"\}$/
const AS_LINE = /(?:^|\n)voicectl=([a-z0-9-]*)$/

/** A resource with its owner's name in it. */
export function withOwner<Resource extends SipResource>(kind: SipKind, resource: Resource, owner: string): Resource {
  if (kind === 'rules') {
    const { roomConfig } = resource as SipDispatchRule
    return { ...resource, roomConfig: { ...roomConfig, tags: { ...roomConfig?.tags, [TAG]: owner } } }
  }
  return { ...resource, metadata: markedText(resource.metadata ?? '', owner) }
}

/** A resource as it was meant, and the name of its owner; null where it has none. */
export function splitOwner<Resource extends SipResource>(kind: SipKind, resource: Resource): { resource: Resource; owner: string | null } {
  return kind === 'rules' ? splitRule(resource) : splitTrunk(resource)
}

function splitTrunk<Resource extends SipResource>(trunk: Resource): { resource: Resource; owner: string | null } {
  const { metadata = '', ...rest } = trunk
  const [pattern, end] = IN_JSON.test(metadata) ? [IN_JSON, '}'] : [AS_LINE, '']
  const owner = pattern.exec(metadata)?.[1] ?? null
  if (owner === null) return { resource: trunk, owner }
  const plain = metadata.replace(pattern, end)
  return { resource: (plain === '' ? rest : { ...rest, metadata: plain }) as Resource, owner }
}

function splitRule<Resource extends SipResource>(rule: Resource): { resource: Resource; owner: string | null } {
  const { roomConfig, ...rest } = rule as SipDispatchRule
  const { [TAG]: owner, ...tags } = roomConfig?.tags ?? {}
  if (owner === undefined) return { resource: rule, owner: null }
  const { tags: _, ...config } = roomConfig ?? {}
  const room = Object.keys(tags).length > 0 ? { ...config, tags } : config
  return { resource: (Object.keys(room).length > 0 ? { ...rest, roomConfig: room } : rest) as Resource, owner }
}

/** JSON stays JSON; any other text gets a line more. */
function markedText(text: string, owner: string): string {
  if (isJsonObject(text)) return `${text.slice(0, -1)}${/^\{\s*\}$/.test(text) ? '' : ','}"${TAG}":"${owner}"}`
  return `${text}${text === '' ? '' : '\n'}${TAG}=${owner}`
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{') || !text.endsWith('}')) return false
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}
