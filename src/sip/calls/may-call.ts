import { Failure } from '../../core/failure.ts'
import { maskNumber } from '../../core/phone.ts'
import type { StackConfig } from '../../stack/schema.ts'
import { readNumberList, type NumberList } from './number-list.ts'

export type CallingRules = NonNullable<NonNullable<StackConfig['sip']>['calling']>

/** What somebody says on the command line about one call. */
export interface Overrides {
  /** How the consent was given; null where nothing is said. */
  consent: string | null
  ignoreQuietHours: boolean
}

export interface CallQuestion extends Overrides {
  /** E.164. */
  number: string
  now: Date
}

/** The rules with the numbers that their files hold. */
export interface LoadedRules {
  doNotCall: { file: string; numbers: NumberList } | null
  consent: { file: string; numbers: NumberList } | 'required' | null
  quietHours: NonNullable<CallingRules['quietHours']> | null
}

/** Reads the files that `sip.calling` names. Raises as readNumberList does. */
export async function loadRules(rules: CallingRules, dir: string): Promise<LoadedRules> {
  const listed = async (file: string) => ({ file, numbers: await readNumberList(file, dir) })
  const { doNotCall, consent, quietHours = null } = rules
  return {
    doNotCall: doNotCall === undefined ? null : await listed(doNotCall),
    consent: consent === undefined ? null : typeof consent === 'string' ? await listed(consent) : 'required',
    quietHours,
  }
}

/** Every rule that forbids a call, the strongest first; none where it may be made. */
export function blocks(rules: LoadedRules, question: CallQuestion): Failure[] {
  return [onDoNotCall(rules, question), withoutConsent(rules, question), inQuietHours(rules, question)].filter((block) => block !== null)
}

/** Raises the strongest rule that forbids a call; the others are among its details. */
export function assertMayCall(rules: LoadedRules, question: CallQuestion): void {
  const [first, ...others] = blocks(rules, question)
  if (first === undefined) return
  const { code, message, why, fix } = first
  throw new Failure({
    code,
    message,
    ...(why === null ? {} : { why }),
    fix,
    details: others.map((other) => `Also: ${other.why ?? other.message}`),
  })
}

function onDoNotCall({ doNotCall }: LoadedRules, { number }: CallQuestion): Failure | null {
  const line = doNotCall?.numbers.get(number)
  if (doNotCall === null || line === undefined) return null
  return new Failure({
    code: 'CALL_BLOCKED_DO_NOT_CALL',
    message: `${maskNumber(number)} is not called: it is on the do-not-call list`,
    why: `sip.calling.doNotCall: ${doNotCall.file}, line ${line}. No flag lifts this.`,
    fix: [{ text: 'Take it off the list if its owner wants to be called again' }],
  })
}

function withoutConsent({ consent }: LoadedRules, { number, ...question }: CallQuestion): Failure | null {
  if (consent === null || question.consent !== null || (consent !== 'required' && consent.numbers.has(number))) return null
  return new Failure({
    code: 'CALL_BLOCKED_NO_CONSENT',
    message: `${maskNumber(number)} is not called: nothing says that its owner agreed`,
    why: consent === 'required' ? 'sip.calling.consent.required: true' : `sip.calling.consent: it is not in ${consent.file}`,
    fix: [
      { text: 'Say how the consent was given; it is kept with the call', command: 'voicectl sip call <number> --consent "<how>"' },
      ...(consent === 'required' ? [] : [{ text: `Or add the number to ${consent.file}` }]),
    ],
  })
}

function inQuietHours({ quietHours }: LoadedRules, { number, now, ignoreQuietHours }: CallQuestion): Failure | null {
  if (quietHours === null || ignoreQuietHours) return null
  const { from, to, timeZone } = quietHours
  const time = timeIn(timeZone, now)
  if (!isBetween(time, from, to)) return null
  return new Failure({
    code: 'CALL_BLOCKED_QUIET_HOURS',
    message: `${maskNumber(number)} is not called now: it is ${time} in ${timeZone}`,
    why: `sip.calling.quietHours: ${from} to ${to}, ${timeZone}`,
    fix: [
      { text: `Call after ${to}` },
      { text: 'Or call all the same, where it is agreed', command: 'voicectl sip call <number> --ignore-quiet-hours' },
    ],
    retryable: true,
  })
}

/** The time of day in a zone, as 09:05. */
function timeIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now)
}

/** Whether a time is in a span that may go over midnight; its end is not in it. */
function isBetween(time: string, from: string, to: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to
}
