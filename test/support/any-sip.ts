import * as fc from 'fast-check'
import type { SipDispatchRule, SipInboundTrunk, SipOutboundTrunk } from '../../src/core/sip-resources.ts'

// Trunks and rules as a server may have them, in the protocol's JSON: nothing in them is empty or has its default.

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _-]{0,8}[A-Za-z0-9]$/)
const number = fc.stringMatching(/^\+[1-9]\d{6,11}$/)
const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 3 })
/** Some of it looks like a reference, or has what quotes are about. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ minLength: 1 }) },
  fc.constantFrom('${OPENAI_API_KEY}', 'to ${A} and $${B}', 'Bearer tok-123456', `it's "x"`, 'a: b # c'),
)
const map = fc.dictionary(fc.stringMatching(/^X-[A-Z][a-z]{1,6}$/), text, {
  minKeys: 1,
  maxKeys: 2,
})
const metadata = fc.oneof(
  word,
  text,
  fc
    .dictionary(fc.oneof(word, fc.constant('${KEY}')), fc.oneof(fc.jsonValue(), text), { maxKeys: 3 })
    .map((value) => JSON.stringify(value)),
)
const duration = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }).map((seconds) => `${seconds}s`),
  fc.integer({ min: 1, max: 999 }).map((ms) => `1.${String(ms).padStart(3, '0')}s`),
)
const media = fc.record(
  {
    onlyListedCodecs: fc.constant(true),
    codecs: fc.array(fc.record({ name: word, rate: fc.integer({ min: 1, max: 48_000 }) }), { minLength: 1, maxLength: 2 }),
    encryption: fc.constantFrom(
      'SIP_MEDIA_ENCRYPT_DISABLE' as const,
      'SIP_MEDIA_ENCRYPT_ALLOW' as const,
      'SIP_MEDIA_ENCRYPT_REQUIRE' as const,
    ),
    mediaTimeout: duration,
  },
  { requiredKeys: ['codecs'] },
)
const secret = fc.stringMatching(/^[!-#%-~]{6,20}$/)
const shared = {
  metadata,
  authUsername: word,
  authPassword: secret,
  headers: map,
  headersToAttributes: map,
  attributesToHeaders: map,
  includeHeaders: fc.constantFrom('SIP_X_HEADERS' as const, 'SIP_ALL_HEADERS' as const),
  media,
}
export const anyInbound: fc.Arbitrary<SipInboundTrunk> = fc.record(
  {
    name: word,
    ...shared,
    numbers,
    allowedAddresses: fc.constant(['54.172.60.0/30']),
    allowedNumbers: numbers,
    authRealm: word,
    ringingTimeout: duration,
    maxCallDuration: duration,
    krispEnabled: fc.constant(true),
  },
  { requiredKeys: ['name'] },
)
export const anyOutbound: fc.Arbitrary<SipOutboundTrunk> = fc.record(
  {
    name: word,
    ...shared,
    numbers,
    address: fc.constant('acme.pstn.twilio.com'),
    transport: fc.constantFrom('SIP_TRANSPORT_UDP' as const, 'SIP_TRANSPORT_TLS' as const),
    destinationCountry: fc.constant('US'),
    fromHost: word,
  },
  { requiredKeys: ['name', 'numbers', 'address'] },
)
const pin = fc.record({ pin: fc.stringMatching(/^\d{4,8}$/) }, { requiredKeys: [] })
const choice = fc.oneof(
  pin.map((more) => ({ dispatchRuleDirect: { roomName: 'lobby', ...more } })),
  fc.record({ roomPrefix: word, noRandomness: fc.constant(true) }, { requiredKeys: [] }).map((rule) => ({ dispatchRuleIndividual: rule })),
  fc.record({ roomPrefix: word, randomize: fc.constant(true) }, { requiredKeys: [] }).map((rule) => ({ dispatchRuleCallee: rule })),
)
const agent = fc.record(
  { agentName: word, metadata, restartPolicy: fc.constant('JRP_NEVER' as const), deployment: word, attributes: map },
  { requiredKeys: ['agentName'] },
)
const room = fc.record(
  {
    name: word,
    emptyTimeout: fc.integer({ min: 1, max: 999 }),
    maxParticipants: fc.integer({ min: 1, max: 9 }),
    metadata,
    syncStreams: fc.constant(true),
    agents: fc.array(agent, { minLength: 1, maxLength: 2 }),
    tags: map,
    egress: fc.record({
      room: fc.record({
        roomName: word,
        audioOnly: fc.boolean(),
        fileOutputs: fc.array(fc.record({ filepath: word, s3: fc.record({ bucket: word, accessKey: secret, secret }) }), { maxLength: 2 }),
      }),
    }),
  },
  { requiredKeys: ['name'] },
)
export const anyRule: fc.Arbitrary<SipDispatchRule> = fc.record(
  {
    name: word,
    rule: choice,
    trunkIds: fc.constant(['a', 'b']),
    numbers,
    inboundNumbers: numbers,
    hidePhoneNumber: fc.constant(true),
    metadata,
    attributes: map,
    roomPreset: word,
    roomConfig: room,
    krispEnabled: fc.constant(true),
    media,
  },
  { requiredKeys: ['name', 'rule'] },
)
