// Telnyx API v2 (api.telnyx.com/v2), as team-telnyx/telnyx-node of 2026-08-21 and developers.telnyx.com have it.
import type { CarrierSession } from '../carrier.ts'
import { CarrierClient } from '../client.ts'
import { secretsOfWant, type CarrierWant } from '../want.ts'

export interface Connection {
  id: string
  connection_name: string
  active?: boolean
  transport_protocol?: string
  inbound?: Record<string, unknown>
  outbound?: Record<string, unknown>
}

export interface Fqdn {
  id: string
  connection_id?: string
  fqdn?: string
  port?: number | null
  dns_record_type?: string
}

export interface VoiceProfile {
  id: string
  name: string
  enabled?: boolean
  whitelisted_destinations?: string[]
  concurrent_call_limit?: number | null
  daily_spend_limit?: string | null
  daily_spend_limit_enabled?: boolean
}

export interface Authentication {
  id?: string
  user_name?: string | null
  fqdn_outbound_authentication?: string
}

export interface PhoneNumber {
  id: string
  phone_number: string
  connection_id?: string | null
  connection_name?: string | null
}

interface Page<T> {
  data?: T[]
  meta?: { page_number?: number; total_pages?: number }
}

const PAGE = 100

export class TelnyxApi {
  readonly client: CarrierClient

  constructor(want: CarrierWant, { pause, signal, onWait }: CarrierSession) {
    this.client = new CarrierClient({
      origin: want.baseUrl ?? 'https://api.telnyx.com',
      headers: { authorization: `Bearer ${want.credentials.secret ?? ''}` },
      secrets: secretsOfWant(want),
      readError,
      pause,
      signal,
      ...(onWait ? { onWait } : {}),
    })
  }

  connections(): Promise<Connection[]> {
    return this.#all('/v2/fqdn_connections')
  }

  connection(id: string): Promise<Connection> {
    return this.#data({ method: 'GET', path: `/v2/fqdn_connections/${id}` })
  }

  createConnection(json: object): Promise<Connection> {
    return this.#data({ method: 'POST', path: '/v2/fqdn_connections', json })
  }

  updateConnection(id: string, json: object): Promise<Connection> {
    return this.#data({ method: 'PATCH', path: `/v2/fqdn_connections/${id}`, json })
  }

  fqdns(connection: string): Promise<Fqdn[]> {
    return this.#all('/v2/fqdns', { 'filter[connection_id]': connection })
  }

  createFqdn(json: object): Promise<Fqdn> {
    return this.#data({ method: 'POST', path: '/v2/fqdns', json })
  }

  updateFqdn(id: string, json: object): Promise<Fqdn> {
    return this.#data({ method: 'PATCH', path: `/v2/fqdns/${id}`, json })
  }

  profiles(): Promise<VoiceProfile[]> {
    return this.#all('/v2/outbound_voice_profiles')
  }

  profile(id: string): Promise<VoiceProfile> {
    return this.#data({ method: 'GET', path: `/v2/outbound_voice_profiles/${id}` })
  }

  createProfile(json: object): Promise<VoiceProfile> {
    return this.#data({ method: 'POST', path: '/v2/outbound_voice_profiles', json })
  }

  updateProfile(id: string, json: object): Promise<VoiceProfile> {
    return this.#data({ method: 'PATCH', path: `/v2/outbound_voice_profiles/${id}`, json })
  }

  authentication(connection: string): Promise<Authentication | null> {
    return this.#data({ method: 'GET', path: `/v2/fqdn_connections/${connection}/fqdn_authentication` })
  }

  authenticate(connection: string, json: object): Promise<Authentication> {
    return this.#data({ method: 'PATCH', path: `/v2/fqdn_connections/${connection}/fqdn_authentication`, json })
  }

  /** The account's number; null for one that it doesn't have. The filter takes digits only. */
  async number(number: string): Promise<PhoneNumber | null> {
    const found = await this.#all<PhoneNumber>('/v2/phone_numbers', { 'filter[phone_number]': number.replace('+', '') })
    return found.find(({ phone_number }) => phone_number === number) ?? null
  }

  /** Sends a number's calls to a connection; whatever took them before does so no more. */
  moveNumber(id: string, connection: string): Promise<PhoneNumber> {
    return this.#data({ method: 'PATCH', path: `/v2/phone_numbers/${id}`, json: { connection_id: connection } })
  }

  async #data<T>(request: Parameters<CarrierClient['send']>[0]): Promise<T> {
    return ((await this.client.send(request)) as { data: T }).data
  }

  async #all<T>(path: string, filter: Record<string, string> = {}): Promise<T[]> {
    const items: T[] = []
    for (let number = 1; ; number++) {
      const query = new URLSearchParams({ ...filter, 'page[number]': String(number), 'page[size]': String(PAGE) })
      const { data = [], meta } = (await this.client.get(`${path}?${query.toString()}`)) as Page<T>
      items.push(...data)
      if (data.length === 0 || number >= (meta?.total_pages ?? 1)) return items
    }
  }
}

/** `{"errors": [{"code": "10015", "title": "…", "detail": "…", "source": {"pointer": "/connection_name"}}]}` */
function readError(body: unknown): { code: string | null; message: string | null } {
  const errors =
    ((body ?? {}) as { errors?: { code?: string; title?: string; detail?: string; source?: { pointer?: string } }[] }).errors ?? []
  const texts = errors.map(({ title, detail, source }) => `${detail ?? title ?? ''}${source?.pointer ? ` (${source.pointer})` : ''}`)
  return { code: errors[0]?.code ?? null, message: texts.length > 0 ? texts.join('; ') : null }
}
