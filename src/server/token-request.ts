import { z } from 'zod'
import { parseObject, toCaller, type Caller } from '../core/caller.ts'

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
const safeName = z.string().regex(SAFE_NAME, 'expected up to 64 letters, digits, dashes or underscores')
const displayName = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,64}$/u, 'expected up to 64 printable characters')
const word = z.string().max(64)

/** Both spellings of LiveKit's clients, and our three words. What a client may not choose (agent, grants, attributes) is not read at all. */
const schema = z.object({
  room_name: safeName.nullish(),
  roomName: safeName.nullish(),
  participant_identity: displayName.nullish(),
  participantIdentity: displayName.nullish(),
  participant_name: displayName.nullish(),
  participantName: displayName.nullish(),
  participant_metadata: z.string().nullish(),
  participantMetadata: z.string().nullish(),
  language: word.nullish(),
  voice: word.nullish(),
  mode: word.nullish(),
})

export interface TokenRequest {
  /** null: a new room. */
  room: string | null
  /** null: a new identity. */
  identity: string | null
  name: string | null
  caller: Caller
}

/** Reads the fields of a token request, or says what is wrong with them. Language, voice and mode may also come inside the metadata. */
export function readTokenRequest(fields: unknown): { request: TokenRequest } | { problem: string } {
  const parsed = schema.safeParse(fields)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'is not valid' }
    return { problem: path.length > 0 ? `${path.join('.')}: ${message}` : 'Expected a JSON object' }
  }
  const given = parsed.data
  const metadata = parseObject(given.participant_metadata ?? given.participantMetadata ?? undefined)
  const { language = metadata['language'], voice = metadata['voice'], mode = metadata['mode'] } = given
  const request = {
    room: given.room_name ?? given.roomName ?? null,
    identity: given.participant_identity ?? given.participantIdentity ?? null,
    name: given.participant_name ?? given.participantName ?? null,
    caller: toCaller({ language, voice, mode }),
  }
  return { request }
}
