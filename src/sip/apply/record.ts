import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isRecord } from '../../core/is-record.ts'
import type { SipKind } from '../../core/sip-resources.ts'
import { isSame, type Item, type Value } from '../../plan/plan.ts'
import { writeFileAtomic } from '../../platform/files.ts'
import { isSecretField } from '../kinds.ts'

/** Where a project keeps what was applied; never committed. */
export const SIP_FOLDER = '.voicectl/sip'

const FILE = 'applied.json'
const VERSION = 2
/** Texts of one's own, in which a value of .env may stand. */
const OWN_TEXTS = new Set(['metadata', 'attributes', 'roomConfig.agents', 'roomConfig.metadata'])

export interface RecordOptions {
  /** The project's folder. */
  dir: string
  /** URL of the server and name of the key: another server has other resources. */
  server: string
  key: string
  /** Signs the fingerprints: without it nobody can try passwords against them. */
  secret: string
}

interface Stored {
  version: number
  server: string
  key: string
  resources: Record<string, Record<string, Value>>
}

/** What was agreed on with one server when a project was applied last. Secrets are in it as fingerprints only. */
export class AppliedRecord {
  readonly #options: RecordOptions
  readonly #resources: Map<string, ReadonlyMap<string, Value>>

  private constructor(options: RecordOptions, resources: Map<string, ReadonlyMap<string, Value>>) {
    this.#options = options
    this.#resources = resources
  }

  /** The record of a project; empty where there is none, or one of another server. */
  static async read(options: RecordOptions): Promise<AppliedRecord> {
    const stored = await readStored(path.join(options.dir, SIP_FOLDER, FILE))
    const isOurs = stored !== null && stored.server === options.server && stored.key === options.key
    const entries = isOurs ? Object.entries(stored.resources).map(([key, fields]) => [key, new Map(Object.entries(fields))] as const) : []
    return new AppliedRecord(options, new Map(entries))
  }

  agreed(item: Item): ReadonlyMap<string, Value> | null {
    return this.#resources.get(`${item.kind} ${item.id ?? ''}`) ?? null
  }

  same(path: string, value: Value | undefined, agreed: Value | undefined): boolean {
    return isSame(this.#stored(path, value), agreed)
  }

  /** Notes what both sides have now. */
  agree(kind: SipKind, id: string, { fields }: Item): void {
    const entries = [...fields].map(([path, value]) => [path, this.#stored(path, value) ?? null] as const)
    this.#resources.set(`${kind} ${id}`, new Map(entries))
  }

  forget(kind: SipKind, id: string): void {
    this.#resources.delete(`${kind} ${id}`)
  }

  async write(): Promise<void> {
    const { dir, server, key } = this.#options
    const resources = Object.fromEntries([...this.#resources].map(([name, fields]) => [name, Object.fromEntries(fields)]))
    const stored: Stored = { version: VERSION, server, key, resources }
    await writeFileAtomic(path.join(dir, SIP_FOLDER, FILE), `${JSON.stringify(stored)}\n`, 0o600)
  }

  #stored(path: string, value: Value | undefined): Value | undefined {
    if (value === undefined || !(isSecretField(path) || OWN_TEXTS.has(path))) return value
    return `hmac:${createHmac('sha256', this.#options.secret).update(path).update(JSON.stringify(value)).digest('base64url')}`
  }
}

/** Null for what is not there or is no record: then nothing is known of the last time. */
async function readStored(file: string): Promise<Stored | null> {
  try {
    const stored: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isStored(stored) ? stored : null
  } catch {
    return null
  }
}

function isStored(stored: unknown): stored is Stored {
  if (!isRecord(stored) || stored['version'] !== VERSION) return false
  const { resources } = stored
  return isRecord(resources) && Object.values(resources).every(isRecord)
}
