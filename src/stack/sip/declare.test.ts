import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { SipDispatchRule, SipInboundTrunk, SipOutboundTrunk, SipState } from '../../core/sip-resources.ts'
import { parseStack } from '../parse.ts'
import { blockOfKind, declaredItem } from './declare.ts'
import { desiredSip } from './desired.ts'

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _-]{0,8}[A-Za-z0-9]$/)
const number = fc.stringMatching(/^\+[1-9]\d{6,11}$/)
const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 3 })
const map = fc.dictionary(fc.stringMatching(/^X-[A-Z][a-z]{1,6}$/), fc.string({ minLength: 1 }).map(withoutDollar), {
  minKeys: 1,
  maxKeys: 2,
})
const metadata = fc.oneof(
  word,
  fc.dictionary(word, fc.jsonValue(), { maxKeys: 3 }).map((value) => withoutDollar(JSON.stringify(value))),
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
const inbound: fc.Arbitrary<SipInboundTrunk> = fc.record(
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
const outbound: fc.Arbitrary<SipOutboundTrunk> = fc.record(
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
    egress: fc.constant({ room: { roomName: 'r', audioOnly: true } }),
  },
  { requiredKeys: ['name'] },
)
const rule: fc.Arbitrary<SipDispatchRule> = fc.record(
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

/** `${` would be taken for a reference. */
function withoutDollar(text: string): string {
  return text.replaceAll('$', 'S')
}

const head = { version: 1, name: 'my-stack', target: 'local', telephony: { enabled: true } }

test('what a server has comes back from the file that declares it', () => {
  const one = fc.oneof(
    inbound.map((resource) => ({ kind: 'inbound' as const, resource })),
    outbound.map((resource) => ({ kind: 'outbound' as const, resource })),
    rule.map((resource) => ({ kind: 'rules' as const, resource })),
  )
  fc.assert(
    fc.property(one, ({ kind, resource }) => {
      const env = new Map<string, string>()
      const referenceFor = (_: string, value: string) => {
        const name = `SECRET_${env.size}`
        env.set(name, value)
        return name
      }
      const item = declaredItem(kind, resource, { referenceFor, trunkName: (id) => id, agentName: 'voice-agent' })
      const text = stringify({ ...head, sip: { [blockOfKind[kind]]: [item] } })
      for (const value of env.values()) if (value.length > 8) expect(text).not.toContain(value)
      const { config, problems } = parseStack(text, 'voicectl.yaml')
      expect(problems).toEqual([])
      if (config === null) return
      const { state, missing } = desiredSip(config, env)
      expect(missing).toEqual([])
      expect((state[kind] as SipState['rules'])[0]).toEqual(resource.name === undefined ? resource : parse(stringify(resource)))
    }),
    { numRuns: 300 },
  )
})
