import type { SipKind } from '../core/sip-resources.ts'

/** A trunk or rule as somebody wrote it down, before its fields are read. */
export interface WrittenResource {
  kind: SipKind
  json: object
}

type Fields = Record<string, unknown>

/** The fields that only one of the kinds has, in both spellings. */
const OUTBOUND = ['address', 'transport', 'destinationCountry', 'fromHost']
const INBOUND = ['allowedAddresses', 'allowedNumbers', 'krispEnabled', 'ringingTimeout', 'maxCallDuration', 'authRealm']
const TRUNK = [...OUTBOUND, ...INBOUND, 'numbers', 'authUsername', 'authPassword', 'sipTrunkId']
const RULE = ['rule', 'trunkIds', 'roomConfig', 'hidePhoneNumber', 'inboundNumbers', 'sipDispatchRuleId']

/**
 * The trunks and rules in JSON of any shape that `lk` takes or prints, or that voicectl prints: `{"trunk": …}`, `{"dispatch_rule": …}`, a rule's fields at the
 * top, a trunk by itself, `{"…_id": …, "replace": …}`, `{"items": […]}`, a list, `{"inbound": […], "outbound": […], "rules": […]}` and what holds one.
 * Empty where it is none of these.
 */
export function writtenResources(json: unknown): WrittenResource[] {
  if (Array.isArray(json)) return json.flatMap((item: unknown) => writtenResources(item))
  if (!isFields(json)) return []
  const state = stateIn(json)
  if (state) return state
  const items = json['items']
  if (Array.isArray(items)) return items.flatMap((item: unknown) => writtenResources(item))
  const { trunk, replace } = json
  const rule = json['dispatchRule'] ?? json['dispatch_rule']
  if (isFields(trunk)) return [{ kind: directionOf(trunk), json: trunk }]
  if (isFields(rule)) return [{ kind: 'rules', json: rule }]
  if (isFields(replace)) return writtenResources(replace)
  if (has(json, RULE)) return [{ kind: 'rules', json }]
  return has(json, TRUNK) ? [{ kind: directionOf(json), json }] : []
}

function stateIn(json: Fields): WrittenResource[] | null {
  const within = json['state'] ?? json['data']
  if (isFields(within)) return stateIn(within)
  const lists = (['inbound', 'outbound', 'rules'] as const).map((kind) => ({ kind, list: json[kind] }))
  if (!lists.some(({ list }) => Array.isArray(list))) return null
  return lists.flatMap(({ kind, list }) => (Array.isArray(list) ? list.filter(isFields).map((item) => ({ kind, json: item })) : []))
}

/** A trunk with a carrier's address calls out; one that says who may call in does not. */
function directionOf(trunk: Fields): 'inbound' | 'outbound' {
  return has(trunk, OUTBOUND) && !has(trunk, ['allowedAddresses', 'allowedNumbers']) ? 'outbound' : 'inbound'
}

function has(fields: Fields, names: readonly string[]): boolean {
  return names.some((name) => name in fields || snake(name) in fields)
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
