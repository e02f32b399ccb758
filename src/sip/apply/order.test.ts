import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SipDispatchRule, SipInboundTrunk, SipKind, SipResource, SipState } from '../../core/sip-resources.ts'
import { isSame } from '../../plan/plan.ts'
import { exclusionKeys } from './conflicts.ts'
import { orderWrites, type OrderedWrite } from './order.ts'
import { planSip } from './plan-sip.ts'
import { withOwner } from '../owner.ts'

const OWNER = 'mine'
const NUMBERS = ['+1', '+2', '+3', '+4', '+5']
const TRUNKS = ['a', 'b', 'c', 'd']
const compare = { agreed: () => null, same: () => false, hidesSecrets: false }

/** Each number belongs to one trunk at most; each trunk's calls to one rule at most. */
const state = fc
  .record({
    owners: fc.array(fc.option(fc.constantFrom(...TRUNKS), { nil: null }), { minLength: NUMBERS.length, maxLength: NUMBERS.length }),
    rules: fc.array(fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null }), { minLength: TRUNKS.length, maxLength: TRUNKS.length }),
  })
  .map(({ owners, rules }): SipState => {
    const inbound = TRUNKS.flatMap((name): SipInboundTrunk[] => {
      const numbers = NUMBERS.filter((_, index) => owners[index] === name)
      return numbers.length > 0 ? [{ name, numbers }] : []
    })
    const known = new Set(inbound.map(({ name }) => name))
    const byRule = Map.groupBy(
      TRUNKS.filter((name) => known.has(name)),
      (name) => rules[TRUNKS.indexOf(name)] ?? '',
    )
    const dispatch = [...byRule].flatMap(([name, trunkIds]): SipDispatchRule[] =>
      name === '' ? [] : [{ name, trunkIds, rule: { dispatchRuleIndividual: {} } }],
    )
    return { inbound, outbound: [], rules: dispatch }
  })

/** Stores what it is sent, with the conflict checks of livekit-server 1.13: those that it makes on a create, and the fewer ones on an update. */
class Server {
  readonly stored = new Map<string, { kind: SipKind; resource: SipResource }>()
  #next = 0

  create(kind: SipKind, resource: SipResource): string {
    this.#refuseConflicts(kind, resource, null)
    const id = `${kind === 'rules' ? 'SDR' : 'ST'}_${++this.#next}`
    this.stored.set(id, { kind, resource })
    return id
  }

  replace(id: string, resource: SipResource): void {
    const before = this.stored.get(id)
    if (!before) throw new Error(`no ${id}`)
    this.#refuseConflicts(before.kind, resource, id)
    this.stored.set(id, { kind: before.kind, resource })
  }

  state(): SipState {
    const of = (kind: SipKind) =>
      [...this.stored].flatMap(([id, each]) =>
        each.kind === kind ? [{ ...each.resource, [kind === 'rules' ? 'sipDispatchRuleId' : 'sipTrunkId']: id }] : [],
      )
    return { inbound: of('inbound'), outbound: [], rules: of('rules') }
  }

  #refuseConflicts(kind: SipKind, resource: SipResource, replaced: string | null): void {
    const listed = [...this.stored].filter(([, each]) => each.kind === kind && this.#isListed(kind, each.resource, resource))
    const taken = new Map<string, string>()
    const all = [
      ...listed.map(([id, each]) => [id, id === replaced ? resource : each.resource] as const),
      ...(replaced === null ? [['new', resource] as const] : []),
    ]
    for (const [id, each] of all) {
      for (const key of exclusionKeys(kind, each)) {
        const holder = taken.get(key)
        if (holder !== undefined && holder !== id) throw new Error(`${id} conflicts with ${holder} over ${key}`)
        taken.set(key, id)
      }
    }
  }

  /** A create or update of a trunk looks at those that are stored with one of its numbers, one of a rule at those with one of its trunks. */
  #isListed(kind: SipKind, stored: SipResource, wanted: SipResource): boolean {
    const field = kind === 'rules' ? 'trunkIds' : 'numbers'
    const [there, here] = [stored, wanted].map((each) => (each as Record<string, string[] | undefined>)[field] ?? [])
    return (there ?? []).length === 0 || (here ?? []).length === 0 || (there ?? []).some((value) => here?.includes(value))
  }
}

function carryOut(server: Server, writes: readonly OrderedWrite[]): number {
  const made = new Map<string, string>()
  const done = new Set<OrderedWrite>()
  const left = [...writes]
  while (left.length > 0) {
    const index = left.findIndex(({ after }) => after.every((before) => done.has(before)))
    const [next] = left.splice(index === -1 ? left.length : index, 1)
    if (!next) throw new Error('writes wait for one another')
    const { kind, live, desired, change, pending } = next.write
    if (desired === null) server.stored.delete(live?.id ?? '')
    else {
      const { trunkIds }: SipDispatchRule = kind === 'rules' ? desired : {}
      const ids = trunkIds?.map((name) => (pending.includes(name) ? (made.get(name) ?? 'missing') : name))
      const resource = withOwner(kind, ids ? { ...desired, trunkIds: ids } : desired, OWNER)
      if (change.action === 'update') server.replace(live?.id ?? '', resource)
      else made.set(change.name, server.create(kind, resource))
    }
    done.add(next)
  }
  return writes.filter(({ parked }) => parked).length
}

function planFor(server: Server, desired: SipState) {
  return planSip({
    desired,
    stored: server.state(),
    owner: OWNER,
    scope: ['inbound', 'outbound', 'rules'],
    partial: false,
    prune: true,
    ...compare,
  })
}

function apply(server: Server, desired: SipState): number {
  const plan = planFor(server, desired)
  expect(plan.problems).toEqual([])
  return carryOut(server, orderWrites(plan.writes))
}

test('from any state to any other the server takes every write, and nothing is left to do', () => {
  let parked = 0
  fc.assert(
    fc.property(fc.array(state, { minLength: 2, maxLength: 4 }), (states) => {
      const server = new Server()
      for (const desired of states) {
        parked += apply(server, desired)
        const again = planFor(server, desired)
        expect(again.writes).toEqual([])
        expect(isSame(server.stored.size, desired.inbound.length + desired.rules.length)).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
  // Without a ring among them the hard part would not have been tried.
  expect(parked).toBeGreaterThan(10)
})

test('stopped at any write, the next plan goes on to the same end', () => {
  fc.assert(
    fc.property(state, state, fc.nat(12), (before, after, stop) => {
      const server = new Server()
      apply(server, before)
      const plan = planFor(server, after)
      const ordered = orderWrites(plan.writes)
      const begun = firstOf(ordered, stop)
      carryOut(server, begun)
      apply(server, after)
      expect(namesOf(server.state())).toEqual(namesOf(after))
    }),
    { numRuns: 1000 },
  )
})

/** So many writes, in an order that their dependencies allow. */
function firstOf(writes: readonly OrderedWrite[], count: number): OrderedWrite[] {
  const taken: OrderedWrite[] = []
  while (taken.length < count) {
    const next = writes.find((each) => !taken.includes(each) && each.after.every((before) => taken.includes(before)))
    if (!next) return taken
    taken.push(next)
  }
  return taken
}

function namesOf({ inbound }: SipState): string {
  return inbound
    .map(({ name = '' }) => name)
    .toSorted((a, b) => a.localeCompare(b))
    .join(' ')
}
