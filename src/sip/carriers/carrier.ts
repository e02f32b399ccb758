import type { Item, Value } from '../../plan/plan.ts'
import type { CarrierProvider } from '../../stack/sip/carrier-names.ts'
import type { Pause } from './client.ts'
import type { CarrierWant, SipTransport } from './want.ts'

/** One thing at the carrier that is to be as the stack says. */
export interface Part {
  desired: Item
  /** What there is of it; null where nothing is. */
  actual: Item | null
  /** Fields that the carrier takes and never shows. */
  hidden: readonly string[]
  /** What has to be there before it. */
  after: readonly Part[]
  /** What it belongs to now, where taking it away from there is somebody's loss. */
  takenFrom: string | null
  /** Makes it, or changes it to what is wanted; `paths` are the fields that differ. Gives its id. */
  write(paths: readonly string[]): Promise<string>
  /** Reads it again, for comparison after a write. */
  read(): Promise<Item | null>
}

/** Where the carrier sends a call that comes from the telephone network. */
export interface CarrierRoute {
  host: string
  port: number
  transport: SipTransport
  /** How the carrier itself has it written. */
  written: string
  enabled: boolean
}

/** What was seen at the carrier, in words that all carriers have in common. */
export interface CarrierFacts {
  numbers: { number: string; owned: boolean; isOurs: boolean; leadsTo: string | null }[]
  /** Null where the carrier's side of the trunk is not there yet. */
  routes: CarrierRoute[] | null
  /** Null where calls can't go out this way yet. */
  termination: CarrierTermination | null
}

export interface CarrierTermination {
  /** Host that LiveKit sends calls to. */
  domain: string
  /** Further names that lead to the same. */
  alsoKnownAs: readonly string[]
  /** Users that may call; null where the carrier asks for none. */
  usernames: readonly string[] | null
  /** Networks that may call; null where all may. */
  addresses: readonly string[] | null
  secure: boolean
}

export interface Survey {
  /** In an order in which they can be made. */
  parts: Part[]
  facts: CarrierFacts
  /** Worth knowing, although it keeps nothing from being done. */
  notes: string[]
}

export interface CarrierSession {
  pause: Pause
  /** Aborted: requests that run are given up. */
  signal: AbortSignal
  onWait?: (seconds: number) => void
}

/** Networks that a carrier's signalling comes from. */
export interface CarrierNetworks {
  /** Empty where the carrier publishes none. */
  entries: readonly string[]
  /** The page it is read from, and when. */
  source: string
  read: string
}

/** A carrier whose API voicectl speaks: one folder each. */
export interface Carrier {
  id: CarrierProvider
  /** Where its calls come from. */
  networks(want: CarrierWant): CarrierNetworks
  /** What there is, beside what is wanted. Only reads. Raises CarrierRefusal, or a Failure where it can't be made so. */
  survey(want: CarrierWant, session: CarrierSession): Promise<Survey>
}

/** An item with the fields that are wanted of it. */
export function itemOf({ kind, name, id = null }: { kind: string; name: string; id?: string | null }, fields: Record<string, Value>): Item {
  return { kind, name, id, fields: new Map(Object.entries(fields)) }
}

/** What there is of an item, in the fields that are wanted of it: the others are nobody's business here. */
export function seen(desired: Item, id: string, fields: Record<string, Value | undefined>): Item {
  const shown = [...desired.fields.keys()].flatMap((path): [string, Value][] => {
    const value = fields[path]
    return value === undefined ? [] : [[path, value]]
  })
  return { ...desired, id, fields: new Map(shown) }
}
