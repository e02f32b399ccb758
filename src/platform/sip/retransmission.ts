/** RFC 3261, 17: how long an answer takes at most in usual networks, and the longest pause. */
const T1_MS = 500
const T2_MS = 4000
const GIVE_UP_MS = 64 * T1_MS

/** Sends a request over UDP again until something comes back; over a stream once. */
export class Retransmission {
  readonly #send: () => void
  readonly #isInvite: boolean
  #timer: NodeJS.Timeout | undefined
  #waitMs = T1_MS
  #elapsedMs = 0

  constructor(send: () => void, { isReliable, isInvite }: { isReliable: boolean; isInvite: boolean }) {
    this.#send = send
    this.#isInvite = isInvite
    send()
    if (!isReliable) this.#again()
  }

  /** Somebody works on it: an INVITE is not sent again, other requests seldom. */
  provisional(): void {
    if (this.#isInvite) this.stop()
    else this.#waitMs = T2_MS
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #again(): void {
    const waitMs = this.#waitMs
    this.#timer = setTimeout(() => {
      this.#elapsedMs += waitMs
      if (this.#elapsedMs >= GIVE_UP_MS) return
      this.#send()
      this.#waitMs = this.#isInvite ? this.#waitMs * 2 : Math.min(this.#waitMs * 2, T2_MS)
      this.#again()
    }, waitMs)
  }
}
