import type { Failure, Fix } from '../core/failure.ts'
import type { Receipt } from './carry-out.ts'
import type { Action, Change, Side, Value } from './plan.ts'

/** One change to somebody who reads it, planned or with what became of it; part of the machine contract. */
export interface ChangeAnswer {
  action: Action
  /** `inbound trunk`, `dispatch rule`, `number` … */
  kind: string
  name: string
  id: string | null
  fields: FieldAnswer[]
  outcome: 'planned' | Receipt['outcome']
  error: ErrorAnswer | null
}

export interface FieldAnswer {
  path: string
  from: Value | null
  to: Value | null
  /** Whose change it is since the last apply; null for what is created or deleted. */
  side: Side | null
}

export interface ErrorAnswer {
  code: string
  message: string
  why: string | null
  fix: Fix[]
}

export interface ChangeAnswerOptions {
  /** Undefined before anything was done. */
  receipt: Receipt | undefined
  kind: string
  /** A value as it may be shown: without secrets. */
  shown: (path: string, value: Value) => Value
}

export function changeAnswer(change: Change, { receipt, kind, shown }: ChangeAnswerOptions): ChangeAnswer {
  const { action, name } = change
  const value = (path: string, given: Value | undefined) => (given === undefined ? null : shown(path, given))
  return {
    action,
    kind,
    name,
    id: receipt?.outcome === 'done' ? receipt.id : change.id,
    fields: change.fields.map(({ path, from, to, side }) => ({
      path,
      from: value(path, from),
      to: value(path, to),
      side: action === 'update' ? side : null,
    })),
    outcome: receipt?.outcome ?? 'planned',
    error: receipt?.outcome === 'failed' ? errorAnswer(receipt.error) : null,
  }
}

function errorAnswer(error: Error): ErrorAnswer {
  const { code = 'INTERNAL', message, why = null, fix = [] } = error as Partial<Failure> & Error
  return { code, message, why, fix }
}
