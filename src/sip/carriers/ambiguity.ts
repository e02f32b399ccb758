import { Failure } from '../../core/failure.ts'
import { listed } from '../../core/listed.ts'
import { isSame, type Item } from '../../plan/plan.ts'
import type { CarrierWant } from './want.ts'

/** The one that has our name; null where none has. Raises CARRIER_AMBIGUOUS where several have. */
export function onlyOne<T>(found: readonly T[], { kind, name, idOf }: { kind: string; name: string; idOf: (item: T) => string }): T | null {
  if (found.length <= 1) return found[0] ?? null
  throw new Failure({
    code: 'CARRIER_AMBIGUOUS',
    message: `There are ${found.length} of ${kind} "${name}" at the carrier`,
    why: 'They are found by their name, and nothing says which of them is meant.',
    details: found.map((item) => idOf(item)),
    fix: [{ text: 'Rename or delete all but one there, or set sip.carrier.name in voicectl.yaml to a name of its own' }],
    exit: 2,
  })
}

/** Raises CARRIER_NUMBER_MISSING with all numbers that the account does not have. */
export function assertOwned(missing: readonly string[], { label }: Pick<CarrierWant, 'label'>): void {
  if (missing.length === 0) return
  throw new Failure({
    code: 'CARRIER_NUMBER_MISSING',
    message: `${listed(missing)} ${missing.length === 1 ? 'is no number' : 'are no numbers'} of this ${label} account`,
    why: 'A number that another account has, or that is not bought yet, can lead nowhere from here.',
    fix: [{ text: `Buy it there, correct it in voicectl.yaml, or use the credentials of the account that has it` }],
    exit: 2,
  })
}

/** Raises CARRIER_CHANGED_MEANWHILE where a number leads elsewhere than when the plan was looked at: the consent was to another plan. */
export function assertUnmoved(planned: Item | null, now: Item | null, { name }: Pick<Item, 'name'>): void {
  const [before, after] = [planned?.fields.get('leadsTo'), now?.fields.get('leadsTo')]
  if (isSame(before, after)) return
  throw new Failure({
    code: 'CARRIER_CHANGED_MEANWHILE',
    message: `${name} leads ${after === undefined ? 'nowhere' : `to ${String(after)}`} now, which it did not when the plan was made`,
    why: 'Somebody has changed it meanwhile. It is left as it is.',
    fix: [{ text: 'Look at the new plan, and apply that', command: 'voicectl sip carrier apply' }],
  })
}
