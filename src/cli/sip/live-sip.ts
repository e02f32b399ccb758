import type { SipKind, SipResource, SipState } from '../../core/sip-resources.ts'
import type { Item, Value } from '../../plan/plan.ts'
import type { Terminal } from '../../output/terminal.ts'
import { withTrunkNames } from '../../output/views/sip-words.ts'
import { withId } from '../../sip/apply/live.ts'
import { SipServer } from '../../sip/apply/run.ts'
import { sipFailure } from '../../sip/failure.ts'
import { itemOf, kindLabels } from '../../sip/kinds.ts'
import { resourceNamed, ruleRows, rulesOfTrunk, trunkRows, type RuleRow, type TrunkRow } from '../../sip/listing.ts'
import { masked } from '../../sip/masked.ts'
import { sipTarget } from './sip-target.ts'

export interface TrunkList {
  server: string
  trunks: TrunkRow[]
}

export interface RuleList {
  server: string
  rules: RuleRow[]
}

/** One trunk or rule of a server; no secret is in it. */
export interface ShownResource {
  server: string
  /** `inbound trunk`, `outbound trunk`, `dispatch rule` */
  kind: string
  id: string
  owner: string | null
  /** In the protocol's JSON, without the mark of its owner. */
  resource: SipResource
  /** The same by its fields. */
  fields: Record<string, Value>
  /** Names of the rules that take calls of a trunk. */
  rules: string[]
}

export interface NamedResource {
  dir: string
  /** Name or id. */
  named: string
  scope: readonly SipKind[]
}

export async function listTrunks(dir: string, terminal: Terminal): Promise<TrunkList> {
  const { server, url } = await open(dir, terminal)
  return { server: url, trunks: trunkRows(await server.stored()) }
}

export async function listRules(dir: string, terminal: Terminal): Promise<RuleList> {
  const { server, url } = await open(dir, terminal)
  return { server: url, rules: ruleRows(await server.stored()) }
}

/** Raises SIP_RESOURCE_UNKNOWN or SIP_NAME_AMBIGUOUS. */
export async function showResource(request: NamedResource, terminal: Terminal): Promise<ShownResource> {
  return (await find(request, terminal)).shown
}

/** What is to be deleted, and how. Raises as `showResource` does. */
export async function prepareDeletion(
  request: NamedResource,
  terminal: Terminal,
): Promise<{ shown: ShownResource; carryOut: () => Promise<void> }> {
  const { shown, server, kind, access } = await find(request, terminal)
  const carryOut = async () => {
    try {
      await server.api.delete(kind, shown.id)
    } catch (error) {
      throw await sipFailure(error, access)
    }
    server.record.forget(kind, shown.id)
    await server.record.write()
  }
  return { shown, carryOut }
}

async function find({ dir, named, scope }: NamedResource, terminal: Terminal) {
  const { server, url, access } = await open(dir, terminal)
  const state = await server.stored()
  const live = resourceNamed(state, named, scope)
  const { kind, id, owner } = live
  const resource = masked(withId(live))
  const shown: ShownResource = {
    server: url,
    kind: kindLabels[kind],
    id,
    owner,
    resource,
    fields: fieldsWithNames(itemOf(kind, resource), state),
    rules: rulesOfTrunk(state, id).map(({ name, sipDispatchRuleId }) => name || (sipDispatchRuleId ?? '')),
  }
  return { shown, server, kind, access }
}

/** The trunks of a rule by their names. */
function fieldsWithNames({ fields }: Item, { inbound }: SipState): Readonly<Record<string, Value>> {
  const names = Object.fromEntries(inbound.map(({ sipTrunkId = '', name = '' }) => [sipTrunkId, name]))
  const shown = [...fields].map(([path, value]) => [path, path === 'trunkIds' ? (withTrunkNames(value, names) ?? value) : value])
  return Object.fromEntries(shown) as Record<string, Value>
}

async function open(dir: string, terminal: Terminal) {
  const { target } = await sipTarget(dir, terminal)
  return { server: await SipServer.open(target), url: target.access.url, access: target.access }
}
