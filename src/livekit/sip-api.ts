import type { SipKind, SipResource, SipState } from '../core/sip-resources.ts'
import type { ServerAccess } from './server-api.ts'
import { readFault, sipReaders } from './sip-json.ts'
import { ApiRefusal, TwirpService } from './twirp.ts'

interface Methods {
  list: string
  create: string
  update: string
  delete: string
  /** The field that holds the resource in a create, and the one of its id. */
  field: string
  id: string
}

const METHODS: Record<SipKind, Methods> = {
  inbound: {
    list: 'ListSIPInboundTrunk',
    create: 'CreateSIPInboundTrunk',
    update: 'UpdateSIPInboundTrunk',
    delete: 'DeleteSIPTrunk',
    field: 'trunk',
    id: 'sipTrunkId',
  },
  outbound: {
    list: 'ListSIPOutboundTrunk',
    create: 'CreateSIPOutboundTrunk',
    update: 'UpdateSIPOutboundTrunk',
    delete: 'DeleteSIPTrunk',
    field: 'trunk',
    id: 'sipTrunkId',
  },
  rules: {
    list: 'ListSIPDispatchRule',
    create: 'CreateSIPDispatchRule',
    update: 'UpdateSIPDispatchRule',
    delete: 'DeleteSIPDispatchRule',
    field: 'dispatchRule',
    id: 'sipDispatchRuleId',
  },
}

/** Items a page on LiveKit Cloud; servers of one's own answer with everything as long as no page is asked for. */
const PAGE = 100

export interface SipApiOptions {
  /** LiveKit Cloud answers in pages. */
  paged: boolean
}

/** Trunks and rules of one server, in the protocol's JSON. Its methods raise ApiRefusal. */
export class SipApi {
  readonly #service: TwirpService
  readonly #paged: boolean

  constructor(access: ServerAccess, { paged }: SipApiOptions) {
    this.#service = new TwirpService(access, 'SIP', { sip: { admin: true } })
    this.#paged = paged
  }

  /** Requests sent so far. */
  get requests(): number {
    return this.#service.requests
  }

  /** All that the server has of these kinds, each kind in the order of its ids. */
  async list(kinds: readonly SipKind[] = ['inbound', 'outbound', 'rules']): Promise<SipState> {
    const readers = await sipReaders({ strict: false })
    const state: SipState = { inbound: [], outbound: [], rules: [] }
    await Promise.all(
      kinds.map(async (kind) => {
        const items = await this.#all(kind)
        Object.assign(state, { [kind]: items.map((item) => reading(() => readers[kind](item))) })
      }),
    )
    return state
  }

  /** Makes it and returns what the server says it has stored, with its id. */
  async create(kind: SipKind, resource: SipResource): Promise<SipResource> {
    const { field, create } = METHODS[kind]
    return this.#read(kind, await this.#service.call(create, { [field]: resource }))
  }

  /** Puts the whole resource in the place of what is stored under the id; what it leaves out is gone. */
  async replace(kind: SipKind, id: string, resource: SipResource): Promise<SipResource> {
    const { id: name, update } = METHODS[kind]
    return this.#read(kind, await this.#service.call(update, { [name]: id, replace: { ...resource, [name]: id } }))
  }

  /** Deletes it; one that is gone already is no error. */
  async delete(kind: SipKind, id: string): Promise<void> {
    const { id: name, delete: method } = METHODS[kind]
    try {
      await this.#service.call(method, { [name]: id })
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'not_found') throw error
    }
  }

  async #read(kind: SipKind, answer: unknown): Promise<SipResource> {
    const readers = await sipReaders({ strict: false })
    return reading(() => readers[kind](answer))
  }

  async #all(kind: SipKind): Promise<unknown[]> {
    const { list, id } = METHODS[kind]
    if (!this.#paged) return this.#page(list, {})
    const found = new Map<string, unknown>()
    let afterId = ''
    for (;;) {
      const items = await this.#page(list, { page: { afterId, limit: PAGE } })
      const fresh = items.filter((item) => !found.has(idIn(item, id)))
      for (const item of fresh) found.set(idIn(item, id), item)
      // A server that knows no pages answers with everything each time.
      if (fresh.length < items.length || items.length < PAGE) return [...found.values()]
      afterId = idIn(items.at(-1), id)
    }
  }

  async #page(method: string, request: object): Promise<unknown[]> {
    const { items = [] } = (await this.#service.call(method, request)) as { items?: unknown }
    if (Array.isArray(items)) return items as unknown[]
    throw notLiveKit('items is no list')
  }
}

/** Reads what a server says it has; a program that only looks like LiveKit says anything. */
function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw notLiveKit(readFault(error))
  }
}

function notLiveKit(fault: string): ApiRefusal {
  return new ApiRefusal(`it answered with something else than LiveKit does: ${fault}`, { status: 200, code: null })
}

function idIn(item: unknown, name: string): string {
  if (typeof item !== 'object' || item === null) throw notLiveKit('an item is no object')
  const fields = item as Record<string, string | undefined>
  const snake = name.replaceAll(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`)
  return fields[name] ?? fields[snake] ?? ''
}
