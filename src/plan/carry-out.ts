import { gather } from '../core/gather.ts'
import type { Change } from './plan.ts'

/** One write, and the writes that have to be done before it. */
export interface Step {
  change: Change
  /** Said where it is not the change itself: what else is written on the way to it. */
  interim?: string
  after: readonly Step[]
  /** Does it. Raises where it fails. */
  run: () => Promise<Done>
}

export interface Done {
  id: string | null
  /** Fields that the other side has stored in another way than they were sent, by path. */
  differs: readonly string[]
}

/** What became of a step. `skipped`: it was not tried, as another had failed. */
export type Receipt =
  | ({ outcome: 'done' } & Done & Common)
  | ({ outcome: 'failed'; error: Error } & Common)
  | ({ outcome: 'skipped' } & Common)
interface Common {
  change: Change
  interim: string | null
}

export interface CarryOutOptions {
  /** How many steps run at one time. */
  concurrency: number
  /** Aborted: no further step begins. */
  signal?: AbortSignal
  onDone?: (receipt: Receipt) => void
}

/**
 * Runs steps in an order that their dependencies allow, several at one time. Once one has failed none is begun any more: what is done stays, and the next
 * run goes on from there. Gives a receipt for each step, in the order of `steps`. Raises where steps wait for one another.
 */
export async function carryOut(steps: readonly Step[], { concurrency, signal, onDone }: CarryOutOptions): Promise<Receipt[]> {
  const receipts = new Map<Step, Receipt>()
  const queue = new Queue(steps)
  const running = new Set<Promise<void>>()
  let stopped = false
  const carry = async (step: Step): Promise<void> => {
    const receipt = await receiptOf(step)
    receipts.set(step, receipt)
    onDone?.(receipt)
    if (receipt.outcome === 'done') queue.finish(step)
    else stopped = true
  }
  for (;;) {
    while (running.size < concurrency && !stopped && !signal?.aborted) {
      const step = queue.next()
      if (step === undefined) break
      const work: Promise<void> = carry(step).finally(() => running.delete(work))
      running.add(work)
    }
    if (running.size === 0) break
    await Promise.race(running)
  }
  if (receipts.size < steps.length && !stopped && !signal?.aborted) throw new Error('steps wait for one another')
  return steps.map((step) => receipts.get(step) ?? { outcome: 'skipped', ...commonOf(step) })
}

/** Steps in the order in which they become ready. */
class Queue {
  readonly #ready: Step[]
  readonly #waiting: Map<Step, number>
  readonly #followers: Map<Step, Step[]>
  #taken = 0

  constructor(steps: readonly Step[]) {
    this.#ready = steps.filter(({ after }) => after.length === 0)
    this.#waiting = new Map(steps.map((step) => [step, step.after.length]))
    this.#followers = gather(steps.flatMap((step) => step.after.map((before) => [before, step] as const)))
  }

  next(): Step | undefined {
    return this.#ready[this.#taken] && this.#ready[this.#taken++]
  }

  finish(step: Step): void {
    for (const follower of this.#followers.get(step) ?? []) {
      const left = (this.#waiting.get(follower) ?? 0) - 1
      this.#waiting.set(follower, left)
      if (left === 0) this.#ready.push(follower)
    }
  }
}

async function receiptOf(step: Step): Promise<Receipt> {
  try {
    return { outcome: 'done', ...commonOf(step), ...(await step.run()) }
  } catch (error) {
    return { outcome: 'failed', ...commonOf(step), error: error as Error }
  }
}

function commonOf({ change, interim = '' }: Step): Common {
  return { change, interim: interim === '' ? null : interim }
}
