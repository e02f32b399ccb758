/** What a server has of the trunks and rules that a stack declares; each named as `inbound trunk "carrier-in"`. */
export interface DeclaredSip {
  missing: readonly string[]
  /** There in another way than declared. */
  differing: readonly string[]
  /** How many are as declared. */
  unchanged: number
  /** True where the server has no trunk and no rule at all. */
  isEmpty: boolean
  /** What keeps the declaration from being applied; null where nothing does. */
  problem: { message: string; fix: string } | null
}
