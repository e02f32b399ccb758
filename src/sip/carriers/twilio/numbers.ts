import { assertUnmoved } from '../ambiguity.ts'
import { itemOf, seen, type CarrierFacts, type Part } from '../carrier.ts'
import type { PhoneNumber } from './api.ts'
import { trunkSid, type TwilioState } from './trunk.ts'

/** What Twilio gives a number that nobody has set up. */
const DEMO = /^https?:\/\/demo\.twilio\.com\//

/** A number on our trunk. It is moved last: until the trunk leads somewhere its calls would be lost. */
export function numberPart(state: TwilioState, found: PhoneNumber, after: readonly Part[]): Part {
  const { api, want } = state
  const desired = itemOf({ kind: 'number', name: found.phone_number }, { leadsTo: `trunk ${want.name}` })
  const elsewhere = leadsElsewhere(state, found)
  const actualOf = (number: PhoneNumber) => seen(desired, number.sid, { leadsTo: whereTo(state, number) ?? undefined })
  const actual = actualOf(found)
  const read = async () => {
    const number = await api.number(found.phone_number)
    return number && actualOf(number)
  }
  return {
    desired,
    actual,
    hidden: [],
    after,
    takenFrom: elsewhere,
    write: async () => {
      assertUnmoved(actual, await read(), desired)
      await api.moveNumber(found.sid, trunkSid(state))
      return found.sid
    },
    read,
  }
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

function leadsElsewhere(state: TwilioState, number: PhoneNumber): string | null {
  return number.trunk_sid && number.trunk_sid === state.trunk ? null : whereTo(state, number)
}

/** Queries of webhooks hold tokens. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '')
}

export function numberFact(state: TwilioState, number: string, found: PhoneNumber | null): CarrierFacts['numbers'][number] {
  return {
    number,
    owned: found !== null,
    isOurs: found !== null && found.trunk_sid !== null && found.trunk_sid === state.trunk,
    leadsTo: found && whereTo(state, found),
  }
}
