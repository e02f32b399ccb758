import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeFileAtomic } from '../../platform/files.ts'
import type { Item, Value } from '../../plan/plan.ts'
import { list, object, optional, record, text, UnlikeAnswer, type Reader } from './shape.ts'

/** In the stack's folder; never committed. */
const LEDGER_FILE = path.join('.voicectl', 'carrier.json')
const VERSION = 1

/** Somebody's word that a checklist is done. */
export interface Attestation {
  by: string
  /** ISO 8601. */
  at: string
  /** Of what was to be done then. */
  checklist: string
}

interface Stored {
  version: typeof VERSION
  provider: string
  /** Tells whether the fingerprints below were made with the same key. */
  key: string
  items: Record<string, { id: string; fields: Record<string, string> }>
  /** What was begun and never seen to be done. */
  pending: string[]
  attested: Attestation | null
}

const version: Reader<typeof VERSION> = (value, at) => {
  if (value === VERSION) return VERSION
  throw new UnlikeAnswer(value, at, `version ${VERSION}`)
}
const ledger: Reader<Stored> = object({
  version,
  provider: text,
  key: text,
  items: record(object({ id: text, fields: record(text) })),
  pending: list(text),
  attested: optional(object({ by: text, at: text, checklist: text })),
})

export interface LedgerOptions {
  /** The stack's folder. */
  dir: string
  provider: string
  /** The account's token: without it nobody can try passwords against the fingerprints. */
  secret: string
}

/**
 * What a carrier was seen to have when it was last written to. All of it is fingerprints, so that a secret the carrier never shows again is known to be the
 * one that was sent.
 */
export class CarrierLedger {
  readonly #options: LedgerOptions
  readonly #stored: Stored
  #writing: Promise<void> = Promise.resolve()

  private constructor(options: LedgerOptions, stored: Stored) {
    this.#options = options
    this.#stored = stored
  }

  /** The ledger of a stack. Of one that another carrier or another token has left only the attestation and what was begun count. */
  static async read(options: LedgerOptions): Promise<CarrierLedger> {
    const stored = await readStored(path.join(options.dir, LEDGER_FILE))
    const key = keyMark(options)
    const isSameCarrier = stored?.provider === options.provider
    return new CarrierLedger(options, {
      version: VERSION,
      provider: options.provider,
      key,
      items: isSameCarrier && stored.key === key ? stored.items : {},
      pending: isSameCarrier ? stored.pending : [],
      attested: isSameCarrier ? stored.attested : null,
    })
  }

  get attested(): Attestation | null {
    return this.#stored.attested
  }

  /** The fields when both sides last agreed; null where that is not known, or of another thing by the same name. */
  agreed(item: Item): ReadonlyMap<string, Value> | null {
    const known = this.#stored.items[keyOf(item)]
    return known && (item.id === null || known.id === item.id) ? new Map(Object.entries(known.fields)) : null
  }

  same(field: string, value: Value | undefined, agreed: Value | undefined): boolean {
    return (value === undefined ? undefined : this.#fingerprint(field, value)) === agreed
  }

  /** True where a write of it was begun and never seen to be done: its outcome is not known. */
  isPending(item: Item): boolean {
    return this.#stored.pending.includes(keyOf(item))
  }

  /** Notes that it is about to be written, so that who comes after a kill knows. */
  begin(item: Item): Promise<void> {
    if (!this.isPending(item)) this.#stored.pending.push(keyOf(item))
    return this.#write()
  }

  /** Notes that nothing was written after all. */
  forgetBeginning(item: Item): Promise<void> {
    this.#stored.pending = this.#stored.pending.filter((key) => key !== keyOf(item))
    return this.#write()
  }

  /** Notes that both sides have it now. */
  agree(item: Item, id: string): Promise<void> {
    return this.agreeAll([{ item, id }])
  }

  /** The same for many; nothing is written where nothing is new. */
  agreeAll(items: readonly { item: Item; id: string }[]): Promise<void> {
    const before = JSON.stringify(this.#stored)
    for (const { item, id } of items) {
      const fields = [...item.fields].map(([field, value]) => [field, this.#fingerprint(field, value)] as const)
      this.#stored.items[keyOf(item)] = { id, fields: Object.fromEntries(fields) }
      this.#stored.pending = this.#stored.pending.filter((key) => key !== keyOf(item))
    }
    return JSON.stringify(this.#stored) === before ? this.#writing : this.#write()
  }

  attest(attestation: Attestation): Promise<void> {
    this.#stored.attested = attestation
    return this.#write()
  }

  #fingerprint(field: string, value: Value): string {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return createHmac('sha256', this.#options.secret).update(`${field}\0${text}`).digest('base64url')
  }

  /** One write at a time, each with all that is known by then. */
  #write(): Promise<void> {
    const write = () => writeFileAtomic(path.join(this.#options.dir, LEDGER_FILE), `${JSON.stringify(this.#stored, null, 2)}\n`, 0o600)
    this.#writing = this.#writing.then(write, write)
    return this.#writing
  }
}

function keyOf({ kind, name }: Item): string {
  return `${kind} ${name}`
}

function keyMark({ provider, secret }: LedgerOptions): string {
  return createHmac('sha256', secret).update(`voicectl carrier ${provider}`).digest('base64url')
}

/** Null for what is not there or is no ledger: then nothing is known of the last time. */
async function readStored(file: string): Promise<Stored | null> {
  try {
    return ledger(JSON.parse(await readFile(file, 'utf8')), '')
  } catch {
    return null
  }
}
