import type { Fix } from '../core/failure.ts'
import type { Edit, Severity } from '../core/finding.ts'
import type { Place } from '../core/place.ts'
import type { Facts } from './facts.ts'
import type { Folder } from './source.ts'

/** One thing that can be wrong, in a file of its own below rules/, with a fixture of the same name in test/fixtures/check. */
export interface Rule {
  /** `area.problem` */
  id: string
  severity: Severity
  /** A line for lists: what it finds. */
  summary: string
  /** For `--explain`: what happens to whom, why the servers behave so, since which version, how to mend it. Paragraphs parted by an empty line. */
  story: string
  /** `ids` are those of all rules. */
  find: (facts: Facts, folder: Folder, ids: readonly string[]) => Iterable<Hit>
}

/** What a rule found. No text in it may hold a secret. */
export interface Hit {
  /** One sentence with no full stop: what is wrong here. */
  message: string
  /** One or two sentences: what happens because of it. */
  why: string
  fix: Fix
  /** First the faulty place, then those that contradict it. */
  places: readonly Place[]
  /** Where it differs from the rule's. */
  severity?: Severity
  /** For `--fix`; only what needs nobody's decision. */
  edits?: readonly Edit[]
}
