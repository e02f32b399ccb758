import { phoneOf, type Phone } from './phone.ts'

export const modes = ['general', 'sales', 'support', 'technical'] as const
export type Mode = (typeof modes)[number]
export const languages = ['en', 'hi'] as const
export type Language = (typeof languages)[number]

/** The specialist of the bundled agent that takes a call. */
export type Route = `${Mode}_${Language}`

/** What a caller asked for. `voice` is free text; only `gemini` has a meaning of its own. */
export interface Caller {
  mode: Mode
  language: Language
  voice: string | null
  /** Only of those who are on the phone. */
  phone?: Phone
}

/** Where it is said who calls; each text as it is. */
export interface CallerSources {
  participantMetadata?: string
  attributes?: Readonly<Record<string, string>>
  jobMetadata?: string
}

const LONGEST_METADATA = 64 * 1024
const LONGEST_VOICE = 64

/** Reads a participant's metadata. Anything malformed, missing, unknown or oversized becomes the default: general, en, no voice. Never raises. */
export function parseCaller(metadata: string | undefined): Caller {
  return toCaller(parseObject(metadata))
}

/** Who calls: by the participant's metadata; what it leaves out by the dispatch's, and then by the participant's attributes. Never raises. */
export function callerOf({ participantMetadata, attributes = {}, jobMetadata }: CallerSources): Caller {
  const job = parseObject(jobMetadata)
  const phone = phoneOf(attributes, job)
  return { ...toCaller({ ...attributes, ...job, ...parseObject(participantMetadata) }), ...(phone ? { phone } : {}) }
}

/** The caller that some fields describe, with the same defaults as `parseCaller`. */
export function toCaller(fields: Record<string, unknown>): Caller {
  const mode = modes.find((known) => known === fields['mode']) ?? 'general'
  const voice = typeof fields['voice'] === 'string' && fields['voice'].length <= LONGEST_VOICE ? fields['voice'] : null
  return { mode, language: fields['language'] === 'hi' ? 'hi' : 'en', voice: voice || null }
}

export function routeOf({ mode, language }: Pick<Caller, 'mode' | 'language'>): Route {
  return `${mode}_${language}`
}

/** The object that a JSON text holds; empty for anything else. */
export function parseObject(text: string | undefined): Record<string, unknown> {
  if (!text || text.length > LONGEST_METADATA) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
