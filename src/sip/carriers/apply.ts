import { carryOut, type Done, type Receipt, type Step } from '../../plan/carry-out.ts'
import { isSame, type Change, type Item } from '../../plan/plan.ts'
import type { Carrier, CarrierSession, Part, Survey } from './carrier.ts'
import type { CarrierLedger } from './ledger.ts'
import type { CarrierPlan } from './plan.ts'
import { CarrierRefusal } from './refusal.ts'
import type { CarrierWant } from './want.ts'

/** Requests to one account at one time; carriers count those. */
const CONCURRENCY = 3
/** How often it is read until what was written is seen. */
const READS = 4
const SETTLE_MS = 1000

export interface ApplyOptions {
  session: CarrierSession
  ledger: CarrierLedger
  /** Aborted: nothing further is begun. */
  stop: AbortSignal
  onDone?: (receipt: Receipt) => void
}

/** Surveys until what an earlier run has begun is seen, or is taken to have never come about: reads may be behind writes. */
export async function settledSurvey(
  carrier: Carrier,
  want: CarrierWant,
  { session, ledger }: Pick<ApplyOptions, 'session' | 'ledger'>,
): Promise<Survey> {
  for (let read = 1; ; read++) {
    const survey = await carrier.survey(want, session)
    const isOpen = survey.parts.some(({ desired, actual }) => actual === null && ledger.isPending(desired))
    if (!isOpen || read === READS) return survey
    await session.pause(read * SETTLE_MS, session.signal)
  }
}

/** Makes the carrier what the plan says; each thing behind what it needs, read back and noted as soon as it is done. */
export function applyPlan({ parts, changes }: CarrierPlan, options: ApplyOptions): Promise<Receipt[]> {
  const { session, ledger, stop, onDone } = options
  const steps = new Map<Part, Step>()
  for (const [index, part] of parts.entries()) {
    const change = changes[index]
    if (change) steps.set(part, { change, after: [], run: () => write(part, change, { session, ledger }) })
  }
  for (const [part, step] of steps) step.after = ancestors(part).flatMap((before) => steps.get(before) ?? [])
  return carryOut([...steps.values()], { concurrency: CONCURRENCY, signal: stop, ...(onDone ? { onDone } : {}) })
}

/** Notes what was found to be as wanted already, without a write: what differs later was changed since. A secret that was never sent is not known to be there. */
export function noteUnchanged({ parts }: Survey, plan: CarrierPlan, ledger: CarrierLedger): Promise<void> {
  const changed = new Set(plan.parts)
  const same = parts.flatMap((part) => {
    const { desired, actual, hidden } = part
    const isKnown = hidden.length === 0 || (actual !== null && ledger.agreed(actual) !== null)
    const id = actual?.id ?? null
    return changed.has(part) || id === null || !isKnown ? [] : [{ item: desired, id }]
  })
  return ledger.agreeAll(same)
}

function ancestors({ after }: Part): Part[] {
  return [...new Set(after.flatMap((part) => [part, ...ancestors(part)]))]
}

async function write(part: Part, { fields }: Change, { session, ledger }: Pick<ApplyOptions, 'session' | 'ledger'>): Promise<Done> {
  await ledger.begin(part.desired)
  let id: string
  try {
    id = await part.write(fields.map(({ path }) => path))
  } catch (error) {
    if (error instanceof CarrierRefusal && !error.mayBeDone) await ledger.forgetBeginning(part.desired)
    throw error
  }
  const differs = await readBack(part, session)
  if (differs.length === 0) await ledger.agree(part.desired, id)
  return { id, differs }
}

/** The fields that the carrier has not stored as they were sent; its reads may be behind for a while. */
async function readBack(part: Part, { pause, signal }: CarrierSession): Promise<string[]> {
  for (let read = 1; ; read++) {
    const differs = differences(part, await part.read())
    if (differs.length === 0 || read === READS) return differs
    await pause(read * SETTLE_MS, signal)
  }
}

function differences({ desired, hidden }: Part, actual: Item | null): string[] {
  if (actual === null) return ['existence']
  const visible = [...desired.fields].filter(([path]) => !hidden.includes(path))
  return visible.flatMap(([path, value]) => (isSame(value, actual.fields.get(path)) ? [] : [path]))
}
