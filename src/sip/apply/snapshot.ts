import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { isRecord } from '../../core/is-record.ts'
import type { SipKind, SipResource } from '../../core/sip-resources.ts'
import { Failure } from '../../core/failure.ts'
import { writeFileAtomic } from '../../platform/files.ts'
import { PRIVATE_FIELDS } from '../../stack/sip/references.ts'
import { mapTextsIn } from '../../stack/sip/secret-texts.ts'
import { kinds } from '../kinds.ts'
import { withOwner } from '../owner.ts'
import { SIP_FOLDER, type RecordOptions } from './record.ts'
import { seal, unseal } from './sealed.ts'
import type { Write } from './plan-sip.ts'

/** What one apply was to change, and how it was before. */
export interface Snapshot {
  /** Its name: the time in UTC, such as 2026-11-26T20-30-00.123Z. */
  name: string
  server: string
  key: string
  changes: SnapshotChange[]
}

export interface SnapshotChange {
  action: 'create' | 'update' | 'delete'
  kind: SipKind
  name: string
  /** Null for a create that was not done when it was written. */
  id: string | null
  /** Its id since it was deleted and made again. */
  now?: string
  /** As the server had it, with the mark of its owner; null before a create. */
  before: SipResource | null
}

const FOLDER = 'snapshots'
const KEPT = 20
const SHOWN = 5

/** Writes how everything was that these writes are about to change, before they do. Its secrets are sealed with the API secret. */
export async function takeSnapshot(writes: readonly Write[], { dir, server, key, secret }: RecordOptions, now: Date): Promise<Snapshot> {
  const name = now.toISOString().replaceAll(':', '-')
  const changes = writes.map(({ change, kind, live }): SnapshotChange => {
    const stored = live && (live.owner === null ? live.resource : withOwner(kind, live.resource, live.owner))
    return { action: change.action, kind, name: change.name, id: live?.id ?? null, before: stored }
  })
  const snapshot = { name, server, key, changes }
  await save(snapshot, { dir, secret })
  await dropOld(dir)
  return snapshot
}

/** Notes the ids of what was made since. */
export async function completeSnapshot(
  snapshot: Snapshot,
  made: ReadonlyMap<string, string>,
  { dir, secret }: RecordOptions,
): Promise<void> {
  const changes = snapshot.changes.map((change) => ({ ...change, id: change.id ?? made.get(`${change.kind} ${change.name}`) ?? null }))
  await save({ ...snapshot, changes }, { dir, secret })
}

/** The names of the snapshots of a project, the newest first. */
export async function snapshotNames(dir: string): Promise<string[]> {
  const files = await readdir(path.join(dir, SIP_FOLDER, FOLDER)).catch(() => [])
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted()
    .toReversed()
}

/**
 * How everything was before the apply of that name: its own snapshot together with all later ones. Raises SNAPSHOT_NOT_FOUND or SNAPSHOT_UNREADABLE. What was
 * applied to another server meanwhile is left out.
 */
export async function readSince(named: string, options: RecordOptions): Promise<Snapshot> {
  const name = path.basename(named, '.json')
  const first = await readSnapshot(name, options)
  const later = (await snapshotNames(options.dir)).filter((each) => each > name).toReversed()
  const others = await Promise.all(later.map((each) => readSnapshot(each, options, { ofAny: true })))
  const same = others.filter(({ server, key }) => server === options.server && key === options.key)
  return { ...first, changes: together([first, ...same].flatMap(({ changes }) => changes)) }
}

/** Changes in the order in which they were made, each resource as it was before the first of them. */
function together(changes: readonly SnapshotChange[]): SnapshotChange[] {
  const firsts = new Map<string, SnapshotChange>()
  for (const change of changes) {
    const { action, kind, id, name } = change
    // What was deleted and then made again is the same thing to whoever wants it back, although its id is another one.
    const keys = [...(id === null ? [] : [`${kind} id ${id}`]), ...(action === 'update' ? [] : [`${kind} ${name}`])]
    const known = keys.map((key) => firsts.get(key)).find((first) => first !== undefined)
    const first = known ?? { ...change }
    if (known && action === 'create' && id !== null) known.now = id
    for (const key of keys) firsts.set(key, first)
  }
  return [...new Set(firsts.values())]
}

/** A snapshot by its name. Raises SNAPSHOT_NOT_FOUND or SNAPSHOT_UNREADABLE. */
async function readSnapshot(name: string, options: RecordOptions, { ofAny = false } = {}): Promise<Snapshot> {
  const { dir, server, key, secret } = options
  const text = /^[\w.-]+$/.test(name) ? await readFile(fileOf(dir, name), 'utf8').catch(() => null) : null
  if (text === null) throw notFound(name, await snapshotNames(dir))
  const snapshot = parsed(text, name)
  const isOther = snapshot.server !== server || snapshot.key !== key
  if (isOther && ofAny) return snapshot
  if (isOther) throw unreadable(name, `It is of ${snapshot.server} with the key ${snapshot.key}.`)
  const changes = snapshot.changes.map((change) => ({ ...change, before: opened(change.before, { secret, name }) }))
  return { ...snapshot, changes }
}

function parsed(text: string, name: string): Snapshot {
  const snapshot = jsonOf(text)
  if (isSnapshot(snapshot)) return { ...snapshot, name }
  throw unreadable(name, 'It is not whole.')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isSnapshot(value: unknown): value is Snapshot {
  return isRecord(value) && Array.isArray(value['changes']) && value['changes'].every(isChange)
}

function isChange(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { action, kind, name, id, before } = value
  return (
    ['create', 'update', 'delete'].includes(String(action)) &&
    kinds.some((known) => known === kind) &&
    typeof name === 'string' &&
    (id === null || typeof id === 'string') &&
    (before === null || isRecord(before))
  )
}

function opened(before: SipResource | null, { secret, name }: { secret: string; name: string }): SipResource | null {
  if (before === null) return null
  return mapTextsIn(before, PRIVATE_FIELDS, (sealed) => {
    const text = unseal(sealed, secret)
    if (text === null) throw unreadable(name, 'Its passwords were sealed with another LIVEKIT_API_SECRET.')
    return text
  })
}

async function save(snapshot: Snapshot, { dir, secret }: Pick<RecordOptions, 'dir' | 'secret'>): Promise<void> {
  const sealed = snapshot.changes.map((change) => ({
    ...change,
    before: change.before && mapTextsIn(change.before, PRIVATE_FIELDS, (text) => seal(text, secret)),
  }))
  await writeFileAtomic(fileOf(dir, snapshot.name), `${JSON.stringify({ ...snapshot, changes: sealed })}\n`, 0o600)
}

async function dropOld(dir: string): Promise<void> {
  for (const name of (await snapshotNames(dir)).slice(KEPT)) await rm(fileOf(dir, name), { force: true })
}

function fileOf(dir: string, name: string): string {
  return path.join(dir, SIP_FOLDER, FOLDER, `${name}.json`)
}

function notFound(name: string, names: readonly string[]): Failure {
  return new Failure({
    code: 'SNAPSHOT_NOT_FOUND',
    message: `There is no snapshot ${name}`,
    why: `Each \`voicectl sip apply\` that changes something writes one; the last ${KEPT} are kept.`,
    details: [
      ...names.slice(0, SHOWN),
      ...(names.length > SHOWN ? [`and ${names.length - SHOWN} older ones, in ${path.join(SIP_FOLDER, FOLDER)}`] : []),
    ],
    fix: [{ text: 'Name one of these, or none for the last one', command: 'voicectl sip rollback' }],
    exit: 2,
  })
}

function unreadable(name: string, why: string): Failure {
  return new Failure({
    code: 'SNAPSHOT_UNREADABLE',
    message: `Couldn't use the snapshot ${name}`,
    why,
    fix: [{ text: `Choose another one, from .voicectl/sip/snapshots` }],
    exit: 2,
  })
}
