import type { SipDispatchRule } from '../../core/sip-resources.ts'
import { roomChoice } from './room-choice.ts'

const KINDS = { direct: 0, individual: 1, callee: 2 } as const
const OPEN = 100
const NO_FILTER = 1000
const LAST = 2 ** 31 - 1

/** The rank of a rule among those that fit a call, as the server counts it: the lowest wins. */
export function rulePriority(rule: SipDispatchRule): number {
  const choice = roomChoice(rule)
  if (choice === null) return LAST
  const open = choice.pin === '' ? OPEN : 0
  const filters = [rule.inboundNumbers, rule.numbers].filter((list) => (list ?? []).length === 0).length
  return KINDS[choice.kind] + open + filters * NO_FILTER
}

/** True where the first rule goes before the second; false for both where nothing parts them, and the one that is listed first wins. */
export function goesBefore(rule: SipDispatchRule, other: SipDispatchRule): boolean {
  const [own, others] = [rulePriority(rule), rulePriority(other)]
  return own === others ? isBelow(roomChoice(rule)?.room ?? '', roomChoice(other)?.room ?? '') : own < others
}

/** As Go compares texts: by their bytes in UTF-8, which is the order of their code points. */
function isBelow(a: string, b: string): boolean {
  const [left, right] = [Array.from(a), Array.from(b)]
  const index = left.findIndex((character, at) => character !== right[at])
  if (index === -1) return left.length < right.length
  return (left[index]?.codePointAt(0) ?? 0) < (right[index]?.codePointAt(0) ?? -1)
}
