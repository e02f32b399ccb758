import { setTimeout as pause } from 'node:timers/promises'
import { idOfResource, type SipDispatchRule, type SipKind, type SipResource } from '../../core/sip-resources.ts'
import type { SipApi } from '../../livekit/sip-api.ts'
import type { ApiRefusal } from '../../livekit/twirp.ts'
import type { Done } from '../../plan/carry-out.ts'
import { isSame, type Item } from '../../plan/plan.ts'
import { isSecretField, itemOf } from '../kinds.ts'
import { splitOwner, withOwner } from '../owner.ts'
import type { OrderedWrite } from './order.ts'
import type { Write } from './plan-sip.ts'

const TRIES = 4
const FIRST_PAUSE_MS = 200
/** What may be over in a moment. */
const PASSING = new Set([429, 502, 503, 504])

export interface WriteContext {
  api: SipApi
  /** Ids of trunks that were made in this run, by their names. */
  made: Map<string, string>
  hidesSecrets: boolean
  signal?: AbortSignal
}

/** Does one write of a plan and compares what the server then has with what it was sent. Raises ApiRefusal. */
export async function writeOne({ write, parked }: OrderedWrite, context: WriteContext): Promise<Done> {
  const { kind, desired, live, change } = write
  const { api, made, signal } = context
  if (desired === null) {
    await persist(() => api.delete(kind, live?.id ?? ''), signal)
    return { id: live?.id ?? null, differs: [] }
  }
  const resource = filledIn(desired, write.pending, made)
  const marked = write.owner === null ? resource : withOwner(kind, resource, write.owner)
  const id = change.action === 'update' ? live?.id : undefined
  const stored = id === undefined ? await createOnce(write, marked, context) : await persist(() => api.replace(kind, id, marked), signal)
  const storedId = idOfResource(stored)
  if (kind === 'inbound' && storedId !== null) made.set(resource.name ?? '', storedId)
  return { id: storedId, differs: parked ? [] : differing(kind, marked, { stored, hidesSecrets: context.hidesSecrets }) }
}

/** A rule with the ids of trunks that are made by now. */
function filledIn(resource: SipResource, pending: readonly string[], made: ReadonlyMap<string, string>): SipResource {
  if (pending.length === 0) return resource
  const { trunkIds = [] }: SipDispatchRule = resource
  return { ...resource, trunkIds: trunkIds.map((written) => (pending.includes(written) ? (made.get(written) ?? written) : written)) }
}

/** A create must not be sent twice: where no answer came it is looked up before it is tried again. */
async function createOnce({ kind, owner }: Write, resource: SipResource, { api, signal }: WriteContext): Promise<SipResource> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await api.create(kind, resource)
    } catch (error) {
      if (!isPassing(error) || attempt === TRIES) throw error
      await pauseBefore(attempt, signal)
      const state = await persist(() => api.list([kind]), signal)
      const found = state[kind].find((each: SipResource) => each.name === resource.name && splitOwner(kind, each).owner === owner)
      if (found) return found
    }
  }
}

/** Repeats what has the same effect once and twice, while what keeps it from being done may pass. */
async function persist<T>(attemptOnce: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce()
    } catch (error) {
      if (!isPassing(error) || attempt === TRIES) throw error
      await pauseBefore(attempt, signal)
    }
  }
}

function isPassing(error: unknown): boolean {
  const { name, status } = error as ApiRefusal
  return name === 'ApiRefusal' && (status === null || PASSING.has(status))
}

async function pauseBefore(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, signal ? { signal } : {})
}

/** The fields that the server has in another way than they were sent: older servers drop those that they don't know. */
function differing(kind: SipKind, sent: SipResource, { stored, hidesSecrets }: { stored: SipResource; hidesSecrets: boolean }): string[] {
  const [wanted, there]: [Item, Item] = [itemOf(kind, sent), itemOf(kind, stored)]
  const paths = new Set([...wanted.fields.keys(), ...there.fields.keys()])
  return [...paths].filter((path) => !(hidesSecrets && isSecretField(path)) && !isSame(wanted.fields.get(path), there.fields.get(path)))
}
