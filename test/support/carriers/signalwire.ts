import { Ids, pageOf, startCarrier, type CarrierRequest, type CarrierStub, type Interference, type StubAnswer } from './stub-carrier.ts'

// A SignalWire space as far as calls to and from LiveKit need it, after signalwire/docs 668371b: SWML scripts (Fabric), numbers and domain
// applications (Relay REST), errors and paging.

export const SIGNALWIRE_PROJECT = '11111111-2222-3333-4444-555555555555'
export const SIGNALWIRE_TOKEN = 'PT0123456789abcdef_signalwire'

type Row = Record<string, unknown> & { id: string }

export interface SignalWireStub extends CarrierStub {
  scripts: Row[]
  numbers: Row[]
  domains: Row[]
  pageSize: number
  /** Looks at each request before it is handled. */
  interfere: (request: CarrierRequest) => Interference | Promise<Interference>
  addNumber(number: string, fields?: Record<string, unknown>): Row
  addScript(name: string, contents: unknown): Row
}

/** A space without any resource yet. */
export async function startSignalWire(): Promise<SignalWireStub> {
  const space = new Space()
  const stub = await startCarrier({
    refused: ({ authorization }) => {
      const expected = `Basic ${Buffer.from(`${SIGNALWIRE_PROJECT}:${SIGNALWIRE_TOKEN}`).toString('base64')}`
      return authorization === expected ? null : { status: 401, body: { error: 'Unauthorized' } }
    },
    handle: (request) => space.handle(request),
    interfere: (request) => space.interfere(request),
  })
  return Object.assign(space, stub)
}

const NO_HANDLER = {
  call_handler: null,
  calling_handler_resource_id: null,
  call_relay_script_url: null,
  call_request_url: null,
  call_laml_application_id: null,
}

class Space {
  scripts: Row[] = []
  numbers: Row[] = []
  domains: Row[] = []
  pageSize = 1000
  interfere: SignalWireStub['interfere'] = () => null
  #ids = new Ids()

  addNumber(number: string, fields: Record<string, unknown> = {}): Row {
    const row = { id: this.#ids.uuid(), number, name: null, ...NO_HANDLER, ...fields }
    this.numbers.push(row)
    return row
  }

  addScript(name: string, contents: unknown): Row {
    const own = this.#ids.uuid()
    const script = {
      id: own,
      display_name: name,
      script_type: 'calling',
      request_url: `https://acme.signalwire.com/relay-bins/${own}`,
      contents,
    }
    const row = { id: this.#ids.uuid(), display_name: name, type: 'swml_script', swml_script: script }
    this.scripts.push(row)
    return row
  }

  handle(request: CarrierRequest): StubAnswer {
    const [, fabric, relay, id] =
      /^\/api\/(?:fabric\/resources\/(swml_scripts)|relay\/rest\/(phone_numbers|domain_applications))(?:\/([\w-]+))?$/.exec(request.path) ??
      []
    if (fabric) return this.#swml(request, id)
    if (relay === 'phone_numbers') return this.#phoneNumbers(request, id)
    return relay === 'domain_applications' ? this.#domains(request, id) : notFound()
  }

  #swml(request: CarrierRequest, id: string | undefined): StubAnswer {
    const { method, json } = request
    if (id === undefined) {
      if (method === 'GET') return this.#list(request, this.scripts)
      if (!json?.['name']) return invalid('Name must be present', 'name')
      if (!hasSections(json['contents'])) return invalid('Contents must be a SWML document', 'contents')
      return { status: 200, body: this.addScript(String(json['name']), json['contents']) }
    }
    const row = this.scripts.find((each) => each.id === id)
    if (!row) return notFound()
    if (method === 'PUT') {
      if (json?.['contents'] !== undefined && !hasSections(json['contents'])) return invalid('Contents must be a SWML document', 'contents')
      Object.assign(row['swml_script'] as object, json?.['contents'] === undefined ? {} : { contents: json['contents'] })
    }
    return { status: 200, body: row }
  }

  #phoneNumbers(request: CarrierRequest, id: string | undefined): StubAnswer {
    const { method, json, query } = request
    if (id === undefined) {
      const part = query.get('filter_number') ?? ''
      return this.#list(
        request,
        this.numbers.filter(({ number }) => String(number).includes(part)),
      )
    }
    const row = this.numbers.find((each) => each.id === id)
    if (!row) return notFound()
    if (method === 'PUT') {
      if (json?.['call_handler'] === 'relay_script' && !json['call_relay_script_url']) return refusal('call_relay_script_url is required')
      // Binding a script's URL makes a resource of its own that handles the calls.
      Object.assign(row, NO_HANDLER, json, { calling_handler_resource_id: this.#ids.uuid() })
    }
    return { status: 200, body: row }
  }

  #domains(request: CarrierRequest, id: string | undefined): StubAnswer {
    const { method, json } = request
    if (id === undefined && method === 'GET') return this.#list(request, this.domains)
    const identifier = json?.['identifier']
    const taken = this.domains.some((each) => each.id !== id && each['identifier'] === identifier)
    if (taken) return refusal('Identifier has already been taken')
    if (json?.['ip_auth_enabled'] === true && ((json['ip_auth'] as unknown[] | undefined) ?? []).length === 0)
      return refusal('At least one IP address is required')
    if (id === undefined) {
      if (!json?.['name'] || !identifier) return refusal('Name and identifier must be present')
      const defaults = { user: '*', ip_auth_enabled: false, ip_auth: [], encryption: 'optional', ...NO_HANDLER }
      const row = { id: this.#ids.uuid(), ...defaults, ...json, domain: `acme-${String(identifier)}.dapp.signalwire.com` }
      this.domains.push(row)
      return { status: 201, body: row }
    }
    const row = this.domains.find((each) => each.id === id)
    if (!row) return notFound()
    if (method === 'PUT') Object.assign(row, json)
    return { status: 200, body: row }
  }

  /** Fabric's links are whole URLs, those of Relay are paths. */
  #list({ path, query }: CarrierRequest, rows: readonly Row[]): StubAnswer {
    const size = Math.min(Number(query.get('page_size') ?? 50), this.pageSize)
    const { page, next } = pageOf(rows, { from: Number((query.get('page_token') ?? 'PA0').slice(2)), size })
    const rest = new URLSearchParams(query)
    rest.set('page_token', `PA${next ?? 0}`)
    const host = path.startsWith('/api/fabric') ? 'https://acme.signalwire.com' : ''
    const links = {
      self: `${host}${path}`,
      first: `${host}${path}`,
      ...(next === null ? {} : { next: `${host}${path}?${rest.toString()}` }),
    }
    return { status: 200, body: { links, data: page } }
  }
}

function hasSections(contents: unknown): boolean {
  return typeof contents === 'object' && contents !== null && 'sections' in contents
}

function notFound(): StubAnswer {
  return { status: 404, body: { error: 'Not Found' } }
}

/** As Fabric says it. */
function invalid(message: string, attribute: string): StubAnswer {
  const url = 'https://signalwire.com/docs/apis/error-codes'
  return { status: 422, body: { errors: [{ type: 'validation_error', code: 'invalid_parameter', message, attribute, url }] } }
}

/** As Relay REST says it. */
function refusal(detail: string): StubAnswer {
  return { status: 422, body: { errors: [{ detail, status: '422', title: 'Unprocessable', code: 'invalid_parameter' }] } }
}
