import type { Report } from '../../core/progress.ts'
import type { SipKind, SipState } from '../../core/sip-resources.ts'
import type { ServerAccess } from '../../livekit/server-api.ts'
import { SipApi } from '../../livekit/sip-api.ts'
import { carryOut, type Receipt, type Step } from '../../plan/carry-out.ts'
import type { Change, Item } from '../../plan/plan.ts'
import { sipFailure } from '../failure.ts'
import { itemOf, kindLabels } from '../kinds.ts'
import { orderWrites } from './order.ts'
import { OWNER_FIELD, planSip, type SipPlan, type Write } from './plan-sip.ts'
import { AppliedRecord, type RecordOptions } from './record.ts'
import { completeSnapshot, takeSnapshot } from './snapshot.ts'
import { writeOne } from './write.ts'

/** How many requests are under way at one time. */
const CONCURRENCY = 8

export interface SipTarget {
  access: ServerAccess
  /** LiveKit Cloud answers in pages and may keep passwords to itself. */
  cloud: boolean
  /** The project's folder, where is kept what was applied. */
  dir: string
  /** Whose resources these are: the name of the stack. */
  owner: string
}

export interface PlanRequest {
  desired: SipState
  scope: readonly SipKind[]
  /** True for files, which say a part of what there is to be. */
  partial: boolean
  prune: boolean
}

export interface ApplyOptions {
  report: Report
  /** Aborted: nothing further is written. */
  signal?: AbortSignal
  /** The same plan, made of what the server has after the writes. */
  planAgain: () => Promise<SipPlan>
}

export interface Applied {
  receipts: Receipt[]
  /** The name of the snapshot that `rollback` takes back. */
  snapshot: string | null
  /** What is not as it was declared although the server took it: older servers drop what they don't know. */
  notStored: { kind: string; name: string; paths: readonly string[] }[]
  requests: number
}

/** One server's trunks and rules, and what this project has applied there. */
export class SipServer {
  readonly api: SipApi
  readonly record: AppliedRecord
  readonly #target: SipTarget

  private constructor(target: SipTarget, record: AppliedRecord) {
    this.#target = target
    this.record = record
    this.api = new SipApi(target.access, { paged: target.cloud })
  }

  static async open(target: SipTarget): Promise<SipServer> {
    return new SipServer(target, await AppliedRecord.read(recordOptions(target)))
  }

  /** All that the server has. Raises a Failure. */
  async stored(): Promise<SipState> {
    return this.#asFailure(() => this.api.list())
  }

  /** What has to be written. Writes nothing. Raises a Failure where the server can't be asked. */
  async plan(request: PlanRequest): Promise<SipPlan> {
    const stored = await this.stored()
    return planSip({ ...request, stored, owner: this.#target.owner, ...this.comparison })
  }

  /** How this project's record compares with what is there. */
  get comparison(): Pick<Parameters<typeof planSip>[0], 'agreed' | 'same' | 'hidesSecrets'> {
    const { record } = this
    return {
      agreed: (item) => record.agreed(item),
      same: (path, value, agreed) => record.same(path, value, agreed),
      hidesSecrets: this.#target.cloud,
    }
  }

  /**
   * Carries a plan out, reads back what the server then has, and notes what is agreed on now. What failed is in the receipts, as a Failure where it is
   * known why. Raises a Failure where it can't be read back.
   */
  async apply(plan: SipPlan, { planAgain, ...run }: ApplyOptions): Promise<Applied> {
    if (plan.writes.length === 0) {
      this.#agree(plan, [])
      await this.record.write()
      return { receipts: [], snapshot: null, notStored: [], requests: this.api.requests }
    }
    // Where it can't be written it is better not to begin.
    await this.record.write()
    const options = recordOptions(this.#target)
    const snapshot = await takeSnapshot(plan.writes, options, new Date())
    const receipts = await this.#carryOut(this.#steps(plan.writes, run.signal), run)
    await completeSnapshot(snapshot, madeIds(receipts), options)
    this.#agree(plan, receipts)
    await this.record.write()
    const complete = receipts.every(({ outcome }) => outcome === 'done')
    const left = complete ? (await planAgain()).writes : []
    return { receipts, snapshot: snapshot.name, notStored: notStored(receipts, left), requests: this.api.requests }
  }

  #steps(writes: readonly Write[], signal: AbortSignal | undefined): Step[] {
    const ordered = orderWrites(writes)
    const full = { api: this.api, hidesSecrets: this.#target.cloud, made: new Map<string, string>(), ...(signal ? { signal } : {}) }
    const steps = new Map(
      ordered.map((one) => {
        const step: Step & { after: Step[] } = { change: one.write.change, after: [], run: () => writeOne(one, full) }
        return [one, one.parked ? { ...step, interim: 'put out of the way, as two of them swap their numbers' } : step]
      }),
    )
    for (const [one, step] of steps) step.after.push(...one.after.flatMap((before) => steps.get(before) ?? []))
    return [...steps.values()]
  }

  async #carryOut(steps: readonly Step[], { report, signal }: Pick<ApplyOptions, 'report' | 'signal'>): Promise<Receipt[]> {
    let done = 0
    const text = 'Writing trunks and rules'
    const onDone = () => report({ type: 'progress', id: 'sip', text, current: ++done, total: steps.length, unit: 'resources' })
    const receipts = await carryOut(steps, { concurrency: CONCURRENCY, onDone, ...(signal ? { signal } : {}) })
    return Promise.all(
      receipts.map(async (receipt) =>
        receipt.outcome === 'failed' ? { ...receipt, error: await sipFailure(receipt.error, this.#target.access) } : receipt,
      ),
    )
  }

  #agree({ kept, writes }: SipPlan, receipts: readonly Receipt[]): void {
    const changed = new Map(writes.map((write) => [write.change, write]))
    const made = madeIds(receipts)
    const titles = new Set(writes.map(({ change }) => titleOf(change)))
    for (const { kind, id, item } of kept) if (!titles.has(titleOf(item))) this.record.agree(kind, id, item)
    for (const receipt of receipts) {
      if (receipt.outcome !== 'done' || receipt.interim !== null || receipt.differs.length > 0 || receipt.id === null) continue
      const write = changed.get(receipt.change)
      if (!write) continue
      if (write.desired === null) this.record.forget(write.kind, receipt.id)
      else this.record.agree(write.kind, receipt.id, agreedItem(write, made))
    }
  }

  async #asFailure<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw await sipFailure(error, this.#target.access)
    }
  }
}

export function recordOptions({ dir, access }: Pick<SipTarget, 'dir' | 'access'>): RecordOptions {
  return { dir, server: access.url, key: access.key, secret: access.secret }
}

/** What was written, with the ids of trunks that were made in the same run. */
function agreedItem({ kind, desired, pending, owner }: Write, made: ReadonlyMap<string, string>): Item {
  const item = itemOf(kind, desired ?? {})
  const trunkIds = item.fields.get('trunkIds')
  const fields = new Map(item.fields)
  if (pending.length > 0 && Array.isArray(trunkIds)) {
    const ids = (trunkIds as string[]).map((written) => (pending.includes(written) ? (made.get(`inbound ${written}`) ?? written) : written))
    fields.set('trunkIds', ids.toSorted())
  }
  if (owner !== null) fields.set(OWNER_FIELD, owner)
  return { ...item, fields }
}

function madeIds(receipts: readonly Receipt[]): Map<string, string> {
  const made = receipts.flatMap((receipt) =>
    receipt.outcome === 'done' && receipt.change.action === 'create' && receipt.id !== null
      ? [[titleOf(receipt.change), receipt.id] as const]
      : [],
  )
  return new Map(made)
}

/** What the server answered otherwise at once, and what a look afterwards shows. */
function notStored(receipts: readonly Receipt[], left: readonly Write[]): Applied['notStored'] {
  const answered = receipts.flatMap((receipt) =>
    receipt.outcome === 'done' && receipt.differs.length > 0 ? [{ change: receipt.change, paths: receipt.differs }] : [],
  )
  const known = new Set(answered.map(({ change }) => titleOf(change)))
  const seen = left.flatMap(({ change }) => (known.has(titleOf(change)) ? [] : [{ change, paths: change.fields.map(({ path }) => path) }]))
  return [...answered, ...seen].map(({ change: { kind, name }, paths }) => ({ kind: kindLabels[kind as SipKind], name, paths }))
}

function titleOf({ kind, name }: Pick<Change, 'kind' | 'name'>): string {
  return `${kind} ${name}`
}
