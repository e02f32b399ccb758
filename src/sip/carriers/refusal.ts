/**
 * How a request came to have no result:
 * - `unanswered`: no answer came
 * - `refused`: the carrier says no
 * - `sent-on`: it says to ask elsewhere, where credentials don't go
 * - `unlike`: it answers in a form that it does not document
 */
export type Trouble = 'unanswered' | 'refused' | 'sent-on' | 'unlike'

export interface RefusalOptions {
  trouble: Trouble
  /** Method and path. */
  request: string
  status: number | null
  code?: string | null
  words: string | null
  mayBeDone: boolean
}

/** What a carrier's API answered instead of a result. Secrets are masked in it. */
export class CarrierRefusal extends Error {
  readonly trouble: Trouble
  readonly request: string
  /** HTTP status; null where no answer came. */
  readonly status: number | null
  /** The carrier's own code, such as Twilio's 21248; null where the answer has none. */
  readonly code: string | null
  /** What it says of it, or what is wrong with its answer; null where it says nothing. */
  readonly words: string | null
  /** True where the request may have been carried out all the same: no answer, or one of a server in trouble. */
  readonly mayBeDone: boolean

  constructor({ trouble, request, status, code = null, words, mayBeDone }: RefusalOptions) {
    super(words ?? `it answers ${status}`)
    this.name = 'CarrierRefusal'
    this.trouble = trouble
    this.request = request
    this.status = status
    this.code = code
    this.words = words
    this.mayBeDone = mayBeDone
  }
}
