import type { Carrier, CarrierTermination, Part } from '../carrier.ts'
import { numberFact, numberPart, type NumberPlaces } from '../number-part.ts'
import type { CarrierWant } from '../want.ts'
import { TelnyxApi, type Authentication, type PhoneNumber } from './api.ts'
import { connectionPart, fqdnPart, idOf, ourConnection, ourProfile, primaryPart, routesOf, type TelnyxState } from './connection.ts'
import { authenticationPart, profilePart } from './outbound.ts'

const REGIONS: Record<string, { networks: readonly string[]; domain: string }> = {
  US: { networks: ['192.76.120.10', '64.16.250.10'], domain: 'sip.telnyx.com' },
  Europe: { networks: ['185.246.41.140', '185.246.41.141'], domain: 'sip.telnyx.eu' },
  Australia: { networks: ['103.115.244.145', '103.115.244.146'], domain: 'sip.telnyx.com.au' },
}
/** What Telnyx takes where no region is said. */
const HOME = 'US'

/** Telnyx: an FQDN connection with its host, the numbers on it, and an outbound voice profile with credentials. */
export const carrier: Carrier = {
  id: 'telnyx',
  networks: ({ region }) => ({ entries: REGIONS[region ?? HOME]?.networks ?? [], source: 'https://sip.telnyx.com', read: '2026-11-26' }),
  survey: async (want, session) => {
    const api = new TelnyxApi(want, session)
    const { outbound } = want
    const [connections, profiles, numbers] = await Promise.all([
      api.connections(),
      outbound ? api.profiles() : [],
      Promise.all(want.numbers.map((number) => api.number(number))),
    ])
    const found = ourConnection(connections, want.name)
    const foundProfile = ourProfile(profiles, want.name)
    const [fqdns, authentication] = await Promise.all([
      found ? api.fqdns(found.id) : [],
      found && outbound?.username ? api.authentication(found.id) : null,
    ])
    const state: TelnyxState = { api, want, connection: found?.id ?? null, profile: foundProfile?.id ?? null, fqdn: null }
    const profile = outbound ? profilePart(state, foundProfile, outbound) : null
    const connection = connectionPart(state, found, profile)
    const fqdn = fqdnPart(state, { fqdns, found, connection })
    const primary = primaryPart(state, found, [connection, fqdn])
    const parts: Part[] = [
      ...(profile ? [profile] : []),
      connection,
      ...authenticationPart(state, authentication, connection),
      fqdn,
      primary,
      ...numbers.flatMap((number) => (number === null ? [] : [connectionNumberPart(state, number, [connection, fqdn, primary])])),
    ]
    return {
      parts,
      facts: {
        numbers: want.numbers.map((number, index) => numberFact(number, numbers[index] ?? null, placesOf(state))),
        routes: found && routesOf(found, fqdns),
        termination: terminationOf(state, authentication),
      },
      notes: [],
    }
  },
}

/** A number on our connection. */
function connectionNumberPart(state: TelnyxState, found: PhoneNumber, after: readonly Part[]): Part {
  const { api, want } = state
  return numberPart({
    ...placesOf(state),
    name: found.phone_number,
    idOf: ({ id }) => id,
    found,
    target: `connection ${want.name}`,
    after,
    find: () => api.number(found.phone_number),
    move: () => api.moveNumber(found.id, idOf(state, 'connection')),
  })
}

function placesOf(state: TelnyxState): NumberPlaces<PhoneNumber> {
  return { isOurs: (number) => isOurs(state, number), whereTo: (number) => whereTo(state, number) }
}

function isOurs({ connection }: TelnyxState, { connection_id }: PhoneNumber): boolean {
  return connection !== null && connection_id === connection
}

function whereTo(state: TelnyxState, number: PhoneNumber): string | null {
  if (isOurs(state, number)) return `connection ${state.want.name}`
  const { connection_id, connection_name } = number
  if (!connection_id) return null
  return connection_name ? `connection ${connection_name} (${connection_id})` : `connection ${connection_id}`
}

/** Every region takes calls of every account. */
function terminationOf({ want, connection, profile }: TelnyxState, authentication: Authentication | null): CarrierTermination | null {
  if (!want.outbound || connection === null || profile === null) return null
  return {
    domain: domainOf(want),
    alsoKnownAs: Object.values(REGIONS).map(({ domain }) => domain),
    usernames: authentication?.user_name ? [authentication.user_name] : [],
    addresses: null,
    secure: want.target.transport === 'tls',
  }
}

function domainOf({ region }: CarrierWant): string {
  return REGIONS[region ?? HOME]?.domain ?? 'sip.telnyx.com'
}
