import type { SipDispatchRule, SipResource } from '../../core/sip-resources.ts'
import { gather } from '../../core/gather.ts'
import { exclusionKeys } from './conflicts.ts'
import type { Write } from './plan-sip.ts'

/** A write and those that have to be done before it. */
export interface OrderedWrite {
  write: Write
  /** Takes the resource out of every other's way first, as it is part of a ring of resources that wait for one another. */
  parked: boolean
  after: OrderedWrite[]
}

/** A caller that nobody is: with it a trunk or rule excludes no other, and takes no call. */
const PARKED_CALLER = 'voicectl-moving'

/**
 * The writes of a plan in an order that the server takes: what gives a number up comes before what takes it over; a rule comes after the trunks that it needs,
 * and a trunk goes after the rules that needed it. In a ring (two trunks that swap their numbers) one is put out of the way first and gets its own later.
 */
export function orderWrites(writes: readonly Write[]): OrderedWrite[] {
  const nodes = writes.map((write): OrderedWrite => ({ write, parked: false, after: [] }))
  waitForNumbers(nodes)
  waitForTrunks(nodes)
  const parked = breakRings(nodes)
  deleteLast(nodes)
  return [...parked, ...nodes]
}

/** Who takes a key over waits for who holds it and gives it up. */
function waitForNumbers(nodes: readonly OrderedWrite[]): void {
  const keys = nodes.map((node) => ({ node, held: heldKeys(node), wanted: new Set(wantedKeys(node)) }))
  const given = keys.flatMap(({ node, held, wanted }) => held.flatMap((key) => (wanted.has(key) ? [] : [[key, node] as const])))
  const holders = gather(given)
  for (const { node, wanted } of keys) {
    const before = new Set([...wanted].flatMap((key) => holders.get(key) ?? []))
    before.delete(node)
    node.after.push(...before)
  }
}

function heldKeys({ write: { kind, live } }: OrderedWrite): string[] {
  return live ? exclusionKeys(kind, live.resource).map((key) => `${kind} ${key}`) : []
}

function wantedKeys({ write: { kind, desired } }: OrderedWrite): string[] {
  return desired ? exclusionKeys(kind, desired).map((key) => `${kind} ${key}`) : []
}

/** A rule waits for the trunks that are still to be made. */
function waitForTrunks(nodes: readonly OrderedWrite[]): void {
  const made = new Map(
    nodes.flatMap((node) => (node.write.kind === 'inbound' && node.write.desired ? [[node.write.change.name, node] as const] : [])),
  )
  for (const node of nodes) node.after.push(...node.write.pending.flatMap((name) => made.get(name) ?? []))
}

/**
 * Where writes wait for one another in a ring, one of them is parked: who waited for it waits for that only. A ring has an update in it: a create holds nothing
 * and a delete takes nothing.
 */
function breakRings(nodes: readonly OrderedWrite[]): OrderedWrite[] {
  const parked: OrderedWrite[] = []
  for (;;) {
    const stuck = stuckNodes(nodes)
    const waitedFor = new Set(stuck.flatMap(({ after }) => after))
    const chosen = stuck.find((node) => waitedFor.has(node) && node.write.change.action === 'update')
    if (!chosen) return parked
    const aside: OrderedWrite = { write: parkedWrite(chosen.write), parked: true, after: [] }
    for (const node of nodes) node.after = node.after.map((before) => (before === chosen ? aside : before))
    chosen.after = [...chosen.after, aside]
    parked.push(aside)
  }
}

/** The writes that can never begin: those in rings, and those behind them. */
function stuckNodes(nodes: readonly OrderedWrite[]): OrderedWrite[] {
  const known = new Set(nodes)
  const waiting = new Map(nodes.map((node) => [node, node.after.filter((before) => known.has(before)).length]))
  const followers = gather(nodes.flatMap((node) => node.after.map((before) => [before, node] as const)))
  const ready = nodes.filter((node) => waiting.get(node) === 0)
  for (const node of ready) {
    waiting.delete(node)
    for (const follower of followers.get(node) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1
      waiting.set(follower, left)
      if (left === 0) ready.push(follower)
    }
  }
  return [...waiting.keys()]
}

function parkedWrite(write: Write): Write {
  const stored = write.live?.resource ?? {}
  const aside: SipResource =
    write.kind === 'rules' ? { ...stored, inboundNumbers: [PARKED_CALLER] } : { ...stored, allowedNumbers: [PARKED_CALLER] }
  return { ...write, desired: aside, pending: [] }
}

/** A trunk goes once no rule needs it any more; unless its number is waited for. */
function deleteLast(nodes: readonly OrderedWrite[]): void {
  const awaited = new Set(nodes.flatMap(({ after }) => after))
  const rules = gather(nodes.flatMap((node) => trunksOf(node).map((id) => [id, node] as const)))
  for (const node of nodes) {
    const { change, kind, live } = node.write
    if (change.action === 'delete' && kind === 'inbound' && live && !awaited.has(node)) node.after.push(...(rules.get(live.id) ?? []))
  }
}

/** The trunks that a rule needs as it is stored. */
function trunksOf({ write: { kind, live } }: OrderedWrite): string[] {
  const rule: SipDispatchRule = kind === 'rules' ? (live?.resource ?? {}) : {}
  return rule.trunkIds ?? []
}
