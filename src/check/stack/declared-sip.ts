import { protocolDuration } from '../../stack/sip/duration.ts'
import { sipForms } from '../../stack/sip/forms.ts'
import { entriesOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { AgentNameFact, DispatchRuleFact, EgressRequestFact, Site, TrunkFact } from '../facts.ts'
import { autoEgress } from '../sip/auto-egress.ts'
import { fieldOf } from '../sip/protojson.ts'
import { secretsOf } from '../sip/recognise.ts'

/** Whose stack it is. */
export interface DeclaredIn {
  site: Site
  /** The stack's own agent, which a rule asks for that names none. */
  agent: string
}

/** The trunks and rules of a `sip` block as messages of the protocol; each part keeps the place where voicectl.yaml has it. */
export function* declaredSip(
  sip: ConfigNode | undefined,
  stack: DeclaredIn,
): Generator<TrunkFact | DispatchRuleFact | AgentNameFact | EgressRequestFact> {
  for (const direction of ['inbound', 'outbound'] as const) {
    for (const item of itemsOf(nodeAt(sip, direction))) {
      if (item.content.kind === 'map') yield { what: 'trunk', direction, ...message(asTrunk(item), stack) }
    }
  }
  for (const item of itemsOf(nodeAt(sip, 'dispatch'))) {
    if (item.content.kind !== 'map') continue
    yield { what: 'dispatch-rule', ...message(asRule(item, stack.agent), stack) }
    yield* agentNames(item, stack.site)
    yield* autoEgress(nodeAt(item, 'roomConfig'), stack.site, 'declared')
  }
}

function message(node: ConfigNode, { site }: DeclaredIn) {
  const field = (name: string) => fieldOf(node, name)
  return { node, wrapper: null, field, secrets: secretsOf(node), site, at: node.at, shape: 'declared' as const }
}

type Change = (node: ConfigNode) => ConfigNode

const CHANGES: Readonly<Record<string, readonly [name: string, change?: Change]>> = {
  transport: ['transport', choiceOf('SIP_TRANSPORT_')],
  includeHeaders: ['include_headers', headerChoice],
  ringingTimeout: ['ringing_timeout', seconds],
  maxCallDuration: ['max_call_duration', seconds],
  media: [
    'media',
    (node) => renamed(node, { encryption: ['encryption', choiceOf('SIP_MEDIA_ENCRYPT_')], mediaTimeout: ['media_timeout', seconds] }),
  ],
}

function asTrunk(item: ConfigNode): ConfigNode {
  return renamed(item, { ...CHANGES, id: ['sip_trunk_id'] })
}

function asRule(item: ConfigNode, agent: string): ConfigNode {
  const node = renamed(item, {
    media: CHANGES['media'] ?? ['media'],
    id: ['sip_dispatch_rule_id'],
    trunks: ['trunk_ids'],
    rule: [
      'rule',
      (rule) =>
        renamed(rule, {
          individual: ['dispatch_rule_individual'],
          direct: ['dispatch_rule_direct'],
          callee: ['dispatch_rule_callee'],
        }),
    ],
    agents: [''],
    roomConfig: [''],
  })
  return withEntry(node, 'room_config', roomConfig(item, agent))
}

/** The agents are part of the room's configuration; without any the stack's own is asked for. */
function roomConfig(item: ConfigNode, agent: string): ConfigNode {
  const [config, agents] = [nodeAt(item, 'roomConfig'), nodeAt(item, 'agents')]
  const own = scalar(item, agent)
  const list: ConfigNode = { at: item.at, keyAt: null, content: { kind: 'list', items: [map(item, [['agent_name', own]])] } }
  const asked =
    agents?.content.kind === 'list'
      ? { ...agents, content: { kind: 'list' as const, items: itemsOf(agents).map((one) => named(one, own)) } }
      : list
  return withEntry(config?.content.kind === 'map' ? config : map(item, []), 'agents', asked)
}

/** One that is asked for without a name is the stack's own. */
function named(asked: ConfigNode, own: ConfigNode): ConfigNode {
  return asked.content.kind !== 'map' || nodeAt(asked, 'agentName') ? asked : withEntry(asked, 'agent_name', { ...own, at: asked.at })
}

function* agentNames(item: ConfigNode, site: Site): Generator<AgentNameFact> {
  for (const asked of itemsOf(nodeAt(item, 'agents'))) {
    const name = nodeAt(asked, 'agentName')
    const value = textOf(name)
    if (name && value) yield { what: 'agent-name', side: 'wanted', user: 'sip', site, name: { value, at: name.at } }
  }
}

/** A map with some of its entries under other names, or changed; one without a name is left out. */
function renamed(node: ConfigNode, changes: Readonly<Record<string, readonly [name: string, change?: Change]>>): ConfigNode {
  if (node.content.kind !== 'map') return node
  const entries = entriesOf(node).flatMap(([name, child]): [string, ConfigNode][] => {
    const [other = name, change] = (Object.hasOwn(changes, name) ? changes[name] : undefined) ?? []
    return other === '' ? [] : [[other, change ? change(child) : child]]
  })
  return { ...node, content: { kind: 'map', entries: new Map(entries) } }
}

function withEntry(node: ConfigNode, name: string, child: ConfigNode): ConfigNode {
  return node.content.kind === 'map'
    ? { ...node, content: { kind: 'map', entries: new Map([...node.content.entries, [name, child]]) } }
    : node
}

function map({ at }: ConfigNode, entries: [string, ConfigNode][]): ConfigNode {
  return { at, keyAt: null, content: { kind: 'map', entries: new Map(entries) } }
}

function scalar(at: Pick<ConfigNode, 'at'>, value: string, keyAt: ConfigNode['keyAt'] = null): ConfigNode {
  return { at: at.at, keyAt, content: { kind: 'scalar', value, raw: value } }
}

function choiceOf(prefix: string): Change {
  return (node) => (textOf(node) === undefined ? node : scalar(node, `${prefix}${(textOf(node) ?? '').toUpperCase()}`, node.keyAt))
}

function headerChoice(node: ConfigNode): ConfigNode {
  const names: Partial<Record<string, string>> = { none: 'SIP_NO_HEADERS', x: 'SIP_X_HEADERS', all: 'SIP_ALL_HEADERS' }
  const name = names[textOf(node) ?? '']
  return name === undefined ? node : scalar(node, name, node.keyAt)
}

function seconds(node: ConfigNode): ConfigNode {
  const text = textOf(node) ?? ''
  return sipForms.duration[0].test(text) ? scalar(node, protocolDuration(text), node.keyAt) : node
}
