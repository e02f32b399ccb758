import { isRecord } from '../../../core/is-record.ts'
// Telnyx API v2 (api.telnyx.com/v2), as team-telnyx/telnyx-node of 2026-08-21 and developers.telnyx.com have it.
import type { CarrierSession } from '../carrier.ts'
import { CarrierClient, type CarrierRequest } from '../client.ts'
import { allPages, type Page } from '../paging.ts'
import { block, boolean, codeIn, id, list, number, object, objectsIn, optional, text, textIn, type Read, type Reader } from '../shape.ts'
import { secretsOfWant, type CarrierWant } from '../want.ts'

const connection = object({
  id,
  connection_name: optional(text),
  active: optional(boolean),
  transport_protocol: optional(text),
  inbound: optional(block),
  outbound: optional(block),
})
const fqdn = object({ id, fqdn: optional(text), port: optional(number), dns_record_type: optional(text) })
const voiceProfile = object({
  id,
  name: optional(text),
  enabled: optional(boolean),
  whitelisted_destinations: optional(list(text)),
  concurrent_call_limit: optional(number),
  daily_spend_limit: optional(number),
  daily_spend_limit_enabled: optional(boolean),
})
const authentication = object({ id: optional(id), user_name: optional(text), fqdn_outbound_authentication: optional(text) })
const phoneNumber = object({ id, phone_number: text, connection_id: optional(text), connection_name: optional(text) })

export type Connection = Read<typeof connection>
export type Fqdn = Read<typeof fqdn>
export type VoiceProfile = Read<typeof voiceProfile>
export type Authentication = Read<typeof authentication>
export type PhoneNumber = Read<typeof phoneNumber>

const PAGE = 100

export class TelnyxApi {
  readonly client: CarrierClient

  constructor(want: CarrierWant, session: CarrierSession) {
    this.client = new CarrierClient({
      origin: want.baseUrl ?? 'https://api.telnyx.com',
      headers: { authorization: `Bearer ${want.credentials.secret ?? ''}` },
      secrets: secretsOfWant(want),
      readError,
      ...session,
    })
  }

  connections(): Promise<Connection[]> {
    return this.#all('/v2/fqdn_connections', connection)
  }

  connection(own: string): Promise<Connection> {
    return this.#data({ method: 'GET', path: `/v2/fqdn_connections/${own}` }, connection)
  }

  createConnection(body: object): Promise<Connection> {
    return this.#data({ method: 'POST', path: '/v2/fqdn_connections', json: body }, connection)
  }

  async updateConnection(own: string, body: object): Promise<void> {
    await this.client.send({ method: 'PATCH', path: `/v2/fqdn_connections/${own}`, json: body })
  }

  fqdns(own: string): Promise<Fqdn[]> {
    return this.#all('/v2/fqdns', fqdn, { 'filter[connection_id]': own })
  }

  createFqdn(body: object): Promise<Fqdn> {
    return this.#data({ method: 'POST', path: '/v2/fqdns', json: body }, fqdn)
  }

  async updateFqdn(own: string, body: object): Promise<void> {
    await this.client.send({ method: 'PATCH', path: `/v2/fqdns/${own}`, json: body })
  }

  profiles(): Promise<VoiceProfile[]> {
    return this.#all('/v2/outbound_voice_profiles', voiceProfile)
  }

  profile(own: string): Promise<VoiceProfile> {
    return this.#data({ method: 'GET', path: `/v2/outbound_voice_profiles/${own}` }, voiceProfile)
  }

  createProfile(body: object): Promise<VoiceProfile> {
    return this.#data({ method: 'POST', path: '/v2/outbound_voice_profiles', json: body }, voiceProfile)
  }

  async updateProfile(own: string, body: object): Promise<void> {
    await this.client.send({ method: 'PATCH', path: `/v2/outbound_voice_profiles/${own}`, json: body })
  }

  authentication(own: string): Promise<Authentication | null> {
    return this.#data({ method: 'GET', path: `/v2/fqdn_connections/${own}/fqdn_authentication` }, optional(authentication))
  }

  async authenticate(own: string, body: object): Promise<void> {
    await this.client.send({ method: 'PATCH', path: `/v2/fqdn_connections/${own}/fqdn_authentication`, json: body })
  }

  /** The account's number; null for one that it doesn't have. The filter takes digits only. */
  async number(wanted: string): Promise<PhoneNumber | null> {
    const found = await this.#all('/v2/phone_numbers', phoneNumber, { 'filter[phone_number]': wanted.replace('+', '') })
    return found.find(({ phone_number }) => phone_number === wanted) ?? null
  }

  /** Sends a number's calls to a connection; whatever took them before does so no more. */
  async moveNumber(own: string, to: string): Promise<void> {
    await this.client.send({ method: 'PATCH', path: `/v2/phone_numbers/${own}`, json: { connection_id: to } })
  }

  async #data<T>(request: CarrierRequest, read: Reader<T>): Promise<T> {
    return (await this.client.ask(request, object({ data: read }))).data
  }

  #all<T>(path: string, item: Reader<T>, filter: Record<string, string> = {}): Promise<T[]> {
    const pathOf = (page: number) =>
      `${path}?${new URLSearchParams({ ...filter, 'page[number]': String(page), 'page[size]': String(PAGE) }).toString()}`
    let read = 0
    const page: Reader<Page<T>> = (value, at) => {
      const { data, meta } = object({ data: list(item), meta: optional(object({ total_pages: optional(number) })) })(value, at)
      read += 1
      return { items: data, next: data.length === 0 || read >= (meta?.total_pages ?? 1) ? null : pathOf(read + 1) }
    }
    return allPages(this.client, pathOf(1), page)
  }
}

/** `{"errors": [{"code": "10015", "title": "…", "detail": "…", "source": {"pointer": "/connection_name"}}]}` */
function readError(body: unknown): { code: string | null; message: string | null } {
  const errors = objectsIn(isRecord(body) ? body['errors'] : null)
  const words = errors.flatMap(({ title, detail, source }) => {
    const said = textIn(detail) ?? textIn(title)
    const pointer = isRecord(source) ? textIn(source['pointer']) : null
    return said === null ? [] : [`${said}${pointer === null ? '' : ` (${pointer})`}`]
  })
  return { code: codeIn(errors[0]?.['code']), message: textIn(words.join('; ')) }
}
