import type { DispatchRuleFact, Facts, TrunkFact } from '../facts.ts'
import type { DispatchRule, InboundTrunk } from '../../stack/sip-numbers.ts'
import { choiceOf, textsOf } from './subject.ts'

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
