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
}

const LONGEST_METADATA = 64 * 1024
const LONGEST_VOICE = 64

/** Reads a participant's metadata. Anything malformed, missing, unknown or oversized becomes the default: general, en, no voice. Never raises. */
export function parseCaller(metadata: string | undefined): Caller {
  return toCaller(parseObject(metadata))
}

/** The caller that some fields describe, with the same defaults as `parseCaller`. */
export function toCaller(fields: Record<string, unknown>): Caller {
  const mode = modes.find((known) => known === fields['mode']) ?? 'general'
  const voice = typeof fields['voice'] === 'string' && fields['voice'].length <= LONGEST_VOICE ? fields['voice'] : null
  return { mode, language: fields['language'] === 'hi' ? 'hi' : 'en', voice: voice || null }
}

/** Who calls, by the participant's metadata; what it leaves out may be in the metadata of the agent's job. */
export function callerOf(participantMetadata: string | undefined, jobMetadata: string | undefined): Caller {
  return toCaller({ ...parseObject(jobMetadata), ...parseObject(participantMetadata) })
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
