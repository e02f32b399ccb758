import { roomComposite, trackOutputs, participantOutputs } from './egress-messages.ts'
import { message } from './message-table.ts'

// The fields of protocol 1.51.0 (livekit-server 1.13.5). A field that is not here is refused by lk and dropped by the server.

const headerOptions = ['SIP_NO_HEADERS', 'SIP_X_HEADERS', 'SIP_ALL_HEADERS']
const encryption = ['SIP_MEDIA_ENCRYPT_DISABLE', 'SIP_MEDIA_ENCRYPT_ALLOW', 'SIP_MEDIA_ENCRYPT_REQUIRE']
const transport = ['SIP_TRANSPORT_AUTO', 'SIP_TRANSPORT_UDP', 'SIP_TRANSPORT_TCP', 'SIP_TRANSPORT_TLS']

const codec = message({ string: 'name', uint: 'rate' })
const media = message({
  bool: 'only_listed_codecs',
  duration: 'media_timeout',
  enums: { encryption },
  messages: { 'codecs[]': () => codec },
})

export const inboundTrunk = message({
  string: 'sip_trunk_id name metadata numbers[] allowed_addresses[] allowed_numbers[] auth_username auth_password auth_realm',
  map: 'headers headers_to_attributes attributes_to_headers',
  duration: 'ringing_timeout max_call_duration',
  bool: 'krisp_enabled',
  timestamp: 'created_at updated_at',
  enums: { include_headers: headerOptions, media_encryption: encryption },
  messages: { media: () => media },
})

export const outboundTrunk = message({
  string: 'sip_trunk_id name metadata address destination_country numbers[] auth_username auth_password from_host',
  map: 'headers headers_to_attributes attributes_to_headers',
  timestamp: 'created_at updated_at',
  enums: { transport, include_headers: headerOptions, media_encryption: encryption },
  messages: { media: () => media },
})

const direct = message({ string: 'room_name pin' })
const individual = message({ string: 'room_prefix pin', bool: 'no_randomness' })
const callee = message({ string: 'room_prefix pin', bool: 'randomize' })
const rule = message({
  messages: {
    dispatch_rule_direct: () => direct,
    dispatch_rule_individual: () => individual,
    dispatch_rule_callee: () => callee,
  },
  oneof: ['dispatch_rule_direct dispatch_rule_individual dispatch_rule_callee'],
})

const agentDispatch = message({
  string: 'agent_name metadata deployment',
  map: 'attributes',
  enums: { restart_policy: ['JRP_ON_FAILURE', 'JRP_NEVER'] },
})
const roomEgress = message({ messages: { room: () => roomComposite, participant: () => participantOutputs, tracks: () => trackOutputs } })
const roomConfig = message({
  string: 'name metadata',
  uint: 'empty_timeout departure_timeout max_participants min_playout_delay max_playout_delay',
  bool: 'sync_streams',
  map: 'tags',
  messages: { egress: () => roomEgress, 'agents[]': () => agentDispatch },
})

export const dispatchRule = message({
  string: 'sip_dispatch_rule_id name metadata trunk_ids[] inbound_numbers[] numbers[] room_preset',
  map: 'attributes',
  bool: 'hide_phone_number krisp_enabled',
  timestamp: 'created_at updated_at',
  enums: { media_encryption: encryption },
  messages: { rule: () => rule, room_config: () => roomConfig, media: () => media },
})

/** The fields that a dispatch rule had before it was wrapped; beside `dispatch_rule` they count for nothing. */
export const legacyRule = message({
  string: 'name metadata trunk_ids[] inbound_numbers[] room_preset',
  map: 'attributes',
  bool: 'hide_phone_number',
  messages: { rule: () => rule, room_config: () => roomConfig },
})
