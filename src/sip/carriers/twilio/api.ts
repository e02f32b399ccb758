import { isRecord } from '../../../core/is-record.ts'
// Elastic SIP Trunking (trunking.twilio.com/v1) and the account's numbers and credentials (api.twilio.com/2010-04-01), as twilio/twilio-oai d50069b has them.
import { basicAuth, CarrierClient } from '../client.ts'
import type { CarrierSession } from '../carrier.ts'
import { allPages, nextIn, type Page } from '../paging.ts'
import { boolean, codeIn, id, list, number, object, optional, text, textIn, type Read, type Reader } from '../shape.ts'
import { secretsOfWant, type CarrierWant } from '../want.ts'

const trunk = object({
  sid: id,
  friendly_name: optional(text),
  domain_name: optional(text),
  secure: optional(boolean),
  transfer_mode: optional(text),
})
const originationUrl = object({ sid: id, friendly_name: optional(text), sip_url: optional(text), enabled: optional(boolean) })
const phoneNumber = object({
  sid: id,
  phone_number: text,
  trunk_sid: optional(text),
  voice_application_sid: optional(text),
  voice_url: optional(text),
})
const namedList = object({ sid: id, friendly_name: optional(text) })
const credential = object({ sid: id, username: text })
const ipAddress = object({ sid: id, ip_address: text, cidr_prefix_length: number })

export type Trunk = Read<typeof trunk>
export type OriginationUrl = Read<typeof originationUrl>
export type PhoneNumber = Read<typeof phoneNumber>
/** A credential list or an IP access control list. */
export type NamedList = Read<typeof namedList>
export type Credential = Read<typeof credential>
export type IpAddress = Read<typeof ipAddress>

type Form = Readonly<Record<string, string>>
const PAGE = 100

export class TwilioApi {
  readonly client: CarrierClient
  readonly #account: CarrierClient
  readonly #accountPath: string

  constructor({ credentials, baseUrl, ...want }: CarrierWant, session: CarrierSession) {
    const { account = '', key = account, secret = '' } = credentials
    const options = {
      headers: { authorization: basicAuth(key, secret) },
      secrets: secretsOfWant({ ...want, credentials, baseUrl }),
      readError,
      ...session,
    }
    this.client = new CarrierClient({ ...options, origin: baseUrl ?? 'https://trunking.twilio.com' })
    this.#account = new CarrierClient({ ...options, origin: baseUrl ?? 'https://api.twilio.com' })
    this.#accountPath = `/2010-04-01/Accounts/${encodeURIComponent(account)}`
  }

  trunks(): Promise<Trunk[]> {
    return allPages(this.client, `/v1/Trunks?PageSize=${PAGE}`, pageOf('trunks', trunk))
  }

  trunk(sid: string): Promise<Trunk> {
    return this.client.get(`/v1/Trunks/${sid}`, trunk)
  }

  createTrunk(form: Form): Promise<Trunk> {
    return this.client.ask({ method: 'POST', path: '/v1/Trunks', form }, trunk)
  }

  async updateTrunk(sid: string, form: Form): Promise<void> {
    await this.client.send({ method: 'POST', path: `/v1/Trunks/${sid}`, form, repeatable: true })
  }

  originationUrls(trunkSid: string): Promise<OriginationUrl[]> {
    return allPages(this.client, `/v1/Trunks/${trunkSid}/OriginationUrls?PageSize=${PAGE}`, pageOf('origination_urls', originationUrl))
  }

  createOriginationUrl(trunkSid: string, form: Form): Promise<OriginationUrl> {
    return this.client.ask({ method: 'POST', path: `/v1/Trunks/${trunkSid}/OriginationUrls`, form }, originationUrl)
  }

  async updateOriginationUrl(trunkSid: string, sid: string, form: Form): Promise<void> {
    await this.client.send({ method: 'POST', path: `/v1/Trunks/${trunkSid}/OriginationUrls/${sid}`, form, repeatable: true })
  }

  /** The lists of one kind that a trunk asks: `CredentialLists` or `IpAccessControlLists`. */
  attached(trunkSid: string, kind: ListKind): Promise<NamedList[]> {
    return allPages(this.client, `/v1/Trunks/${trunkSid}/${kind}?PageSize=${PAGE}`, pageOf(KEYS[kind], namedList))
  }

  attach(trunkSid: string, kind: ListKind, listSid: string): Promise<NamedList> {
    const form = { [kind === 'CredentialLists' ? 'CredentialListSid' : 'IpAccessControlListSid']: listSid }
    return this.client.ask({ method: 'POST', path: `/v1/Trunks/${trunkSid}/${kind}`, form }, namedList)
  }

  lists(kind: ListKind): Promise<NamedList[]> {
    return allPages(this.#account, `${this.#accountPath}/SIP/${kind}.json?PageSize=${PAGE}`, pageOf(KEYS[kind], namedList))
  }

  createList(kind: ListKind, name: string): Promise<NamedList> {
    const path = `${this.#accountPath}/SIP/${kind}.json`
    return this.#account.ask({ method: 'POST', path, form: { FriendlyName: name } }, namedList)
  }

  credentials(listSid: string): Promise<Credential[]> {
    const path = `${this.#accountPath}/SIP/CredentialLists/${listSid}/Credentials.json?PageSize=${PAGE}`
    return allPages(this.#account, path, pageOf('credentials', credential))
  }

  createCredential(listSid: string, form: Form): Promise<Credential> {
    const path = `${this.#accountPath}/SIP/CredentialLists/${listSid}/Credentials.json`
    return this.#account.ask({ method: 'POST', path, form }, credential)
  }

  async updateCredential(listSid: string, sid: string, form: Form): Promise<void> {
    const path = `${this.#accountPath}/SIP/CredentialLists/${listSid}/Credentials/${sid}.json`
    await this.#account.send({ method: 'POST', path, form, repeatable: true })
  }

  addresses(listSid: string): Promise<IpAddress[]> {
    const path = `${this.#accountPath}/SIP/IpAccessControlLists/${listSid}/IpAddresses.json?PageSize=${PAGE}`
    return allPages(this.#account, path, pageOf('ip_addresses', ipAddress))
  }

  createAddress(listSid: string, form: Form): Promise<IpAddress> {
    const path = `${this.#accountPath}/SIP/IpAccessControlLists/${listSid}/IpAddresses.json`
    return this.#account.ask({ method: 'POST', path, form }, ipAddress)
  }

  /** The account's number; null for one that it doesn't have. */
  async number(number: string): Promise<PhoneNumber | null> {
    const path = `${this.#accountPath}/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(number)}&PageSize=${PAGE}`
    const found = await allPages(this.#account, path, pageOf('incoming_phone_numbers', phoneNumber))
    return found.find(({ phone_number }) => phone_number === number) ?? null
  }

  /** Sends a number's calls to a trunk; whatever took them before does so no more. */
  async moveNumber(sid: string, trunkSid: string): Promise<void> {
    const path = `${this.#accountPath}/IncomingPhoneNumbers/${sid}.json`
    await this.#account.send({ method: 'POST', path, form: { TrunkSid: trunkSid }, repeatable: true })
  }
}

export type ListKind = 'CredentialLists' | 'IpAccessControlLists'
const KEYS: Record<ListKind, string> = { CredentialLists: 'credential_lists', IpAccessControlLists: 'ip_access_control_lists' }

/** Of trunking.twilio.com the link is in `meta`, of api.twilio.com a path. */
const links = object({ meta: optional(object({ next_page_url: nextIn })), next_page_uri: nextIn })

function pageOf<T>(key: string, item: Reader<T>): Reader<Page<T>> {
  const page = object({ [key]: list(item) })
  return (value, at) => {
    const { meta, next_page_uri } = links(value, at)
    return { items: page(value, at)[key] ?? [], next: meta?.next_page_url ?? next_page_uri }
  }
}

/** `{"code": 21248, "message": "…", "more_info": "…", "status": 400}` */
function readError(body: unknown): { code: string | null; message: string | null } {
  const { code, message } = isRecord(body) ? body : {}
  return { code: codeIn(code), message: textIn(message) }
}
