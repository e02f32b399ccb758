// Elastic SIP Trunking (trunking.twilio.com/v1) and the account's numbers and credentials (api.twilio.com/2010-04-01), as twilio/twilio-oai d50069b has them.
import { basicAuth, CarrierClient } from '../client.ts'
import type { CarrierSession } from '../carrier.ts'
import { secretsOfWant, type CarrierWant } from '../want.ts'

export interface Trunk {
  sid: string
  friendly_name: string | null
  domain_name: string | null
  secure: boolean | null
  transfer_mode: string | null
}

export interface OriginationUrl {
  sid: string
  friendly_name: string | null
  sip_url: string | null
  enabled: boolean | null
}

export interface PhoneNumber {
  sid: string
  phone_number: string
  trunk_sid: string | null
  voice_application_sid: string | null
  voice_url: string | null
}

/** A credential list or an IP access control list. */
export interface NamedList {
  sid: string
  friendly_name: string | null
}

export interface Credential {
  sid: string
  username: string
}

export interface IpAddress {
  sid: string
  ip_address: string
  cidr_prefix_length: number
}

type Form = Readonly<Record<string, string>>
const PAGE = 100

export class TwilioApi {
  readonly client: CarrierClient
  readonly #account: CarrierClient
  readonly #accountPath: string

  constructor({ credentials, baseUrl, ...want }: CarrierWant, { pause, signal, onWait }: CarrierSession) {
    const { account = '', key = account, secret = '' } = credentials
    const options = {
      headers: { authorization: basicAuth(key, secret) },
      secrets: secretsOfWant({ ...want, credentials, baseUrl }),
      readError,
      pause,
      signal,
      ...(onWait ? { onWait } : {}),
    }
    this.client = new CarrierClient({ ...options, origin: baseUrl ?? 'https://trunking.twilio.com' })
    this.#account = new CarrierClient({ ...options, origin: baseUrl ?? 'https://api.twilio.com' })
    this.#accountPath = `/2010-04-01/Accounts/${encodeURIComponent(account)}`
  }

  trunks(): Promise<Trunk[]> {
    return this.#all(this.client, `/v1/Trunks?PageSize=${PAGE}`, 'trunks')
  }

  async trunk(sid: string): Promise<Trunk> {
    return (await this.client.get(`/v1/Trunks/${sid}`)) as Trunk
  }

  async createTrunk(form: Form): Promise<Trunk> {
    return (await this.client.send({ method: 'POST', path: '/v1/Trunks', form })) as Trunk
  }

  async updateTrunk(sid: string, form: Form): Promise<void> {
    await this.client.send({ method: 'POST', path: `/v1/Trunks/${sid}`, form, repeatable: true })
  }

  originationUrls(trunk: string): Promise<OriginationUrl[]> {
    return this.#all(this.client, `/v1/Trunks/${trunk}/OriginationUrls?PageSize=${PAGE}`, 'origination_urls')
  }

  async createOriginationUrl(trunk: string, form: Form): Promise<OriginationUrl> {
    return (await this.client.send({ method: 'POST', path: `/v1/Trunks/${trunk}/OriginationUrls`, form })) as OriginationUrl
  }

  async updateOriginationUrl(trunk: string, sid: string, form: Form): Promise<void> {
    await this.client.send({ method: 'POST', path: `/v1/Trunks/${trunk}/OriginationUrls/${sid}`, form, repeatable: true })
  }

  /** The lists of one kind that a trunk asks: `CredentialLists` or `IpAccessControlLists`. */
  attached(trunk: string, kind: ListKind): Promise<NamedList[]> {
    return this.#all(this.client, `/v1/Trunks/${trunk}/${kind}?PageSize=${PAGE}`, KEYS[kind])
  }

  async attach(trunk: string, kind: ListKind, list: string): Promise<NamedList> {
    const form = { [kind === 'CredentialLists' ? 'CredentialListSid' : 'IpAccessControlListSid']: list }
    return (await this.client.send({ method: 'POST', path: `/v1/Trunks/${trunk}/${kind}`, form })) as NamedList
  }

  lists(kind: ListKind): Promise<NamedList[]> {
    return this.#all(this.#account, `${this.#accountPath}/SIP/${kind}.json?PageSize=${PAGE}`, KEYS[kind])
  }

  async createList(kind: ListKind, name: string): Promise<NamedList> {
    const path = `${this.#accountPath}/SIP/${kind}.json`
    return (await this.#account.send({ method: 'POST', path, form: { FriendlyName: name } })) as NamedList
  }

  credentials(list: string): Promise<Credential[]> {
    return this.#all(this.#account, `${this.#accountPath}/SIP/CredentialLists/${list}/Credentials.json?PageSize=${PAGE}`, 'credentials')
  }

  async createCredential(list: string, form: Form): Promise<Credential> {
    const path = `${this.#accountPath}/SIP/CredentialLists/${list}/Credentials.json`
    return (await this.#account.send({ method: 'POST', path, form })) as Credential
  }

  async updateCredential(list: string, sid: string, form: Form): Promise<void> {
    const path = `${this.#accountPath}/SIP/CredentialLists/${list}/Credentials/${sid}.json`
    await this.#account.send({ method: 'POST', path, form, repeatable: true })
  }

  addresses(list: string): Promise<IpAddress[]> {
    const path = `${this.#accountPath}/SIP/IpAccessControlLists/${list}/IpAddresses.json?PageSize=${PAGE}`
    return this.#all(this.#account, path, 'ip_addresses')
  }

  async createAddress(list: string, form: Form): Promise<IpAddress> {
    const path = `${this.#accountPath}/SIP/IpAccessControlLists/${list}/IpAddresses.json`
    return (await this.#account.send({ method: 'POST', path, form })) as IpAddress
  }

  /** The account's number; null for one that it doesn't have. */
  async number(number: string): Promise<PhoneNumber | null> {
    const path = `${this.#accountPath}/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(number)}&PageSize=${PAGE}`
    const found = await this.#all<PhoneNumber>(this.#account, path, 'incoming_phone_numbers')
    return found.find(({ phone_number }) => phone_number === number) ?? null
  }

  /** Sends a number's calls to a trunk; whatever took them before does so no more. */
  async moveNumber(sid: string, trunk: string): Promise<void> {
    const path = `${this.#accountPath}/IncomingPhoneNumbers/${sid}.json`
    await this.#account.send({ method: 'POST', path, form: { TrunkSid: trunk }, repeatable: true })
  }

  /** All pages of a list. Only the path of a link is followed: credentials go to no other host. */
  async #all<T>(client: CarrierClient, path: string, key: string): Promise<T[]> {
    const items: T[] = []
    const followed = new Set<string>()
    for (let next: string | null = path; next !== null && !followed.has(next);) {
      followed.add(next)
      const page = (await client.get(next)) as Page
      items.push(...((page[key] as T[] | undefined) ?? []))
      const link = page.meta?.next_page_url ?? page.next_page_uri ?? null
      next = link === null ? null : pathOf(link)
    }
    return items
  }
}

export type ListKind = 'CredentialLists' | 'IpAccessControlLists'
const KEYS: Record<ListKind, string> = { CredentialLists: 'credential_lists', IpAccessControlLists: 'ip_access_control_lists' }

interface Page extends Record<string, unknown> {
  meta?: { next_page_url?: string | null }
  next_page_uri?: string | null
}

function pathOf(link: string): string {
  const { pathname, search } = new URL(link, 'https://api.twilio.com')
  return pathname + search
}

/** `{"code": 21248, "message": "…", "more_info": "…", "status": 400}` */
function readError(body: unknown): { code: string | null; message: string | null } {
  const { code, message } = (body ?? {}) as { code?: unknown; message?: unknown }
  return { code: code === undefined || code === null ? null : String(code), message: typeof message === 'string' ? message : null }
}
