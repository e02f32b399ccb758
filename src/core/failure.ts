import type { ExitCode } from './exit-code.ts'
import type { Problem } from './problem.ts'

/** One thing the user can do about a failure. `command` is a line that can be pasted into a shell. */
export interface Fix {
  text: string
  command?: string
}

export interface FailureOptions {
  /** AREA_PROBLEM, for example `PORT_TAKEN`; part of the machine contract. */
  code: string
  /** What happened, one sentence. */
  message: string
  /** Why it happened or why it matters, where that is known. */
  why?: string
  fix?: Fix[]
  /** True when the same call may succeed later without a change. */
  retryable?: boolean
  exit?: ExitCode
  cause?: unknown
  /** Further lines shown below `why`, such as what was tried or a process's last words. */
  details?: string[]
  /** The faulty places, where files are to blame. */
  problems?: Problem[]
}

/** The one error class for everything a user can cause or mend; raised where the knowledge is. */
export class Failure extends Error {
  readonly code: string
  readonly why: string | null
  readonly fix: Fix[]
  readonly retryable: boolean
  readonly exit: ExitCode
  readonly details: string[]
  readonly problems: Problem[]

  constructor(options: FailureOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.code = options.code
    this.why = options.why ?? null
    this.fix = options.fix ?? []
    this.retryable = options.retryable ?? false
    this.exit = options.exit ?? 1
    this.details = options.details ?? []
    this.problems = options.problems ?? []
  }
}
