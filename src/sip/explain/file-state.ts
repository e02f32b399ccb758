/** Trunks and rules as a file has them, before they are read as messages of the protocol. */
export interface RawState {
  inbound: unknown[]
  outbound: unknown[]
  rules: unknown[]
}

type Fields = Record<string, unknown>

const OUTBOUND = ['address', 'transport', 'destinationCountry', 'fromHost']
const TRUNK = ['numbers', 'allowedAddresses', 'allowedNumbers', 'authUsername', 'authPassword', 'sipTrunkId', ...OUTBOUND]
const RULE = ['rule', 'sipDispatchRuleId', 'trunkIds', 'roomConfig', 'inboundNumbers']
/** What stands around a state or a message in what programs print and take. */
const AROUND = ['data', 'state', 'trunk', 'dispatchRule', 'replace']

/**
 * The trunks and rules in a parsed JSON file, whichever way it holds them: as `voicectl sip pull --json` prints them, as `lk` prints them or takes them,
 * or one after another in a list. Null where there is none.
 */
export function rawState(json: unknown): RawState | null {
  const found: RawState = { inbound: [], outbound: [], rules: [] }
  collect(json, found)
  return found.inbound.length + found.outbound.length + found.rules.length > 0 || isEmptyState(json) ? found : null
}

function collect(json: unknown, found: RawState): void {
  if (Array.isArray(json)) for (const item of json) collect(item, found)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return
  const fields = json as Fields
  const lists = ['inbound', 'outbound', 'rules'].filter((kind) => Array.isArray(fields[kind])) as (keyof RawState)[]
  const inner = [fields['items'], ...AROUND.map((name) => field(fields, name))].find((value) => typeof value === 'object' && value !== null)
  if (lists.length > 0) for (const kind of lists) found[kind].push(...(fields[kind] as unknown[]))
  else if (inner !== undefined) collect(inner, found)
  else if (has(fields, RULE)) found.rules.push(fields)
  else if (has(fields, TRUNK)) found[has(fields, OUTBOUND) ? 'outbound' : 'inbound'].push(fields)
}

/** A server without trunks and rules is a state, too. */
function isEmptyState(json: unknown): boolean {
  const fields = (json ?? {}) as Fields
  const inner = AROUND.map((name) => fields[name]).find((value) => typeof value === 'object' && value !== null)
  return inner === undefined ? ['inbound', 'outbound', 'rules', 'items'].some((kind) => Array.isArray(fields[kind])) : isEmptyState(inner)
}

function has(fields: Fields, names: readonly string[]): boolean {
  return names.some((name) => field(fields, name) !== undefined)
}

function field(fields: Fields, camel: string): unknown {
  return fields[camel] ?? fields[camel.replaceAll(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`)]
}
