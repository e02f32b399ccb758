import type { Carrier, CarrierTermination, Part, Survey } from '../carrier.ts'
import { numberFact } from '../number-part.ts'
import { TwilioApi, type Credential, type IpAddress, type ListKind, type NamedList } from './api.ts'
import { addressParts, credentialParts, networkOf, readList, type AuthenticationList } from './authentication.ts'
import { placesOf, trunkNumberPart } from './numbers.ts'
import { originationPart, ourTrunk, routesOf, trunkPart, type TwilioState } from './trunk.ts'

/** Twilio: an Elastic SIP trunk with an origination URL, a credential list, and the numbers on it. */
export const carrier: Carrier = {
  id: 'twilio',
  networks: () => ({
    entries: [
      '54.172.60.0/30',
      '54.244.51.0/30',
      '54.171.127.192/30',
      '35.156.191.128/30',
      '54.65.63.192/30',
      '54.169.127.128/30',
      '54.252.254.64/30',
      '177.71.206.192/30',
    ],
    source: 'https://www.twilio.com/docs/sip-trunking/ip-addresses',
    read: '2026-03-09',
  }),
  survey: async (want, session) => {
    const api = new TwilioApi(want, session)
    const trunks = await api.trunks()
    const found = ourTrunk(trunks, want.name)
    const state: TwilioState = { api, want, trunks, trunk: found?.sid ?? null }
    const [urls, credentials, addresses, numbers] = await Promise.all([
      found ? api.originationUrls(found.sid) : [],
      want.outbound ? readList(state, 'CredentialLists', (list) => api.credentials(list)) : noList<Credential>('CredentialLists'),
      want.outbound ? readList(state, 'IpAccessControlLists', (list) => api.addresses(list)) : noList<IpAddress>('IpAccessControlLists'),
      Promise.all(want.numbers.map((number) => api.number(number))),
    ])
    const trunk = trunkPart(state, found)
    const origination = originationPart(state, urls, trunk)
    const parts: Part[] = [
      trunk,
      ...credentialParts(state, credentials, trunk),
      ...addressParts(state, addresses, trunk),
      origination,
      ...numbers.flatMap((number) => (number === null ? [] : [trunkNumberPart(state, number, [trunk, origination])])),
    ]
    return {
      parts,
      facts: {
        numbers: want.numbers.map((number, index) => numberFact(number, numbers[index] ?? null, placesOf(state))),
        routes: found && routesOf(urls),
        termination: terminationOf(state, { credentials, addresses }),
      },
      notes: foreignLists(credentials.attached, credentials.found, want.name),
    } satisfies Survey
  },
}

function noList<Entry>(kind: ListKind): AuthenticationList<Entry> {
  return { kind, found: null, attached: [], entries: [] }
}

interface Lists {
  credentials: AuthenticationList<Credential>
  addresses: AuthenticationList<IpAddress>
}

function terminationOf({ trunks, trunk, want }: TwilioState, { credentials, addresses }: Lists): CarrierTermination | null {
  const found = trunks.find(({ sid }) => sid === trunk)
  if (!want.outbound || !found?.domain_name) return null
  const asks = ({ found: list, attached }: AuthenticationList<unknown>) => attached.some(({ sid }) => sid === list?.sid)
  const region = want.region
  return {
    domain: found.domain_name,
    alsoKnownAs: region === null ? [] : [found.domain_name.replace('.pstn.', `.pstn.${region}.`)],
    usernames: credentials.attached.length === 0 ? null : asks(credentials) ? credentials.entries.map(({ username }) => username) : [],
    addresses: addresses.attached.length === 0 ? null : asks(addresses) ? addresses.entries.map(networkOf) : [],
    secure: found.secure ?? false,
  }
}

/** Somebody else's users may call on our trunk, too: that is theirs to take away. */
function foreignLists(attached: readonly NamedList[], own: NamedList | null, name: string): string[] {
  const others = attached.filter(({ sid }) => sid !== own?.sid)
  return others.map(
    ({ sid, friendly_name }) => `Trunk ${name} also takes the users of credential list ${friendly_name ?? sid}; it is left as it is`,
  )
}
