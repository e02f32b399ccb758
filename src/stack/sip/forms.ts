/** Forms of values in the `sip` block, and what is said where a value has another; apart from the schema, which takes long to load. */
export const sipForms = {
  /** One secret of .env. */
  reference: [/^\$\{[A-Z_][A-Z0-9_]*\}$/, 'expected a name in .env, such as ${SIP_PASSWORD}: no secret belongs into this file'],
  duration: [/^(?=\d)(\d+h)?(\d+m)?(\d+(\.\d+)?s)?$/, 'expected a duration such as 30s, 1m30s or 2h'],
  resourceName: [
    /^(?=.{1,100}$)[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u,
    'expected a name of 1 to 100 characters without spaces at its ends',
  ],
  country: [/^[A-Z]{2}$/, 'expected a country code such as US'],
  carrierName: [/^[A-Za-z0-9][A-Za-z0-9 ._-]{2,48}$/, 'expected 3 to 49 letters, digits, spaces, dots, dashes or underscores'],
  sipHost: [/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'expected a host name or an IPv4 address, without sip: and port'],
  tagName: [/^(?!voicectl$)[^]/, 'expected a name other than voicectl, by which rules are known to be of a stack'],
  /** The name of somebody whom calls are handed over to; a language model chooses by it. */
  targetName: [/^[a-z][a-z0-9_-]{0,31}$/, 'expected a name of lower-case letters, digits, dashes and underscores'],
  /** What a call can be handed over to, as LiveKit takes it. */
  targetUri: [/^(?:tel:\+[1-9]\d{6,14}|sips?:[^\s@<>"]+@[^\s@<>"]+)$/, 'expected tel:+… with the country code, or sip:user@host'],
  time: [/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 21:00'],
} as const satisfies Record<string, readonly [pattern: RegExp, expected: string]>

/** What is said of metadata that is neither. */
export const METADATA_EXPECTED = 'expected text or an object'
/** What is said of a rule that chooses no room, or in two ways. */
export const CHOICE_EXPECTED = 'expected one of individual, direct, callee'
/** What is said of consent that is neither a file nor asked for. */
export const CONSENT_EXPECTED = 'expected a file of numbers, or {required: true}'
export const TIME_ZONE_EXPECTED = 'expected the name of a time zone such as Asia/Kolkata'
/** What is said of quiet hours without an hour. */
export const QUIET_END_EXPECTED = 'expected another time than from'
/** What is said of an empty name in a map. */
export const NAME_EXPECTED = 'expected a name'

/** True for what IANA calls a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** What is said of a second trunk or rule of one name. */
export function sameName(name: string, kind: string): string {
  return `there is another ${name} in sip.${kind}`
}
