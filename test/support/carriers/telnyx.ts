import { Ids, pageOf, startCarrier, type CarrierRequest, type CarrierStub, type Interference, type StubAnswer } from './stub-carrier.ts'

// Telnyx as far as an FQDN connection needs it, after team-telnyx/telnyx-node of 2026-08-21 and developers.telnyx.com (errors, rate limits).

export const TELNYX_KEY = 'KEY0123456789abcdef_telnyx'

type Row = Record<string, unknown> & { id: string }

export interface TelnyxStub extends CarrierStub {
  connections: Row[]
  fqdns: Row[]
  profiles: Row[]
  numbers: Row[]
  /** By connection; with the password, which no request shows. */
  authentications: Map<string, Record<string, unknown>>
  /** User names that connections of others have; they are unique in all of Telnyx. */
  takenUsers: Set<string>
  pageSize: number
  /** Looks at each request before it is handled. */
  interfere: (request: CarrierRequest) => Interference | Promise<Interference>
  addNumber(number: string, fields?: Record<string, unknown>): Row
  addConnection(name: string, fields?: Record<string, unknown>): Row
}

/** Telnyx with an account that has no connection yet. */
export async function startTelnyx(): Promise<TelnyxStub> {
  const account = new Account()
  const stub = await startCarrier({
    refused: ({ authorization }) => (authorization === `Bearer ${TELNYX_KEY}` ? null : failure(401, '10009', ['Authentication failed'])),
    handle: (request) => account.handle(request),
    interfere: (request) => account.interfere(request),
  })
  return Object.assign(account, stub)
}

class Account {
  connections: Row[] = []
  fqdns: Row[] = []
  profiles: Row[] = []
  numbers: Row[] = []
  authentications: TelnyxStub['authentications'] = new Map()
  takenUsers = new Set<string>()
  pageSize = 250
  interfere: TelnyxStub['interfere'] = () => null
  #ids = new Ids()

  addNumber(number: string, fields: Record<string, unknown> = {}): Row {
    const row = { id: this.#ids.next(''), phone_number: number, status: 'active', connection_id: null, ...fields }
    this.numbers.push(row)
    return row
  }

  addConnection(name: string, fields: Record<string, unknown> = {}): Row {
    const inbound = { ani_number_format: 'E.164', dnis_number_format: 'e164', codecs: ['G722'], default_primary_fqdn_id: null }
    const row = { id: this.#ids.next(''), connection_name: name, active: true, transport_protocol: 'UDP', inbound, outbound: {}, ...fields }
    this.connections.push(row)
    return row
  }

  handle(request: CarrierRequest): StubAnswer {
    if (request.method !== 'GET' && request.json === null) return failure(415, '10014', ['Unsupported Media Type'])
    const [, kind, id, child] =
      /^\/v2\/(fqdn_connections|fqdns|outbound_voice_profiles|phone_numbers)(?:\/(\w+)(?:\/(\w+))?)?$/.exec(request.path) ?? []
    if (kind === undefined) return notFound()
    if (child === 'fqdn_authentication' && id !== undefined) return this.#authentication(request, id)
    const rows = this.#rows(kind)
    if (id === undefined) return request.method === 'GET' ? this.#list(request, kind) : this.#create(kind, request.json ?? {})
    const row = rows.find((each) => each.id === id)
    if (!row) return notFound()
    return request.method === 'GET' ? ok(this.#shown(kind, row)) : this.#update(kind, row, request.json ?? {})
  }

  #rows(kind: string): Row[] {
    return (
      { fqdn_connections: this.connections, fqdns: this.fqdns, outbound_voice_profiles: this.profiles, phone_numbers: this.numbers }[
        kind
      ] ?? []
    )
  }

  #create(kind: string, json: Record<string, unknown>): StubAnswer {
    const wrong = this.#fault(kind, json)
    if (wrong) return wrong
    if (kind === 'fqdn_connections') {
      const { connection_name, inbound, ...rest } = json
      const row = this.addConnection(String(connection_name), rest)
      row['inbound'] = { ...(row['inbound'] as object), ...(inbound as object) }
      return made(row)
    }
    if (kind === 'phone_numbers') return notFound()
    const defaults =
      kind === 'outbound_voice_profiles' ? { enabled: true, whitelisted_destinations: ['US', 'CA'], concurrent_call_limit: null } : {}
    const row = { id: this.#ids.next(''), ...defaults, ...json }
    this.#rows(kind).push(row)
    return made(row)
  }

  /** Blocks are taken whole: what a client leaves out of `inbound` is gone. */
  #update(kind: string, row: Row, json: Record<string, unknown>): StubAnswer {
    const wrong = this.#fault(kind, { ...row, ...json })
    if (wrong) return wrong
    Object.assign(row, json)
    return ok(this.#shown(kind, row))
  }

  #fault(kind: string, json: Record<string, unknown>): StubAnswer | null {
    if (kind === 'fqdn_connections') {
      if (!json['connection_name']) return failure(422, '10004', ['A required parameter was missing.', '/connection_name'])
      const profile = (json['outbound'] as Record<string, unknown> | undefined)?.['outbound_voice_profile_id']
      if (profile !== undefined && !this.profiles.some(({ id }) => id === profile))
        return missingOther('/outbound/outbound_voice_profile_id')
      const primary = (json['inbound'] as Record<string, unknown> | undefined)?.['default_primary_fqdn_id'] ?? null
      if (primary !== null && !this.fqdns.some(({ id }) => id === primary)) return missingOther('/inbound/default_primary_fqdn_id')
    }
    const connection = json['connection_id'] ?? null
    if (kind === 'fqdns' && !json['fqdn']) return failure(422, '10004', ['A required parameter was missing.', '/fqdn'])
    return connection !== null && !this.connections.some(({ id }) => id === connection) ? missingOther('/connection_id') : null
  }

  #authentication({ method, json }: CarrierRequest, connection: string): StubAnswer {
    if (!this.connections.some(({ id }) => id === connection)) return notFound()
    const known = this.authentications.get(connection) ?? { id: this.#ids.next(''), connection_id: connection, user_name: null }
    if (method === 'PATCH') {
      const user = String(json?.['user_name'] ?? known['user_name']).toLowerCase()
      if (this.takenUsers.has(user)) return failure(422, '10012', ['user_name has already been taken', '/user_name'])
      if (String(json?.['password'] ?? '').length < 8) return failure(422, '10015', ['password is too short', '/password'])
      this.authentications.set(connection, { ...known, ...json })
    }
    const { password: _, ...shown } = this.authentications.get(connection) ?? known
    return ok(shown)
  }

  #shown(kind: string, row: Row): Row {
    if (kind !== 'phone_numbers') return row
    const name = this.connections.find(({ id }) => id === row['connection_id'])?.['connection_name'] ?? null
    return { ...row, connection_name: row['connection_name'] ?? name }
  }

  #list({ query }: CarrierRequest, kind: string): StubAnswer {
    const connection = query.get('filter[connection_id]')
    const digits = query.get('filter[phone_number]')
    const isDigits = digits === null || /^\d{3,}$/.test(digits)
    const found = this.#rows(kind).filter(
      (row) =>
        (connection === null || row['connection_id'] === connection) &&
        isDigits &&
        (digits === null || String(row['phone_number']).includes(digits)),
    )
    const size = Math.min(Number(query.get('page[size]') ?? 20), this.pageSize)
    const number = Number(query.get('page[number]') ?? 1)
    const { page } = pageOf(found, { from: (number - 1) * size, size })
    const meta = {
      page_number: number,
      page_size: size,
      total_pages: Math.max(1, Math.ceil(found.length / size)),
      total_results: found.length,
    }
    return { status: 200, body: { data: page.map((row) => this.#shown(kind, row)), meta } }
  }
}

function ok(data: unknown): StubAnswer {
  return { status: 200, body: { data } }
}

function made(data: unknown): StubAnswer {
  return { status: 201, body: { data } }
}

function failure(status: number, code: string, [detail, pointer]: [detail: string, pointer?: string]): StubAnswer {
  return { status, body: { errors: [{ code, title: detail, detail, ...(pointer ? { source: { pointer } } : {}) }] } }
}

function notFound(): StubAnswer {
  return failure(404, '10005', ['The requested resource or URL could not be found.'])
}

function missingOther(pointer: string): StubAnswer {
  return failure(422, '10017', ['The requested parameter is invalid as the associated resource does not exist.', pointer])
}
