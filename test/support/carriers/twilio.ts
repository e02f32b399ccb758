import { Ids, pageOf, startCarrier, type CarrierRequest, type CarrierStub, type Interference, type StubAnswer } from './stub-carrier.ts'

// Twilio as far as an Elastic SIP trunk needs it: trunking.twilio.com/v1 and api.twilio.com/2010-04-01 on one port, after twilio/twilio-oai d50069b and
// the error dictionary at twilio.com/docs/api/errors.

export const TWILIO_SID = 'AC000000000000000000000000000000aa'
export const TWILIO_TOKEN = 'token-of-the-account-0123456789'

type Row = Record<string, unknown> & { sid: string }

export interface TwilioStub extends CarrierStub {
  trunks: Row[]
  urls: Row[]
  lists: Record<'CredentialLists' | 'IpAccessControlLists', Row[]>
  credentials: Row[]
  addresses: Row[]
  /** By trunk and list. */
  attached: Row[]
  numbers: Row[]
  /** Passwords as they were sent; no request shows them. */
  passwords: Map<string, string>
  /** Termination domains that somebody else has. */
  takenDomains: Set<string>
  /** How many requests it takes until a thing that is made is in the lists. */
  lag: number
  /** Rows a page at most. */
  pageSize: number
  /** Looks at each request before it is handled. */
  interfere: (request: CarrierRequest) => Interference | Promise<Interference>
  addNumber(number: string, fields?: Record<string, unknown>): Row
  addTrunk(name: string, fields?: Record<string, unknown>): Row
  /** Keeps a thing out of the lists for so many further requests. */
  hide(row: Row, requests: number): void
}

/** Twilio with an account that has no trunk yet. */
export async function startTwilio(): Promise<TwilioStub> {
  const account = new Account()
  const stub = await startCarrier({
    refused: ({ authorization = '' }) =>
      authorization === `Basic ${Buffer.from(`${TWILIO_SID}:${TWILIO_TOKEN}`).toString('base64')}`
        ? null
        : failure(401, 20003, 'Authenticate'),
    handle: (request) => account.handle(request),
    interfere: (request) => account.interfere(request),
  })
  return Object.assign(account, stub)
}

class Account {
  trunks: Row[] = []
  urls: Row[] = []
  lists: TwilioStub['lists'] = { CredentialLists: [], IpAccessControlLists: [] }
  credentials: Row[] = []
  addresses: Row[] = []
  attached: Row[] = []
  numbers: Row[] = []
  passwords = new Map<string, string>()
  takenDomains = new Set<string>()
  lag = 0
  pageSize = 50
  interfere: TwilioStub['interfere'] = () => null
  #ids = new Ids()
  #request = 0
  #visibleFrom = new Map<Row, number>()

  addNumber(number: string, fields: Record<string, unknown> = {}): Row {
    const row = { sid: this.#ids.next('PN'), phone_number: number, trunk_sid: null, voice_application_sid: null, voice_url: '', ...fields }
    this.numbers.push(row)
    return row
  }

  addTrunk(name: string, fields: Record<string, unknown> = {}): Row {
    const row = {
      sid: this.#ids.next('TK'),
      friendly_name: name,
      domain_name: null,
      secure: false,
      transfer_mode: 'disable-all',
      ...fields,
    }
    this.trunks.push(row)
    return row
  }

  hide(row: Row, requests: number): void {
    this.#visibleFrom.set(row, this.#request + requests + 1)
  }

  handle(request: CarrierRequest): StubAnswer {
    this.#request = request.index
    if (request.method === 'POST' && request.form === null) return failure(415, 20415, 'Unsupported media type')
    const { path } = request
    const trunking = /^\/v1\/Trunks(?:\/(TK\w{32})(?:\/(\w+)(?:\/(\w+))?)?)?$/.exec(path)
    if (trunking) return this.#trunking(request, trunking.slice(1))
    const own = new RegExp(`^/2010-04-01/Accounts/${TWILIO_SID}/(.+)\\.json$`).exec(path)?.[1]
    return own === undefined ? notFound(path) : this.#account(request, own)
  }

  #trunking(request: CarrierRequest, [sid, kind, child]: (string | undefined)[]): StubAnswer {
    if (sid === undefined) return request.method === 'GET' ? this.#list(request, 'trunks', this.trunks) : this.#createTrunk(request)
    const trunk = this.trunks.find((row) => row.sid === sid)
    if (!trunk) return notFound(request.path)
    if (kind === undefined) return request.method === 'GET' ? ok(trunk) : this.#updateTrunk(request, trunk)
    if (kind === 'OriginationUrls') return this.#originationUrls(request, { trunk: sid, url: child })
    if (kind === 'CredentialLists' || kind === 'IpAccessControlLists') return this.#attachments(request, { trunk: sid, kind })
    return notFound(request.path)
  }

  #createTrunk({ form }: CarrierRequest): StubAnswer {
    const domain = form?.get('DomainName') ?? null
    const wrong = this.#domainFault(domain, null)
    if (wrong) return wrong
    const row = this.addTrunk(form?.get('FriendlyName') ?? '', {
      domain_name: domain,
      secure: form?.get('Secure') === 'true',
      transfer_mode: form?.get('TransferMode') ?? 'disable-all',
    })
    return this.#made(row)
  }

  #updateTrunk({ form }: CarrierRequest, trunk: Row): StubAnswer {
    const domain = form?.get('DomainName') ?? null
    const wrong = this.#domainFault(domain, trunk)
    if (wrong) return wrong
    if (domain !== null) trunk['domain_name'] = domain
    if (form?.has('Secure')) trunk['secure'] = form.get('Secure') === 'true'
    if (form?.has('TransferMode')) trunk['transfer_mode'] = form.get('TransferMode')
    return ok(trunk)
  }

  #domainFault(domain: string | null, own: Row | null): StubAnswer | null {
    if (domain === null) return null
    if (!domain.endsWith('.pstn.twilio.com')) return failure(400, 21_245, 'Trunk Domain must end with pstn.twilio.com')
    const isTaken = this.takenDomains.has(domain) || this.trunks.some((row) => row !== own && row['domain_name'] === domain)
    return isTaken ? failure(400, 21_248, 'Trunk Domain already taken') : null
  }

  #originationUrls(request: CarrierRequest, { trunk, url }: { trunk: string; url: string | undefined }): StubAnswer {
    const own = this.urls.filter((row) => row['trunk_sid'] === trunk)
    if (request.method === 'GET') return this.#list(request, 'origination_urls', own)
    const { form } = request
    const given = form?.get('SipUrl') ?? null
    if (given !== null && !given.startsWith('sip:')) return failure(400, 21_250, 'Origination URI must be a sip: URI')
    if (url !== undefined) {
      const row = own.find(({ sid }) => sid === url)
      if (!row) return notFound(request.path)
      if (given !== null) row['sip_url'] = given
      if (form?.has('Enabled')) row['enabled'] = form.get('Enabled') === 'true'
      return ok(row)
    }
    const missing = ['FriendlyName', 'SipUrl', 'Priority', 'Weight', 'Enabled'].filter((name) => !form?.get(name))
    if (missing.length > 0) return failure(400, 20_001, `Missing required parameter ${missing[0]} in the post body`)
    if (own.length >= 10) return failure(400, 21_249, 'Maximum Origination URIs reached')
    const row = {
      sid: this.#ids.next('OU'),
      trunk_sid: trunk,
      friendly_name: form?.get('FriendlyName'),
      sip_url: given,
      priority: Number(form?.get('Priority')),
      weight: Number(form?.get('Weight')),
      enabled: form?.get('Enabled') === 'true',
    }
    this.urls.push(row)
    return this.#made(row)
  }

  #attachments(request: CarrierRequest, { trunk, kind }: { trunk: string; kind: keyof TwilioStub['lists'] }): StubAnswer {
    const key = keyOf(kind)
    const own = this.attached.filter((row) => row['trunk_sid'] === trunk && row['kind'] === kind)
    if (request.method === 'GET') return this.#list(request, key, own)
    const sid = request.form?.get(kind === 'CredentialLists' ? 'CredentialListSid' : 'IpAccessControlListSid') ?? ''
    const list = this.lists[kind].find((row) => row.sid === sid)
    if (!list) return notFound(request.path)
    const row = { ...list, trunk_sid: trunk, kind }
    this.attached.push(row)
    return this.#made(row)
  }

  #account(request: CarrierRequest, path: string): StubAnswer {
    const [, kind, list, child] = /^SIP\/(CredentialLists|IpAccessControlLists)(?:\/(\w+)\/\w+(?:\/(\w+))?)?$/.exec(path) ?? []
    if (kind === 'CredentialLists' || kind === 'IpAccessControlLists') {
      if (list === undefined) return this.#ownLists(request, kind)
      return kind === 'CredentialLists' ? this.#credentials(request, { list, child }) : this.#addresses(request, list)
    }
    const number = /^IncomingPhoneNumbers(?:\/(\w+))?$/.exec(path)
    return number ? this.#phoneNumbers(request, number[1]) : notFound(request.path)
  }

  #ownLists(request: CarrierRequest, kind: keyof TwilioStub['lists']): StubAnswer {
    if (request.method === 'GET') return this.#list(request, keyOf(kind), this.lists[kind])
    const row = { sid: this.#ids.next(kind === 'CredentialLists' ? 'CL' : 'AL'), friendly_name: request.form?.get('FriendlyName') }
    this.lists[kind].push(row)
    return this.#made(row)
  }

  #credentials(request: CarrierRequest, { list, child }: { list: string; child: string | undefined }): StubAnswer {
    const own = this.credentials.filter((row) => row['credential_list_sid'] === list)
    if (request.method === 'GET') return this.#list(request, 'credentials', own)
    const password = request.form?.get('Password') ?? ''
    if (!/^(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{12,}$/.test(password))
      return failure(400, 21_240, `Password ${password} must be at least 12 characters, with a digit, and upper and lower case`)
    const row = child === undefined ? null : own.find(({ sid }) => sid === child)
    if (row === undefined) return notFound(request.path)
    if (row) {
      this.passwords.set(row.sid, password)
      return ok(row)
    }
    const made = { sid: this.#ids.next('CR'), credential_list_sid: list, username: request.form?.get('Username') }
    this.credentials.push(made)
    this.passwords.set(made.sid, password)
    return this.#made(made)
  }

  #addresses(request: CarrierRequest, list: string): StubAnswer {
    const own = this.addresses.filter((row) => row['ip_access_control_list_sid'] === list)
    if (request.method === 'GET') return this.#list(request, 'ip_addresses', own)
    const row = {
      sid: this.#ids.next('IP'),
      ip_access_control_list_sid: list,
      ip_address: request.form?.get('IpAddress'),
      cidr_prefix_length: Number(request.form?.get('CidrPrefixLength') ?? 32),
    }
    this.addresses.push(row)
    return this.#made(row)
  }

  #phoneNumbers(request: CarrierRequest, sid: string | undefined): StubAnswer {
    if (sid === undefined) {
      const part = (request.query.get('PhoneNumber') ?? '').replaceAll('*', '')
      const found = this.numbers.filter((row) => String(row['phone_number']).includes(part))
      return this.#list(request, 'incoming_phone_numbers', found)
    }
    const row = this.numbers.find((each) => each.sid === sid)
    if (!row) return notFound(request.path)
    const trunk = request.form?.get('TrunkSid') ?? null
    if (trunk !== null && !this.trunks.some((each) => each.sid === trunk)) return failure(400, 21_243, 'Trunk does not exist')
    Object.assign(row, { trunk_sid: trunk, voice_application_sid: null })
    return ok(row)
  }

  /** One page. Links of the trunking API name its real host, those of the other are paths. */
  #list({ path, query }: CarrierRequest, key: string, rows: readonly Row[]): StubAnswer {
    const visible = rows.filter((row) => (this.#visibleFrom.get(row) ?? 0) <= this.#request)
    const size = Math.min(Number(query.get('PageSize') ?? 50), this.pageSize)
    const { page, next } = pageOf(visible, { from: Number(query.get('PageToken') ?? 0), size })
    const rest = new URLSearchParams(query)
    rest.set('PageToken', String(next))
    const link = next === null ? null : `${path}?${rest.toString()}`
    if (path.startsWith('/v1/')) return ok({ [key]: page, meta: { key, next_page_url: link && `https://trunking.twilio.com${link}` } })
    return ok({ [key]: page, next_page_uri: link })
  }

  #made(row: Row): StubAnswer {
    this.#visibleFrom.set(row, this.#request + this.lag + 1)
    return { status: 201, body: row }
  }
}

function keyOf(kind: keyof TwilioStub['lists']): string {
  return kind === 'CredentialLists' ? 'credential_lists' : 'ip_access_control_lists'
}

function ok(body: unknown): StubAnswer {
  return { status: 200, body }
}

function failure(status: number, code: number, message: string): StubAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

function notFound(path: string): StubAnswer {
  return failure(404, 20_404, `The requested resource ${path} was not found`)
}
