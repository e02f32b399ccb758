import type { Edit } from '../../core/finding.ts'
import { reworded } from '../edits.ts'
import type { ConfigFact } from '../facts.ts'
import type { ConfigKind } from '../readers/config-facts/kind-of-config.ts'
import type { Folder } from '../source.ts'
import { advice, type Advice } from './advice.ts'
import { conform, meant, type Conformance, type UnknownKey } from './conform.ts'
import { egressSchema } from './egress-schema.ts'
import { ingressSchema } from './ingress-schema.ts'
import { livekitSchema } from './livekit-schema.ts'
import type { Fields, Shape } from './shape.ts'
import { sipSchema } from './sip-schema.ts'
import { compareVersions, isKnownTo, isStillKnown, isUnknownRelease, newestKnown, since } from './versions.ts'

export const programs: Record<ConfigKind, string> = {
  livekit: 'livekit-server',
  sip: 'livekit-sip',
  egress: 'livekit-egress',
  ingress: 'livekit-ingress',
}
export const schemas: Record<ConfigKind, Fields> = { livekit: livekitSchema, sip: sipSchema, egress: egressSchema, ingress: ingressSchema }
const known = new WeakMap<ConfigFact, Conformance>()

/** How a config departs from what its program's release reads. Empty for releases of which nothing is known. */
export function conformanceOf(config: ConfigFact): Conformance {
  const before = known.get(config)
  if (before) return before
  const { of, version } = config
  const found = isUnknownRelease(of, version)
    ? { unknown: [], wrong: [] }
    : conform(config.node, schemas[of], (path) => isKnownTo(of, version, path))
  const kept = { ...found, unknown: found.unknown.filter(({ path }) => !isStillKnown(of, version, path)) }
  known.set(config, kept)
  return kept
}

/** The configs of one program. */
export function configsOf<Of extends ConfigKind>(configs: readonly ConfigFact[], of: Of): (ConfigFact & { of: Of })[] {
  return configs.filter((config): config is ConfigFact & { of: Of } => config.of === of)
}

export interface KeyHit {
  message: string
  fix: string
  edits: Edit[]
  /** Something that the program does have is meant. */
  hasMeaning: boolean
  /** The release is newer than the schema: the name may be new. */
  mayBeNew: boolean
}

/** What to say of a name that the program doesn't know. */
export function keyHit({ of, version }: ConfigFact, unknown: UnknownKey, { sources }: Folder): KeyHit {
  const { path, name, node } = unknown
  const shown = `\`${path}\``
  const first = since[of][path]
  if (first !== undefined && version !== null && !isKnownTo(of, version, path)) {
    return {
      message: `${programs[of]} ${version} does not know ${shown}, which came with ${first}`,
      fix: `Take ${programs[of]} ${first} or newer, or leave the setting out`,
      edits: [],
      hasMeaning: true,
      mayBeNew: false,
    }
  }
  const told = adviceFor(of, unknown)
  const rename = told?.rename ?? meantBy(told, unknown)
  const edits = rename && node.keyAt && !unknown.beside.includes(rename) ? reworded(sources, node.keyAt, [name, rename]) : []
  return {
    message: `${shown} is no setting of ${programs[of]}${rename && !told ? `; \`${rename}\` is` : ''}`,
    fix: told?.text ?? (rename ? `Write \`${rename}\`` : `Leave \`${name}\` out`),
    edits,
    hasMeaning: told !== undefined || rename !== null,
    mayBeNew: version !== null && compareVersions(version, newestKnown[of]) > 0,
  }
}

function meantBy(told: Advice | undefined, unknown: UnknownKey): string | null {
  return told ? null : meant(unknown)
}

/** From the table; else a name that stands at one other place only has gone astray. */
function adviceFor(of: ConfigKind, unknown: UnknownKey): Advice | undefined {
  const told = advice[of][unknown.path]
  if (told) return told
  if (meant(unknown) !== null && distanceIsOne(unknown)) return undefined
  const places = placesOfName(of).get(unknown.name) ?? []
  const [place] = places
  return place !== undefined && places.length === 1
    ? { text: place === '' ? 'Move it to the top of the file' : `Move it below \`${place}:\`` }
    : undefined
}

/** A slip of one letter is surer than any other reading. */
function distanceIsOne({ name, known: names }: UnknownKey): boolean {
  return names.some(
    (candidate) =>
      Math.abs(candidate.length - name.length) <= 1 && candidate.slice(0, 2) === name.slice(0, 2) && candidate.slice(-2) === name.slice(-2),
  )
}

const byName = new Map<ConfigKind, Map<string, string[]>>()

function placesOfName(of: ConfigKind): Map<string, string[]> {
  const before = byName.get(of)
  if (before) return before
  const places = new Map<string, string[]>()
  const visit = (shape: Shape, path: string): void => {
    if (typeof shape !== 'object' || Array.isArray(shape)) return
    for (const [name, child] of Object.entries(shape as Fields)) {
      if (name === '*' || name === '#') continue
      places.set(name, [...(places.get(name) ?? []), path])
      visit(child, path === '' ? name : `${path}.${name}`)
    }
  }
  visit(schemas[of], '')
  byName.set(of, places)
  return places
}
