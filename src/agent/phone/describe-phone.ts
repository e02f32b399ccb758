import { maskNumber, type Phone } from '../../core/phone.ts'

/** A phone call as one line of the log, its numbers masked. */
export function describePhone({ direction, number, ourNumber, ...ids }: Phone): string {
  const other = number === undefined ? 'a hidden number' : maskNumber(number)
  const ours = ourNumber === undefined ? '' : direction === 'outbound' ? ` from ${maskNumber(ourNumber)}` : ` to ${maskNumber(ourNumber)}`
  const parts = [
    ['call', ids.callId],
    ['trunk', ids.trunkId],
    ['rule', ids.ruleId],
    ['template', ids.templateId],
    ['type', ids.callType],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
  return `Phone call ${direction === 'outbound' ? 'to' : 'from'} ${other}${ours}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}
