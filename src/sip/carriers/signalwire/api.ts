// SignalWire's REST API of a space: Fabric resources (/api/fabric) and the space's numbers and domain applications (/api/relay/rest), as
// signalwire/docs 668371b has them.
import { hostOfSpace } from '../../../stack/sip/carrier-names.ts'
import type { CarrierSession } from '../carrier.ts'
import { basicAuth, CarrierClient } from '../client.ts'
import { secretsOfWant, type CarrierWant } from '../want.ts'

/** A resource that runs SWML for a call. */
export interface Script {
  id: string
  display_name: string
  swml_script: { id: string; request_url: string; contents: unknown }
}

export interface PhoneNumber {
  id: string
  number: string
  call_handler: string | null
  calling_handler_resource_id: string | null
  call_relay_script_url: string | null
  call_request_url: string | null
  call_laml_application_id: string | null
}

/** A domain that takes SIP calls from outside. */
export interface DomainApplication {
  id: string
  name: string | null
  domain: string
  identifier: string
  user: string
  ip_auth_enabled: boolean
  ip_auth: string[]
  encryption: string
  call_handler: string | null
  call_relay_script_url: string | null
  calling_handler_resource_id: string | null
}

interface Page<T> {
  data?: T[]
  links?: { next?: string | null }
}

const PAGE = 100

export class SignalWireApi {
  readonly client: CarrierClient

  constructor(want: CarrierWant, { pause, signal, onWait }: CarrierSession) {
    const { account = '', secret = '', space = '' } = want.credentials
    this.client = new CarrierClient({
      origin: want.baseUrl ?? `https://${hostOfSpace(space)}`,
      headers: { authorization: basicAuth(account, secret) },
      secrets: secretsOfWant(want),
      readError,
      pause,
      signal,
      ...(onWait ? { onWait } : {}),
    })
  }

  scripts(): Promise<Script[]> {
    return this.#all('/api/fabric/resources/swml_scripts')
  }

  async script(id: string): Promise<Script> {
    return (await this.client.get(`/api/fabric/resources/swml_scripts/${id}`)) as Script
  }

  async createScript(name: string, contents: object): Promise<Script> {
    const json = { name, script_type: 'calling', contents }
    return (await this.client.send({ method: 'POST', path: '/api/fabric/resources/swml_scripts', json })) as Script
  }

  async updateScript(id: string, contents: object): Promise<void> {
    await this.client.send({ method: 'PUT', path: `/api/fabric/resources/swml_scripts/${id}`, json: { contents } })
  }

  domains(): Promise<DomainApplication[]> {
    return this.#all(`/api/relay/rest/domain_applications?page_size=${PAGE}`)
  }

  async createDomain(json: object): Promise<DomainApplication> {
    return (await this.client.send({ method: 'POST', path: '/api/relay/rest/domain_applications', json })) as DomainApplication
  }

  async updateDomain(id: string, json: object): Promise<void> {
    await this.client.send({ method: 'PUT', path: `/api/relay/rest/domain_applications/${id}`, json })
  }

  /** The project's number; null for one that it doesn't have. The filter finds parts of numbers, too. */
  async number(number: string): Promise<PhoneNumber | null> {
    const query = new URLSearchParams({ filter_number: number, page_size: String(PAGE) })
    const found = await this.#all<PhoneNumber>(`/api/relay/rest/phone_numbers?${query.toString()}`)
    return found.find((each) => each.number === number) ?? null
  }

  /** Has a script answer a number's calls; whatever took them before does so no more. */
  async moveNumber(id: string, scriptUrl: string): Promise<void> {
    const json = { call_handler: 'relay_script', call_relay_script_url: scriptUrl }
    await this.client.send({ method: 'PUT', path: `/api/relay/rest/phone_numbers/${id}`, json })
  }

  /** All pages of a list, by its links: credentials go to no other host. */
  async #all<T>(path: string): Promise<T[]> {
    const items: T[] = []
    const followed = new Set<string>()
    for (let next: string | null = path; next !== null && !followed.has(next);) {
      followed.add(next)
      const answer = await this.client.get(next)
      // The reference describes some lists as a list with the page in it.
      const page = (Array.isArray(answer) ? answer[0] : answer) as Page<T> | undefined
      items.push(...(page?.data ?? []))
      next = page?.links?.next ? pathOf(page.links.next) : null
    }
    return items
  }
}

function pathOf(link: string): string {
  const { pathname, search } = new URL(link, 'https://space.signalwire.com')
  return pathname + search
}

interface ErrorBody {
  error?: string
  errors?: { code?: string; message?: string; detail?: string; title?: string; attribute?: string | null }[]
}

/** `{"errors": [{"code", "message", "attribute"}]}` of Fabric, `{"errors": [{"code", "detail", "title"}]}` of the rest, `{"error": "Unauthorized"}`. */
function readError(body: unknown): { code: string | null; message: string | null } {
  const { error = null, errors = [] } = (body ?? {}) as ErrorBody
  const texts = errors.map(
    ({ message, detail, title, attribute }) => `${message ?? detail ?? title ?? ''}${attribute ? ` (${attribute})` : ''}`,
  )
  return { code: errors[0]?.code ?? null, message: texts.length > 0 ? texts.join('; ') : error }
}
