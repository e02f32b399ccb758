import { entriesOf, itemsOf, type ConfigNode } from '../config-node.ts'
import type { DispatchRuleFact, EgressRequestFact, TrunkFact } from '../facts.ts'
import { fieldOf, plain } from './protojson.ts'

/** A message found in a file, before it knows its site. */
export type Found =
  | { what: 'trunk'; direction: TrunkFact['direction']; shape: TrunkFact['shape']; node: ConfigNode; wrapper: ConfigNode | null }
  | { what: 'dispatch-rule'; shape: DispatchRuleFact['shape']; node: ConfigNode; wrapper: ConfigNode | null }

const OUTBOUND = ['address', 'transport', 'destination_country', 'from_host']
const INBOUND = ['allowed_addresses', 'allowed_numbers', 'krisp_enabled', 'ringing_timeout', 'max_call_duration', 'auth_realm']
const TRUNK = [...OUTBOUND, ...INBOUND, 'auth_username', 'auth_password', 'headers_to_attributes', 'media_encryption', 'include_headers']
const RULES = ['dispatch_rule_direct', 'dispatch_rule_individual', 'dispatch_rule_callee']
/** One of these below a key `dispatch_rule` leaves no doubt. */
const WRAPPED = new Set(
  [...RULES, 'rule', 'trunk_ids', 'room_config', 'numbers', 'inbound_numbers', 'hide_phone_number', 'media'].map((name) => plain(name)),
)
/** Lists of more are no file that a person keeps. */
const MOST_ITEMS = 5000

/** The trunks and dispatch rules of a document, in any shape that `lk` takes or prints. */
export function sipMessages(document: ConfigNode): Found[] {
  const items = document.content.kind === 'list' ? itemsOf(document) : itemsOf(fieldOf(document, 'items'))
  if (items.length === 0) return oneMessage(document, document.content.kind === 'list')
  return items.slice(0, MOST_ITEMS).flatMap((item) => oneMessage(item, true))
}

function oneMessage(node: ConfigNode, inList: boolean): Found[] {
  if (node.content.kind !== 'map') return []
  const trunk = fieldOf(node, 'trunk')
  if (trunk && isTrunk(trunk, true)) {
    return [{ what: 'trunk', direction: directionOf(trunk), shape: isPrinted(trunk) ? 'list-item' : 'wrapped', node: trunk, wrapper: node }]
  }
  const rule = fieldOf(node, 'dispatch_rule')
  if (rule && isRule(rule, true)) return [{ what: 'dispatch-rule', shape: 'wrapped', node: rule, wrapper: node }]
  const replaced = fieldOf(node, 'replace')
  if (replaced?.content.kind === 'map') return oneMessage(replaced, inList)
  if (isRule(node, false)) {
    const printed = inList || fieldOf(node, 'sip_dispatch_rule_id') !== undefined
    return [{ what: 'dispatch-rule', shape: printed ? 'list-item' : 'top-level', node, wrapper: null }]
  }
  if (!isTrunk(node, false)) return []
  return [{ what: 'trunk', direction: directionOf(node), shape: inList ? 'list-item' : 'bare', node, wrapper: null }]
}

/** True for what the server answered, such as for GetSIPInboundTrunk: an id, and a time also where it is empty. */
function isPrinted(trunk: ConfigNode): boolean {
  return fieldOf(trunk, 'sip_trunk_id') !== undefined && entriesOf(trunk).some(([name]) => plain(name) === 'createdat')
}

/** `wrapped`: below a key `trunk`, where numbers alone are enough. */
function isTrunk(node: ConfigNode, wrapped: boolean): boolean {
  if (node.content.kind !== 'map') return false
  if (fieldOf(node, 'sip_trunk_id') && !fieldOf(node, 'room_name') && !fieldOf(node, 'sip_call_to')) return true
  const numbers = fieldOf(node, 'numbers')?.content.kind === 'list'
  const telling = TRUNK.filter((name) => fieldOf(node, name)).length
  return wrapped ? numbers || telling >= 2 : numbers && telling >= 1 && !fieldOf(node, 'rule')
}

function directionOf(node: ConfigNode): TrunkFact['direction'] {
  const outbound = OUTBOUND.some((name) => fieldOf(node, name))
  return outbound && !['allowed_addresses', 'allowed_numbers'].some((name) => fieldOf(node, name)) ? 'outbound' : 'inbound'
}

function isRule(node: ConfigNode, wrapped: boolean): boolean {
  if (node.content.kind !== 'map') return false
  if (RULES.some((name) => fieldOf(node, 'rule', name))) return true
  if (!wrapped) return fieldOf(node, 'sip_dispatch_rule_id') !== undefined && !fieldOf(node, 'room_name')
  return entriesOf(node).some(([name]) => WRAPPED.has(plain(name)))
}

const OUTPUTS = ['file_outputs', 'stream_outputs', 'segment_outputs', 'image_outputs']
const OLD_OUTPUTS = ['file', 'stream', 'segments']
const OUTPUT_FIELDS = [
  'filepath',
  'file_type',
  'urls',
  'protocol',
  'filename_prefix',
  'playlist_name',
  's3',
  'gcp',
  'azure',
  'capture_interval',
]
const ABOUT = ['room_name', 'room', 'url', 'identity', 'track_id', 'audio_track_id', 'video_track_id']
const HINTS = [
  ...OUTPUTS,
  'audio_only',
  'video_only',
  'layout',
  'custom_base_url',
  'audio_mixing',
  'preset',
  'advanced',
  'websocket_url',
  'screen_share',
]

/** Which kind of egress request a document is; null for anything else, such as what `lk egress list` prints. */
export function egressType(node: ConfigNode): EgressRequestFact['type'] | null {
  if (node.content.kind !== 'map' || fieldOf(node, 'egress_id') || fieldOf(node, 'status')) return null
  const has = (name: string) => fieldOf(node, name) !== undefined
  const tracks = has('audio_track_id') || has('video_track_id')
  const hinted = HINTS.some((name) => has(name))
  if (hasOutputs(node) ? !ABOUT.some((name) => has(name)) && !hinted : !(has('room_name') && (hinted || tracks))) return null
  if (tracks) return 'track-composite'
  if (has('track_id')) return 'track'
  if (has('identity')) return 'participant'
  return has('url') && !has('room_name') ? 'web' : 'room-composite'
}

function hasOutputs(node: ConfigNode): boolean {
  if (OLD_OUTPUTS.some((name) => isOutput(fieldOf(node, name)))) return true
  return OUTPUTS.some((name) => itemsOf(fieldOf(node, name)).some((item) => isOutput(item)))
}

function isOutput(node: ConfigNode | undefined): boolean {
  return OUTPUT_FIELDS.some((name) => fieldOf(node, name))
}

const SECRET =
  /^(?:auth_?password|password|pin|secret|access_?key|session_?token|credentials|account_?key|signing_?key|assume_?role_?external_?id)$/i
/** Words that stand for a password; masking them everywhere would mangle what is said. */
const COMMON =
  /^(?:(?:pass(?:word|wd)?|secret|admin|username|user|livekit|twilio|telnyx|plivo|sip|trunk|test|changeme|number|inbound|outbound)\d{0,3}|\d{1,5}|\*+)$/i

/** The values of a message that no output may show. Variables and words that say nothing are left out. */
export function secretsOf(node: ConfigNode, name = ''): string[] {
  if (node.content.kind === 'map') return entriesOf(node).flatMap(([key, value]) => secretsOf(value, key))
  if (node.content.kind === 'list') return itemsOf(node).flatMap((item) => secretsOf(item, name))
  const { value, raw } = node.content
  const text = typeof value === 'string' ? value : raw
  if (name === 'urls') return /^(?:rtmps?|srt):\/\/\S+\/./i.test(text) ? [text] : []
  const hidden = SECRET.test(name) && text !== '' && !/[${<]/.test(text) && !COMMON.test(text)
  return hidden ? [text] : []
}
