/** What is known of a call over the telephone network. A number that the caller or the rule hides is absent. */
export interface Phone {
  /** `outbound`: we called. Absent where somebody only says that it is a phone call. */
  direction?: 'inbound' | 'outbound'
  /** The number of the other side. */
  number?: string
  /** Our number: the one that was called, or that the call came from. */
  ourNumber?: string
  callId?: string
  trunkId?: string
  /** The dispatch rule that took the call; calls of ours have none. */
  ruleId?: string
  /** What the dispatch says of the call, in its job metadata. */
  templateId?: string
  callType?: string
  /** The participant's attributes that are not LiveKit's own: from the rule, or from SIP headers. */
  attributes: Readonly<Record<string, string>>
}

const LONGEST = 256
const MOST_ATTRIBUTES = 64
/** LiveKit's own attributes, and those that voicectl's agent sets on itself. */
const RESERVED = /^(?:sip|lk|voicectl)\./

/**
 * The phone call of a participant with these attributes whose job has this metadata; null where neither speaks of one. Whatever is no short
 * text is left out. Never raises.
 */
export function phoneOf(attributes: Readonly<Record<string, string>>, job: Readonly<Record<string, unknown>>): Phone | null {
  const attribute = (name: string) => shortText(attributes[`sip.${name}`])
  const said = (name: string) => shortText(job[name])
  const [callId, ruleId] = [attribute('callID'), attribute('ruleID')]
  const fields = {
    direction: callId === undefined ? undefined : ruleId === undefined ? ('outbound' as const) : ('inbound' as const),
    number: attribute('phoneNumber') ?? said('phone_number'),
    ourNumber: attribute('trunkPhoneNumber'),
    callId,
    trunkId: attribute('trunkID'),
    ruleId,
    templateId: said('template_id'),
    callType: said('call_type'),
  }
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return Object.keys(known).length === 0 ? null : { ...known, attributes: ownAttributes(attributes) }
}

/** True where livekit-sip holds the line: such a call can be transferred, and hears keys. */
export function isOnSip(phone: Phone | undefined): boolean {
  return phone?.callId !== undefined
}

/** A phone number as it may be logged: its last four digits. */
export function maskNumber(number: string): string {
  const digits = number.replaceAll(/\D/g, '').length
  return digits > 4 ? `•••${number.slice(-4)}` : '•••'
}

/** A text whose phone numbers are masked: international ones, and those that LiveKit puts into names of rooms, between underscores. */
export function maskNumbers(text: string): string {
  return text.replaceAll(/\+\d{7,15}(?!\d)|(?<=_)\d{7,15}(?=_|\b)/g, maskNumber)
}

function ownAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(attributes).filter(([name, value]) => !RESERVED.test(name) && value.length <= LONGEST)
  return Object.fromEntries(own.slice(0, MOST_ATTRIBUTES))
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : undefined
}
