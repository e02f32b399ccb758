import { createHash } from 'node:crypto'
import type { SipDispatchRule, SipInboundTrunk } from '../../core/sip-resources.ts'
import type { Call } from './call.ts'
import { roomChoice } from './room-choice.ts'

/** What stands for a part that is random. */
const RANDOM = '*'

export interface Participant {
  identity: string
  name: string
  metadata: string
  attributes: Record<string, string>
}

/** Where an accepted call goes. */
export interface Dispatch {
  room: string
  participant: Participant
}

/** Bytes of a number that are shown where the rest is hidden: of a short one only the last. */
const SHOWN = 4
const SHOWN_OF_SHORT = 1

/** The room and participant that the server makes of a call and its rule. Null where it can't: see `maskedNumber`. */
export function dispatchOf(call: Call, trunk: SipInboundTrunk | null, rule: SipDispatchRule): Dispatch | null {
  const shown = rule.hidePhoneNumber ? maskedNumber(call.from) : call.from
  if (shown === null) return null
  const identity = rule.hidePhoneNumber ? createHash('sha256').update(call.from).digest('hex').slice(0, 16) : call.from
  return {
    room: roomOf(rule, shown, call.to),
    participant: {
      identity: `sip_${identity}`,
      name: `Phone ${shown}`,
      metadata: rule.metadata ?? '',
      attributes: attributesOf(call, trunk, rule),
    },
  }
}

/** The last digits of a number, which the server counts in bytes; null where that begins within a letter, so that it is no text. */
function maskedNumber(number: string): string | null {
  const bytes = new TextEncoder().encode(number)
  const count = bytes.length <= SHOWN ? SHOWN_OF_SHORT : SHOWN
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.slice(-count))
  } catch {
    return null
  }
}

function roomOf(rule: SipDispatchRule, from: string, to: string): string {
  const choice = roomChoice(rule)
  if (choice === null || choice.kind === 'direct') return choice?.room ?? ''
  const parts = [choice.kind === 'individual' ? from : to, ...(choice.isRandom ? [RANDOM] : [])]
  return [...(choice.room === '' ? [] : [choice.room]), ...parts].join('_')
}

function attributesOf({ from, to, host }: Call, trunk: SipInboundTrunk | null, rule: SipDispatchRule): Record<string, string> {
  const numbers = { 'sip.phoneNumber': from, 'sip.hostname': host, 'sip.trunkPhoneNumber': to }
  return {
    ...rule.attributes,
    'sip.callID': `SCL_${RANDOM}`,
    'sip.trunkID': trunk?.sipTrunkId ?? '',
    'sip.ruleID': rule.sipDispatchRuleId ?? '',
    ...(rule.hidePhoneNumber ? {} : numbers),
  }
}
