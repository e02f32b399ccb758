import type { Part } from '../carrier.ts'
import { numberPart, type NumberPlaces } from '../number-part.ts'
import type { PhoneNumber } from './api.ts'
import { trunkSid, type TwilioState } from './trunk.ts'

/** What Twilio gives a number that nobody has set up. */
const DEMO = /^https?:\/\/demo\.twilio\.com\//

/** A number on our trunk. */
export function trunkNumberPart(state: TwilioState, found: PhoneNumber, after: readonly Part[]): Part {
  const { api, want } = state
  return numberPart({
    ...placesOf(state),
    name: found.phone_number,
    idOf: ({ sid }) => sid,
    found,
    target: `trunk ${want.name}`,
    after,
    find: () => api.number(found.phone_number),
    move: () => api.moveNumber(found.sid, trunkSid(state)),
  })
}

export function placesOf(state: TwilioState): NumberPlaces<PhoneNumber> {
  return { isOurs: ({ trunk_sid }) => trunk_sid !== null && trunk_sid === state.trunk, whereTo: (number) => whereTo(state, number) }
}

/** Where a number's calls go now; null where nobody takes them. */
function whereTo(state: TwilioState, { trunk_sid, voice_application_sid, voice_url }: PhoneNumber): string | null {
  if (trunk_sid) {
    if (trunk_sid === state.trunk) return `trunk ${state.want.name}`
    const name = state.trunks.find(({ sid }) => sid === trunk_sid)?.friendly_name
    return name ? `trunk ${name} (${trunk_sid})` : `trunk ${trunk_sid}`
  }
  if (voice_application_sid) return `application ${voice_application_sid}`
  return voice_url && !DEMO.test(voice_url) ? `webhook ${withoutQuery(voice_url)}` : null
}

/** Queries of webhooks hold tokens. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '')
}
