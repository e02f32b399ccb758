/**
 * - `ok`: seen to be as it must
 * - `warn`: it works, and is open to something
 * - `wrong`: calls end here
 * - `unknown`: it can't be seen from here
 */
export type LinkState = 'ok' | 'warn' | 'wrong' | 'unknown'

/** One link of the way of a call between the telephone network and the agent. */
export interface ChainLink {
  /** Which way: calls that come, or calls that go out. */
  way: 'inbound' | 'outbound'
  /** What is looked at: `number`, `route`, `server`, `trunk`, `networks`, `rule`, `domain`, `credentials`; part of the machine contract. */
  link: string
  state: LinkState
  /** What was seen, one sentence without a full stop. Holds no secret. */
  detail: string
  /** What to do; null where there is nothing to do. */
  fix: string | null
}

/** Somebody's word that what is to be done by hand at a carrier is done. */
export interface CarrierWord {
  by: string
  /** ISO 8601. */
  at: string
  /** False where there is something else to be done since. */
  isCurrent: boolean
}
