import { readFault, type SipReaders } from '../../livekit/sip-json.ts'
import type { Call } from './call.ts'
import { matchCall } from './match-call.ts'

type Fields = Record<string, unknown>

/** The answer to one line of a batch, and whether the line could be read. */
export interface BatchAnswer {
  text: string
  isRead: boolean
}

/** Answers `{"state": …, "call": …}` as one line of JSON: outcome, ids of trunk and rule, whether a password is asked for, and the room. Never raises. */
export function answerLine(line: string, number: number, readers: SipReaders): BatchAnswer {
  try {
    const { state, call } = fieldsOf(JSON.parse(line), 'the line')
    const { inbound, rules } = fieldsOf(state, 'state')
    const known = { inbound: listOf(inbound, 'inbound').map(readers.inbound), rules: listOf(rules, 'rules').map(readers.rules) }
    const { outcome, trunk, rule, auth, dispatch } = matchCall(callOf(fieldsOf(call, 'call')), known)
    const answer = {
      outcome,
      trunk: trunk?.sipTrunkId || null,
      rule: rule?.sipDispatchRuleId || null,
      auth,
      room: dispatch?.room ?? null,
    }
    return { text: JSON.stringify(answer), isRead: true }
  } catch (error) {
    return { text: JSON.stringify({ outcome: 'error', error: `line ${number}: ${readFault(error)}` }), isRead: false }
  }
}

function callOf(call: Fields): Call {
  const text = (name: string, isNeeded = false): string => {
    const value = call[name] ?? (isNeeded ? undefined : '')
    if (typeof value !== 'string') throw new Error(`call.${name} is no text`)
    return value.toWellFormed()
  }
  return {
    from: text('from', true),
    to: text('to', true),
    ip: text('ip'),
    host: text('host'),
    pin: text('pin'),
    noPin: call['noPin'] === true,
  }
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name} is no object`)
  return value as Fields
}

function listOf(value: unknown, name: string): unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Error(`state.${name} is no list`)
  return value
}
