import type { SipState } from '../../core/sip-resources.ts'

/** What a pull found and wrote; part of the machine contract. */
export interface PullAnswer {
  server: string
  /** All that the server has, in the protocol's JSON. */
  state: SipState
  /** Trunks and rules that voicectl.yaml now says otherwise, or the first time. */
  changed: string[]
  /** Declared, and not on the server. */
  missing: string[]
  /** What other stacks have made: it stands in their own files, and was left out. */
  others: { label: string; owner: string }[]
  /** Names in .env that got a value; where there is no voicectl.yaml, those that `block` refers to. */
  secrets: string[]
  diff: string
  /** Null where there is no voicectl.yaml: then this is what it would say. */
  block: string | null
  /** The lines for .env that `block` needs, where secrets are asked for; else null. */
  env: string | null
  written: boolean
}
