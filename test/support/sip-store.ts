import type { SipDispatchRule, SipInboundTrunk, SipState } from '../../src/core/sip-resources.ts'
import type { SipApi } from '../../src/livekit/sip-api.ts'
import { sipReaders } from '../../src/livekit/sip-json.ts'
import type { CallCase } from './sip-calls.ts'

/** How trunks and rules came to a server. */
export interface Stored {
  created: number
  /** Brought in by an update, which is not checked for conflicts. */
  updated: number
  /** Refused either way. */
  refused: number
}

type Kind = Exclude<keyof SipState, 'outbound'>
type Resource = SipInboundTrunk | SipDispatchRule

let serial = 0

/**
 * Writes trunks and rules into a real server: what its conflict check refuses goes in by an update of something harmless, after all the rest, as the
 * server creates nothing beside a conflict. Ids in the rules become the server's.
 */
export async function storeState(api: SipApi, { inbound, rules }: CallCase['state']): Promise<Stored> {
  const counts: Stored = { created: 0, updated: 0, refused: 0 }
  const readers = await sipReaders({ strict: false })
  const ids = new Map<string, string>()
  const late: (() => Promise<void>)[] = []
  const store = async (kind: Kind, resource: Resource) => {
    const made = await api.create(kind, resource).then(idIn, () => null)
    if (made !== null) counts.created++
    const id = made ?? idIn(await api.create(kind, harmless(kind)))
    if (made === null) late.push(() => update(api, { kind, id, resource }, counts))
    return id
  }
  for (const json of inbound) {
    const { sipTrunkId, ...trunk } = readers.inbound(json)
    const id = await store('inbound', trunk)
    if (sipTrunkId) ids.set(sipTrunkId, id)
  }
  for (const json of rules) {
    const { sipDispatchRuleId: _, trunkIds = [], ...rule } = readers.rules(json)
    await store('rules', { ...rule, ...(trunkIds.length > 0 ? { trunkIds: trunkIds.map((id) => ids.get(id) ?? id) } : {}) })
  }
  for (const step of late) await step()
  return counts
}

async function update(api: SipApi, { kind, id, resource }: { kind: Kind; id: string; resource: Resource }, counts: Stored): Promise<void> {
  try {
    await api.replace(kind, id, resource)
    counts.updated++
  } catch {
    await api.delete(kind, id)
    counts.refused++
  }
}

/** Deletes everything that a server has. */
export async function clearState(api: SipApi): Promise<void> {
  const state = await api.list(['inbound', 'rules'])
  for (const { sipTrunkId = '' } of state.inbound) await api.delete('inbound', sipTrunkId)
  for (const { sipDispatchRuleId = '' } of state.rules) await api.delete('rules', sipDispatchRuleId)
}

/** One that conflicts with nothing. */
function harmless(kind: Kind): Resource {
  serial++
  if (kind === 'inbound') return { name: 'harmless', numbers: [`harmless-${serial}`] }
  return { name: 'harmless', trunkIds: [`ST_harmless${serial}`], rule: { dispatchRuleDirect: { roomName: 'a' } } }
}

function idIn(resource: Resource): string {
  const { sipTrunkId, sipDispatchRuleId } = resource as SipInboundTrunk & SipDispatchRule
  return sipTrunkId ?? sipDispatchRuleId ?? ''
}
