import { Failure } from '../../core/failure.ts'
import { describeRoom, metadataOf } from '../../livekit/rooms.ts'
import type { ServerAccess } from '../../livekit/server-api.ts'
import { consentFields, objectOf, type CallPlan } from './call-plan.ts'

/** Writes into a room that was there before how consent was given, beside all that its metadata says. Raises CONSENT_NOT_KEPT. */
export async function keepConsent(access: ServerAccess, { room, number, consent }: CallPlan): Promise<void> {
  if (consent === null) return
  const fields = objectOf(await metadataOf(access, room))
  if (fields === null) {
    throw new Failure({
      code: 'CONSENT_NOT_KEPT',
      message: `${room} has no place for how consent was given, so nobody was called`,
      why: 'It is kept in the metadata of the room, and there stands something else than a JSON object.',
      fix: [{ text: 'Leave --room out: then the call gets a room of its own' }],
    })
  }
  const earlier = fields['consent']
  const others = typeof earlier === 'object' && earlier !== null ? earlier : {}
  const merged = { ...fields, consent: { ...others, ...consentFields(number, consent).consent } }
  await describeRoom(access, room, JSON.stringify(merged))
}
