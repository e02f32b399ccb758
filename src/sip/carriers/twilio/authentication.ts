import { createOnce } from '../create-once.ts'
import { onlyOne } from '../ambiguity.ts'
import { itemOf, seen, type Part } from '../carrier.ts'
import type { Credential, IpAddress, ListKind, NamedList } from './api.ts'
import { trunkSid, type TwilioState } from './trunk.ts'

const LABELS: Record<ListKind, { list: string; attached: string }> = {
  CredentialLists: { list: 'credential list', attached: "trunk's credential list" },
  IpAccessControlLists: { list: 'address list', attached: "trunk's address list" },
}

/** A list that says who may call: what the account has of it, and what our trunk asks. */
export interface AuthenticationList<Entry> {
  kind: ListKind
  found: NamedList | null
  attached: readonly NamedList[]
  entries: readonly Entry[]
}

/** Reads a list that has our name, its entries, and whether our trunk asks it. */
export async function readList<Entry>(
  { api, want, trunk }: TwilioState,
  kind: ListKind,
  entriesOf: (list: string) => Promise<Entry[]>,
): Promise<AuthenticationList<Entry>> {
  const [lists, attached] = await Promise.all([api.lists(kind), trunk === null ? [] : api.attached(trunk, kind)])
  const found = named(lists, kind, want.name)
  return { kind, found, attached, entries: found === null ? [] : await entriesOf(found.sid) }
}

function named(lists: readonly NamedList[], kind: ListKind, name: string): NamedList | null {
  return onlyOne(
    lists.filter(({ friendly_name }) => friendly_name === name),
    { kind: LABELS[kind].list, name, idOf: ({ sid }) => sid },
  )
}

/** The user that LiveKit calls as, and that our trunk asks for it. */
export function credentialParts(state: TwilioState, list: AuthenticationList<Credential>, trunk: Part): Part[] {
  const { username, password } = state.want.outbound ?? { username: null, password: null }
  if (username === null || password === null) return []
  const { part, sid, attachment } = listParts(state, list, trunk)
  const desired = itemOf({ kind: 'credential', name: username }, { password })
  const find = async () => (await state.api.credentials(sid())).find((entry) => entry.username === username) ?? null
  let found = list.entries.find((entry) => entry.username === username) ?? null
  const credential: Part = {
    desired,
    actual: found && seen(desired, found.sid, {}),
    hidden: ['password'],
    after: [part],
    takenFrom: null,
    write: async () => {
      if (found) await state.api.updateCredential(sid(), found.sid, { Password: password })
      else {
        const create = () => state.api.createCredential(sid(), { Username: username, Password: password })
        found = await createOnce(state.api.client, { create, find })
      }
      return found.sid
    },
    read: async () => {
      const now = await find()
      return now && seen(desired, now.sid, {})
    },
  }
  return [part, credential, attachment([credential])]
}

/** The networks that may call without a password, or besides one. */
export function addressParts(state: TwilioState, list: AuthenticationList<IpAddress>, trunk: Part): Part[] {
  const wanted = state.want.outbound?.allowedAddresses ?? []
  if (wanted.length === 0) return []
  const { part, sid, attachment } = listParts(state, list, trunk)
  const addresses = wanted.map((entry): Part => {
    const desired = itemOf({ kind: 'allowed address', name: entry }, {})
    const is = (address: IpAddress) => networkOf(address) === fullNetwork(entry)
    const found = list.entries.find(is)
    const find = async () => (await state.api.addresses(sid())).find(is) ?? null
    return {
      desired,
      actual: found ? seen(desired, found.sid, {}) : null,
      hidden: [],
      after: [part],
      takenFrom: null,
      write: async () => {
        const [address = '', bits = '32'] = entry.split('/')
        const form = { FriendlyName: state.want.name, IpAddress: address, CidrPrefixLength: bits }
        const made = await createOnce(state.api.client, { create: () => state.api.createAddress(sid(), form), find })
        return made.sid
      },
      read: async () => {
        const now = await find()
        return now && seen(desired, now.sid, {})
      },
    }
  })
  return [part, ...addresses, attachment(addresses)]
}

/** The list itself, and that our trunk asks it, which comes last: a trunk that asks an empty list lets nobody call. */
function listParts<Entry>(
  state: TwilioState,
  { kind, found, attached }: AuthenticationList<Entry>,
  trunk: Part,
): { part: Part; sid: () => string; attachment: (entries: Part[]) => Part } {
  const { api, want } = state
  let list = found
  const sid = () => {
    if (list === null) throw new Error(`the ${LABELS[kind].list} is not made yet`)
    return list.sid
  }
  const desired = itemOf({ kind: LABELS[kind].list, name: want.name }, {})
  const find = async () => named(await api.lists(kind), kind, want.name)
  const part: Part = {
    desired,
    actual: found && seen(desired, found.sid, {}),
    hidden: [],
    after: [trunk],
    takenFrom: null,
    write: async () => {
      list = await createOnce(api.client, { create: () => api.createList(kind, want.name), find })
      return list.sid
    },
    read: async () => {
      const now = await find()
      return now && seen(desired, now.sid, {})
    },
  }
  const link = itemOf({ kind: LABELS[kind].attached, name: want.name }, {})
  const isAttached = (lists: readonly NamedList[]) => list !== null && lists.some((each) => each.sid === list?.sid)
  const attachment = (entries: Part[]): Part => ({
    desired: link,
    actual: isAttached(attached) ? seen(link, sid(), {}) : null,
    hidden: [],
    after: [trunk, part, ...entries],
    takenFrom: null,
    write: async () => {
      const findLink = async () => (await api.attached(trunkSid(state), kind)).find((each) => each.sid === sid()) ?? null
      const made = await createOnce(api.client, { create: () => api.attach(trunkSid(state), kind, sid()), find: findLink })
      return made.sid
    },
    read: async () => (isAttached(await api.attached(trunkSid(state), kind)) ? seen(link, sid(), {}) : null),
  })
  return { part, sid, attachment }
}

export function networkOf({ ip_address, cidr_prefix_length }: IpAddress): string {
  return `${ip_address}/${cidr_prefix_length}`
}

/** An address alone is a network of one. */
function fullNetwork(entry: string): string {
  return entry.includes('/') ? entry : `${entry}/32`
}
