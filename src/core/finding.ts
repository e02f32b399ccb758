import type { Fix } from './failure.ts'
import type { Place } from './place.ts'

export const severities = ['error', 'warning', 'info'] as const
/** error: it doesn't work, or anybody can misuse it. warning: it works until something usual happens. info: worth knowing. */
export type Severity = (typeof severities)[number]

/** A change of one file that is safe to do without being asked about: it makes the file say what it was meant to say. */
export type Edit =
  | { kind: 'replace'; at: Place; text: string }
  /** New lines before the line of `at`; `text` has its own indentation and no final line end. */
  | { kind: 'insert-before'; at: Place; text: string }
  | { kind: 'delete-line'; at: Place }
  | { kind: 'mode'; file: string; mode: number }

/** Something wrong: what, where, why it matters, and what to do. No text in it holds a secret. */
export interface Finding {
  /** `area.problem`, such as `keys.mismatch`; part of the machine contract, never changed once released. */
  id: string
  severity: Severity
  /** One sentence. */
  message: string
  why: string
  fix: Fix
  /** First the faulty place, then those it contradicts. Empty only for what no file shows. */
  places: Place[]
  /** What `--fix` does about it; empty where a person has to decide. */
  edits: Edit[]
}
