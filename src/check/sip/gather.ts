import type { DispatchRuleFact, Facts, TrunkFact } from '../facts.ts'
import type { DispatchRule, InboundTrunk } from '../../stack/sip-numbers.ts'
import { sameStack } from '../folder-view.ts'
import { choiceOf, filled, idOf, isExample, textsOf } from './subject.ts'

/** The inbound trunks of all files. */
export function inboundTrunks(facts: Facts): TrunkFact[] {
  return facts.all('trunk').filter(({ direction }) => direction === 'inbound')
}

/** The outbound trunks of all files. */
export function outboundTrunks(facts: Facts): TrunkFact[] {
  return facts.all('trunk').filter(({ direction }) => direction === 'outbound')
}

/** What decides whether two inbound trunks exclude one another. */
export function trunkOf({ field }: TrunkFact): InboundTrunk {
  const values = (name: string) => textsOf(field(name)).map(({ value }) => value)
  return { numbers: values('numbers'), allowedNumbers: values('allowed_numbers') }
}

/** What decides whether two dispatch rules exclude one another. */
export function ruleOf(fact: DispatchRuleFact): DispatchRule {
  const values = (name: string) => textsOf(fact.field(name)).map(({ value }) => value)
  const lists = { trunkIds: values('trunk_ids'), inboundNumbers: values('inbound_numbers'), numbers: values('numbers') }
  return { pin: choiceOf(fact)?.pin ?? '', ...lists }
}

/** The trunks of one stack by what a rule may name them by; copies that show how one is written are left out. */
export interface TrunkBook {
  /** By id and by name. */
  named: ReadonlyMap<string, readonly TrunkFact[]>
  inbound: readonly TrunkFact[]
  inboundWithId: readonly TrunkFact[]
}

/** Gives the trunks of a rule's stack; gathered once for each folder. */
export function trunkBooks(facts: Facts): (rule: DispatchRuleFact) => TrunkBook {
  const books = new Map<string, TrunkBook>()
  const real = facts.all('trunk').filter(({ at }) => !isExample(at.file))
  return ({ site }) => {
    const book = books.get(site.stack) ?? bookOf(real.filter((trunk) => sameStack(trunk.site, site)))
    books.set(site.stack, book)
    return book
  }
}

function bookOf(trunks: readonly TrunkFact[]): TrunkBook {
  const named = new Map<string, TrunkFact[]>()
  for (const trunk of trunks) {
    for (const name of new Set([idOf(trunk), filled(trunk.field('name'))])) {
      if (name !== undefined) named.set(name, [...(named.get(name) ?? []), trunk])
    }
  }
  const inbound = trunks.filter(({ direction }) => direction === 'inbound')
  return { named, inbound, inboundWithId: inbound.filter((trunk) => idOf(trunk) !== undefined) }
}

/** Each pair that shares a key and may meet, once: the later one with the first that it meets. */
export function* clashes<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
  mayMeet: (a: Item, b: Item) => boolean,
): Iterable<[later: Item, first: Item, key: string]> {
  const byKey = new Map<string, Item[]>()
  for (const item of items) {
    let met = false
    for (const key of keysOf(item)) {
      const before = byKey.get(key) ?? []
      const first = met ? undefined : before.slice(0, MOST_COMPARED).find((other) => other !== item && mayMeet(other, item))
      if (first !== undefined) {
        met = true
        yield [item, first, key]
      }
      before.push(item)
      byKey.set(key, before)
    }
  }
}

/** Of thousands with one key it is enough to look at some. */
const MOST_COMPARED = 50
