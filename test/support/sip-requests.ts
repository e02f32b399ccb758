import fc from 'fast-check'

/** A request to create a trunk or a dispatch rule, as a file for `lk` holds it. Most of it is right; each field is sometimes wrong. */
export interface SipRequest {
  method: 'CreateSIPInboundTrunk' | 'CreateSIPOutboundTrunk' | 'CreateSIPDispatchRule'
  body: unknown
}

const text = fc.constantFrom('carrier', 'a b', '', 'ü', '{"a": 1}')
const number = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('+15551234567', '15551234567', '+1 555 987 6543', '02079460000', 'alice', '+15550001111') },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(15_551_234_567, true, ['+1'], { number: '+1' }) },
)
const numbers = mostly(fc.array(number, { maxLength: 3 }), '+15551234567', {}, 7)
const addresses = mostly(
  fc.array(fc.constantFrom('54.172.60.0/30', '1.2.3.4, 5.6.7.8', 'sip.example.com', '*'), { maxLength: 2 }),
  '1.2.3.4',
  5,
)
const bool = mostly(fc.boolean(), 'true', 1, [])
const duration = mostly(fc.constantFrom('30s', '0s', '1.5s', '3600s'), 30, '30', '5m', 'soon')
const headerName = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('X-Tenant', 'X-A_b.c', "x!%*+`'~", 'P-Asserted-Identity', 'x-b') },
  { weight: 1, arbitrary: fc.constantFrom('X Tenant', 'X:Y', '', 'From', 'call-id', 'X-Ü', 'T') },
)
const headerValue = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', '', 'a b ü', 'x'.repeat(1024), 'tab\there') },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('x'.repeat(1025), 'bell\u0007', 7, 'ü'.repeat(600), '\u0080') },
)
const headers = mostly(few(headerName, headerValue), 'X-A: b', [])
const toAttributes = mostly(few(headerName, fc.constantFrom('tenant', '')), 'x')
const toHeaders = mostly(few(fc.constantFrom('tenant', 'a b'), headerName), 'x')
const encryption = mostly(
  fc.constantFrom<unknown>('SIP_MEDIA_ENCRYPT_DISABLE', 'SIP_MEDIA_ENCRYPT_ALLOW', 'SIP_MEDIA_ENCRYPT_REQUIRE', 0, 2),
  'require',
  true,
)
const codec = some({
  name: mostly(fc.constantFrom('PCMU', 'G722', 'opus'), 'PCMU/8000', 'a b', '', 7),
  rate: mostly(fc.constantFrom<unknown>(8000, '48000', 0), -1, 'fast', 4_294_967_296),
})
const media = mostly(
  some({
    only_listed_codecs: bool,
    codecs: fc.array(codec, { maxLength: 2 }),
    encryption,
    media_timeout: mostly(fc.constantFrom('20s', '600s', '0s'), '601s', '-1s', 20),
  }),
  'on',
)
const shared = {
  name: mostly(text, 7),
  metadata: mostly(text, { a: 1 }),
  headers,
  headers_to_attributes: toAttributes,
  attributes_to_headers: toHeaders,
  media,
  media_encryption: encryption,
}

const trunkId = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constant('ST_abcdefghijkl') })

const inbound = some({
  sip_trunk_id: trunkId,
  ...shared,
  numbers,
  allowed_addresses: addresses,
  allowed_numbers: numbers,
  auth_username: mostly(text, 7),
  auth_password: mostly(text, 1234),
  krisp_enabled: bool,
  ringing_timeout: duration,
  max_call_duration: duration,
  include_headers: mostly(fc.constantFrom<unknown>('SIP_X_HEADERS', 'SIP_ALL_HEADERS', 1), 'all'),
})

const host = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('stack.pstn.twilio.com', '203.0.113.7:5080', 'a b') },
  { weight: 1, arbitrary: fc.constantFrom('sip:a.example.com', 'sips:b', 'a;transport=tcp', 'me@host', '', 'transport=tls') },
)
const outbound = some({
  sip_trunk_id: trunkId,
  ...shared,
  address: mostly(host, 7),
  from_host: mostly(host, 7),
  numbers,
  transport: mostly(fc.constantFrom<unknown>('SIP_TRANSPORT_TCP', 'SIP_TRANSPORT_AUTO', 3), 'tcp', 'SIP_TRANSPORT_QUIC'),
  destination_country: mostly(fc.constantFrom('US', 'xx'), 1),
})

const individual = some({ room_prefix: mostly(text, 7), pin: mostly(fc.constantFrom('', '123456'), 123_456), no_randomness: bool })
const direct = some({ room_name: mostly(text, 7), pin: mostly(fc.constantFrom('', '123456'), 123_456) })
const choice = fc.oneof(
  { weight: 40, arbitrary: fc.record({ dispatch_rule_individual: individual }) },
  { weight: 20, arbitrary: fc.record({ dispatch_rule_direct: direct }) },
  { weight: 15, arbitrary: fc.record({ dispatch_rule_callee: some({ room_prefix: text, randomize: bool }) }) },
  { weight: 1, arbitrary: fc.record({ dispatch_rule_direct: direct, dispatch_rule_individual: individual }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>({}, null, 'individual') },
)
const agents = mostly(fc.array(some({ agent_name: mostly(text, 7), metadata: mostly(text, {}) }), { maxLength: 2 }), { agent_name: 'a' })
const rule = fc.record(
  {
    rule: choice,
    name: mostly(text, 7),
    trunk_ids: mostly(fc.array(fc.constantFrom('ST_a', 'ST_b', 'ST_c'), { maxLength: 3 }), 'ST_a'),
    numbers,
    inbound_numbers: numbers,
    attributes: mostly(few(fc.constantFrom('a', 'b'), fc.constantFrom<unknown>('x', 'y', 3)), 'x'),
    hide_phone_number: bool,
    room_config: mostly(
      some({ empty_timeout: mostly(fc.constantFrom<unknown>(0, 60, '60'), -1, 'long'), agents, metadata: mostly(text, {}) }),
      'x',
    ),
    krisp_enabled: bool,
    media,
  },
  { requiredKeys: ['rule'] },
)

export const sipRequests: fc.Arbitrary<SipRequest> = fc.oneof(
  inbound.map((trunk): SipRequest => ({ method: 'CreateSIPInboundTrunk', body: { trunk: { numbers: ['+15551234567'], ...trunk } } })),
  outbound.map((trunk): SipRequest => ({
    method: 'CreateSIPOutboundTrunk',
    body: { trunk: { address: 'stack.pstn.twilio.com', numbers: ['+15551234567'], ...trunk } },
  })),
  rule.map((dispatchRule): SipRequest => ({ method: 'CreateSIPDispatchRule', body: { dispatch_rule: dispatchRule } })),
)

/** Right in about sixty of sixty-one, else one of the wrong ones. */
function mostly(right: fc.Arbitrary<unknown>, ...wrong: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) })
}

/** Each field is there in half of them. */
function some(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(fields, { requiredKeys: [] })
}

function few(name: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(name, value, { maxKeys: 2 })
}
