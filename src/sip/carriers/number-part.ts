import { assertUnmoved } from './ambiguity.ts'
import { itemOf, seen, type CarrierFacts, type Part } from './carrier.ts'

/** What a carrier's numbers lead to. */
export interface NumberPlaces<Number> {
  isOurs(number: Number): boolean
  /** Where its calls go now; null where nobody takes them. */
  whereTo(number: Number): string | null
}

export interface NumberToMove<Number> extends NumberPlaces<Number> {
  /** E.164. */
  name: string
  idOf(number: Number): string
  found: Number
  /** Where it is to lead, as `whereTo` says it. */
  target: string
  after: readonly Part[]
  /** Reads it again. */
  find(): Promise<Number | null>
  move(): Promise<unknown>
}

/** A number that is to lead to us. It is moved last: until what it leads to is there its calls would be lost. */
export function numberPart<Number>({ name, idOf, found, target, after, isOurs, whereTo, find, move }: NumberToMove<Number>): Part {
  const desired = itemOf({ kind: 'number', name }, { leadsTo: target })
  const actualOf = (number: Number) => seen(desired, idOf(number), { leadsTo: whereTo(number) ?? undefined })
  const actual = actualOf(found)
  const read = async () => {
    const number = await find()
    return number && actualOf(number)
  }
  return {
    desired,
    actual,
    hidden: [],
    after,
    takenFrom: isOurs(found) ? null : whereTo(found),
    write: async () => {
      assertUnmoved(actual, await read(), desired)
      await move()
      return idOf(found)
    },
    read,
  }
}

/** What is seen of a number that is wanted; `found` is null where the account does not have it. */
export function numberFact<Number>(
  number: string,
  found: Number | null,
  { isOurs, whereTo }: NumberPlaces<Number>,
): CarrierFacts['numbers'][number] {
  return { number, owned: found !== null, isOurs: found !== null && isOurs(found), leadsTo: found && whereTo(found) }
}
