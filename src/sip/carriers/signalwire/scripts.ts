import { isRecord } from '../../../core/is-record.ts'
import type { Value } from '../../../plan/plan.ts'
import { onlyOne } from '../ambiguity.ts'
import { itemOf, seen, type CarrierRoute, type Part } from '../carrier.ts'
import { createOnce } from '../create-once.ts'
import { hostPart, parseSipUri } from '../sip-uri.ts'
import type { CarrierWant } from '../want.ts'
import type { DomainApplication, Script, SignalWireApi } from './api.ts'

export interface SignalWireState {
  api: SignalWireApi
  want: CarrierWant
  /** Ours; null before they are made. */
  inbound: Script | null
  outbound: Script | null
  domain: DomainApplication | null
}

export type ScriptWay = 'inbound' | 'outbound'

/** Ours in a step that comes behind the one that makes it. */
export function scriptOf(state: SignalWireState, way: ScriptWay): Script {
  const script = state[way]
  if (script === null) throw new Error(`the ${way} script is not made yet`)
  return script
}

/** What it is called at SignalWire; two resources of one name can't be told apart there. */
export function scriptName({ name }: CarrierWant, way: ScriptWay): string {
  return `${name} ${way}`
}

export function ourScript(scripts: readonly Script[], want: CarrierWant, way: ScriptWay): Script | null {
  const name = scriptName(want, way)
  return onlyOne(
    scripts.filter(({ display_name }) => display_name === name),
    { kind: 'SWML script', name, idOf: ({ id }) => id },
  )
}

/** The number that was called, as a phone or a SIP address has it. */
const CALLED = "%{call.to.replace(/^sip:/i, '').replace(/@.*/, '')}"
const CALLER = "%{call.from.replace(/^sip:/i, '').replace(/@.*/, '')}"

/** SWML that sends a call on: one from the telephone network to our SIP server, one from there to the telephone network. */
function contentsOf({ target }: CarrierWant, way: ScriptWay): object {
  const connect = way === 'inbound' ? { to: `sip:%{call.to}@${hostPart(target)}` } : { answer_on_bridge: true, from: CALLER, to: CALLED }
  return { version: '1.0.0', sections: { main: [{ connect }] } }
}

export function scriptPart(state: SignalWireState, way: ScriptWay): Part {
  const { api, want } = state
  const contents = contentsOf(want, way)
  const desired = itemOf({ kind: 'SWML script', name: scriptName(want, way) }, fieldsOf(contents))
  const actualOf = ({ id, swml_script }: Script) => seen(desired, id, fieldsOf(swml_script.contents))
  const found = state[way]
  return {
    desired,
    actual: found && actualOf(found),
    hidden: [],
    after: [],
    takenFrom: null,
    write: async () => {
      const own = state[way]
      if (own) {
        await api.updateScript(own.id, contents)
        return own.id
      }
      const made = await createOnce(api.client, {
        create: () => api.createScript(scriptName(want, way), contents),
        find: async () => ourScript(await api.scripts(), want, way),
      })
      state[way] = made
      return made.id
    },
    read: async () => actualOf(await api.script(scriptOf(state, way).id)),
  }
}

/** What a script does, in fields; one that does something else than to connect is told as a whole. */
function fieldsOf(contents: unknown): Record<string, Value> {
  const connect = onlyConnect(contents)
  if (connect === null) return { connectsTo: spelt(contents) }
  const { to, from, answer_on_bridge } = connect
  return {
    connectsTo: spelt(to),
    ...(from === undefined ? {} : { from: spelt(from) }),
    ...(answer_on_bridge === undefined ? {} : { answersOnBridge: Boolean(answer_on_bridge) }),
  }
}

function spelt(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** The step of a script that does nothing but connect; null for any other, whatever it is. */
function onlyConnect(contents: unknown): Record<string, unknown> | null {
  const script = typeof contents === 'string' ? jsonOf(contents) : contents
  const main = fieldOf(fieldOf(script, 'sections'), 'main')
  if (!Array.isArray(main) || main.length !== 1) return null
  const connect = fieldOf(main[0], 'connect')
  return isRecord(connect) && connect['to'] !== undefined ? connect : null
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** Where the inbound script leads. */
export function routesOf({ swml_script }: Script): CarrierRoute[] {
  const to = spelt(onlyConnect(swml_script.contents)?.['to'] ?? '')
  const route = parseSipUri(to.replace('%{call.to}', 'number'))
  if (route === null) return []
  return [{ ...route, written: to, enabled: true }]
}
