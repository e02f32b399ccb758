import { isRecord } from '../../../core/is-record.ts'
// SignalWire's REST API of a space: Fabric resources (/api/fabric) and the space's numbers and domain applications (/api/relay/rest), as
// signalwire/docs 668371b has them.
import { hostOfSpace } from '../../../stack/sip/carrier-names.ts'
import type { CarrierSession } from '../carrier.ts'
import { basicAuth, CarrierClient } from '../client.ts'
import { allPages, nextIn, type Page } from '../paging.ts'
import { boolean, codeIn, id, json, list, object, objectsIn, optional, text, textIn, type Read, type Reader } from '../shape.ts'
import { secretsOfWant, type CarrierWant } from '../want.ts'

/** A resource that runs SWML for a call. */
const script = object({
  id,
  display_name: optional(text),
  swml_script: object({ request_url: text, contents: optional(json) }),
})
const phoneNumber = object({
  id,
  number: text,
  call_handler: optional(text),
  calling_handler_resource_id: optional(text),
  call_relay_script_url: optional(text),
  call_request_url: optional(text),
  call_laml_application_id: optional(text),
})
/** A domain that takes SIP calls from outside. */
const domainApplication = object({
  id,
  name: optional(text),
  domain: text,
  identifier: optional(text),
  user: optional(text),
  ip_auth_enabled: optional(boolean),
  ip_auth: optional(list(text)),
  encryption: optional(text),
  call_handler: optional(text),
  call_relay_script_url: optional(text),
  calling_handler_resource_id: optional(text),
})

export type Script = Read<typeof script>
export type PhoneNumber = Read<typeof phoneNumber>
export type DomainApplication = Read<typeof domainApplication>

const PAGE = 100

export class SignalWireApi {
  readonly client: CarrierClient

  constructor(want: CarrierWant, session: CarrierSession) {
    const { account = '', secret = '', space = '' } = want.credentials
    this.client = new CarrierClient({
      origin: want.baseUrl ?? `https://${hostOfSpace(space)}`,
      headers: { authorization: basicAuth(account, secret) },
      secrets: secretsOfWant(want),
      readError,
      ...session,
    })
  }

  scripts(): Promise<Script[]> {
    return allPages(this.client, '/api/fabric/resources/swml_scripts', pageOf(script))
  }

  script(own: string): Promise<Script> {
    return this.client.get(`/api/fabric/resources/swml_scripts/${own}`, script)
  }

  createScript(name: string, contents: object): Promise<Script> {
    const body = { name, script_type: 'calling', contents }
    return this.client.ask({ method: 'POST', path: '/api/fabric/resources/swml_scripts', json: body }, script)
  }

  async updateScript(own: string, contents: object): Promise<void> {
    await this.client.send({ method: 'PUT', path: `/api/fabric/resources/swml_scripts/${own}`, json: { contents } })
  }

  domains(): Promise<DomainApplication[]> {
    return allPages(this.client, `/api/relay/rest/domain_applications?page_size=${PAGE}`, pageOf(domainApplication))
  }

  createDomain(body: object): Promise<DomainApplication> {
    return this.client.ask({ method: 'POST', path: '/api/relay/rest/domain_applications', json: body }, domainApplication)
  }

  async updateDomain(own: string, body: object): Promise<void> {
    await this.client.send({ method: 'PUT', path: `/api/relay/rest/domain_applications/${own}`, json: body })
  }

  /** The project's number; null for one that it doesn't have. The filter finds parts of numbers, too. */
  async number(number: string): Promise<PhoneNumber | null> {
    const query = new URLSearchParams({ filter_number: number, page_size: String(PAGE) })
    const found = await allPages(this.client, `/api/relay/rest/phone_numbers?${query.toString()}`, pageOf(phoneNumber))
    return found.find((each) => each.number === number) ?? null
  }

  /** Has a script answer a number's calls; whatever took them before does so no more. */
  async moveNumber(own: string, scriptUrl: string): Promise<void> {
    const body = { call_handler: 'relay_script', call_relay_script_url: scriptUrl }
    await this.client.send({ method: 'PUT', path: `/api/relay/rest/phone_numbers/${own}`, json: body })
  }
}

function pageOf<T>(item: Reader<T>): Reader<Page<T>> {
  const page = object({ data: list(item), links: optional(object({ next: nextIn })) })
  return (value, at) => {
    // The reference describes some lists as a list with the page in it.
    const isInList = Array.isArray(value)
    if (isInList && value.length === 0) return { items: [], next: null }
    const { data, links } = isInList ? page(value[0], '[0]') : page(value, at)
    return { items: data, next: links?.next ?? null }
  }
}

/**
 * `{"errors": [{"code", "message", "attribute"}]}` of Fabric, `{"errors": [{"code", "detail", "title"}]}` of the rest, `{"error": "Unauthorized"}`, and
 * `{"error": {"code", "message"}}` of what stands before them.
 */
function readError(body: unknown): { code: string | null; message: string | null } {
  const { error = null, errors = [] } = isRecord(body) ? body : {}
  const all = [...objectsIn(errors), ...objectsIn([error])]
  const words = all.flatMap(({ message, detail, title, attribute }) => {
    const said = textIn(message) ?? textIn(detail) ?? textIn(title)
    return said === null ? [] : [`${said}${textIn(attribute) === null ? '' : ` (${textIn(attribute)})`}`]
  })
  return { code: codeIn(all[0]?.['code']), message: textIn(words.join('; ')) ?? textIn(error) }
}
