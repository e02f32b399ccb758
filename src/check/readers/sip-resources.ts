import { itemsOf, textOf, type ConfigNode } from '../config-node.ts'
import type { AgentNameFact, Fact } from '../facts.ts'
import type { FolderView, Reader } from '../reader.ts'
import { autoEgress } from '../sip/auto-egress.ts'
import { fieldOf } from '../sip/protojson.ts'
import { secretsOf, sipMessages, type Found } from '../sip/recognise.ts'
import { faultsOf, mayHoldRequest, parseRequest, siteOfFile, topNames } from '../sip/request-file.ts'
import type { Source } from '../source.ts'

const WORDS = /dispatch_?rule|trunk_?ids?\b|["']?\btrunk["']?\s*:|allowed_?(?:addresses|numbers)|room_?config|auth_?username/i
/** Only these leave no doubt that a text which can't be read was meant for LiveKit. */
const SURELY =
  /["']?dispatch_?rule(?:_?(?:direct|individual|callee))?["']?\s*:|["']?sip_?(?:trunk|dispatch_?rule)_?id["']?\s*:|"trunk"\s*:\s*\{\s*"/i

export const reader: Reader = {
  name: 'SIP trunk or dispatch rule',
  recognises: ({ path, text }) => {
    if (!mayHoldRequest(path)) return false
    if (!['runk', 'ispatch', 'llowed', 'oom', 'sername'].some((part) => text.includes(part)) || !WORDS.test(text)) return false
    const names = topNames({ path, text })
    return names === null ? SURELY.test(text) : isRequest(names)
  },
  read: (source, folder) => read(source, folder),
}

/** True where the names at the top of a file may be those of a trunk, a rule or a room's configuration. */
function isRequest(names: ReadonlySet<string>): boolean {
  if (names.has('dispatchrule') || names.has('siptrunkid') || names.has('sipdispatchruleid')) return true
  const has = (...some: string[]) => some.some((name) => names.has(name))
  if (has('rule'))
    return (
      has('trunkids', 'roomconfig', 'name', 'inboundnumbers', 'numbers', 'metadata', 'attributes', 'hidephonenumber') || names.size <= 3
    )
  return (has('numbers', 'trunk') && has(...TRUNK)) || (has('roomconfig') && has('agents', 'egress'))
}

const TRUNK = ['numbers', 'address', 'allowedaddresses', 'allowednumbers', 'authusername', 'authpassword', 'krispenabled']

function* read(source: Source, folder: FolderView): Iterable<Fact> {
  const parsed = parseRequest(source, folder)
  const facts = parsed.documents.flatMap((document) => {
    const found = sipMessages(document)
    return found.length > 0 ? found.flatMap((message) => factsOf(message, source)) : tokenFacts(document, source, folder)
  })
  yield* facts
  yield* faultsOf(parsed, facts.length > 0 || SURELY.test(source.text))
}

function factsOf(found: Found, source: Source): Fact[] {
  const { node } = found
  const site = siteOfFile(source.path)
  const field = (name: string) => fieldOf(node, name)
  const shared = { field, secrets: secretsOf(node), site, at: node.at }
  if (found.what === 'trunk') return [{ ...found, ...shared }]
  return [{ ...found, ...shared }, ...agentNames(field('room_config'), source, 'sip'), ...autoEgress(field('room_config'), site, 'request')]
}

/** Names that a room's configuration asks for. */
function agentNames(config: ConfigNode | undefined, source: Source, user: AgentNameFact['user']): AgentNameFact[] {
  return itemsOf(fieldOf(config, 'agents')).flatMap((agent) => {
    const name = fieldOf(agent, 'agent_name')
    const value = textOf(name)
    if (!name || value === undefined || value === '') return []
    return [{ what: 'agent-name' as const, side: 'wanted' as const, user, site: siteOfFile(source.path), name: { value, at: name.at } }]
  })
}

/** Files of pages and token endpoints: `{"room_config": {"agents": […]}}`. */
function tokenFacts(document: ConfigNode, source: Source, folder: FolderView): Fact[] {
  const user = folder.userOf(source.path) ?? 'other'
  const config = fieldOf(document, 'room_config')
  return [...agentNames(config, source, user), ...autoEgress(config, siteOfFile(source.path), 'request')]
}
