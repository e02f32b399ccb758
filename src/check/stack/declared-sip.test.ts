import { describe, expect, test } from 'vitest'
import type { Finding } from '../../core/finding.ts'
import { parseStack } from '../../stack/parse.ts'
import { check } from '../check.ts'
import type { Source } from '../source.ts'

const HEAD = 'version: 1\nname: acme\ntarget: cloud\nlivekit:\n  url: wss://acme-4k2p.livekit.cloud\nsip:\n'
const ENV = 'LIVEKIT_API_KEY=APIxK3pQ7mWv2Zt\nLIVEKIT_API_SECRET=9f2c51d07ab84e63b1d5f08c7e2a946d3b60f1c85ae7d249\n'

function findings(sip: string, { env = '', head = HEAD, more = [] as Source[] } = {}): Finding[] {
  const source = (path: string, text: string, mode: number): Source => ({ path, text, mode, git: 'none' })
  const sources = [source('voicectl.yaml', head + sip, 0o644), source('.env', ENV + env, 0o600), ...more]
  return check({ sources, unread: [] }).findings
}

/** `id line:column`, counted from the first line below `sip:`. */
const told = (found: readonly Finding[]) =>
  found.map(({ id, places: [place] }) => `${id} ${(place?.line ?? 0) - HEAD.split('\n').length + 1}:${place?.column}`)

const trunk = (...lines: string[]) => `  inbound:\n    - name: Twilio\n${lines.map((line) => `      ${line}\n`).join('')}`
const NUMBERS = 'numbers: ["+15551234567"]'
const SAFE = 'allowedAddresses: [54.172.60.0/30]'
const rule = (...lines: string[]) =>
  `${trunk(NUMBERS, SAFE)}  dispatch:\n    - name: calls\n      trunks: [Twilio]\n${lines.map((line) => `      ${line}\n`).join('')}`
const CHOICE = 'rule: { individual: { roomPrefix: call } }'

test.each([
  ['a trunk', trunk(NUMBERS, SAFE)],
  ['a rule', rule(CHOICE, NUMBERS)],
  ['another agent of the same name', rule(CHOICE, 'agents: [{ agentName: voice-agent, metadata: { mode: support } }]')],
  ['nobody', rule(CHOICE, 'agents: []')],
  [
    'all settings',
    rule(
      CHOICE,
      'roomConfig: { emptyTimeout: 60, tags: { a: b } }',
      'media: { codecs: [{ name: PCMU, rate: 8000 }], mediaTimeout: 10m, encryption: allow }',
      'hidePhoneNumber: true',
      'krispEnabled: true',
    ),
  ],
])('%s is right as it is', (_what, sip) => {
  expect(parseStack(HEAD + sip, 'voicectl.yaml').problems).toEqual([])
  expect(findings(sip).map(({ id, message }) => `${id} ${message}`)).toEqual([])
})

const SELF =
  'version: 1\nname: acme\ntarget: self-hosted\nlivekit:\n  domain: livekit.acme.com\nweb:\n  domain: app.acme.com\ntelephony:\n  enabled: true\nsip:\n'

describe('the rules for trunks and dispatch rules know those of voicectl.yaml, in its words', () => {
  const cases: [expected: string, sip: string, message: RegExp][] = [
    ['trunk.no-auth-no-allowlist 2:13', trunk(NUMBERS), /takes calls from every address without a password$/],
    [
      'trunk.no-auth-no-allowlist 2:13',
      trunk('allowedNumbers: ["+15550001111"]'),
      /has neither numbers nor a password nor allowed addresses$/,
    ],
    [
      'trunk.allowed-address-hostname 4:26',
      trunk(NUMBERS, 'allowedAddresses: [acme.sip.twilio.com]'),
      /^allowedAddresses of the trunk "Twilio"/,
    ],
    ['trunk.allowed-address-invalid 4:26', trunk(NUMBERS, 'allowedAddresses: ["198.51.100.20, 198.51.100.21"]'), /^allowedAddresses of/],
    ['trunk.allowed-address-self 4:26', trunk(NUMBERS, 'allowedAddresses: [127.0.0.1]'), /^allowedAddresses of/],
    ['trunk.number-not-e164 3:17', trunk('numbers: ["+1.555.123.4567"]', SAFE), /^numbers of/],
    ['trunk.placeholder 3:17', trunk('numbers: ["+1XXXXXXXXXX"]', SAFE), /^numbers of/],
    ['trunk.username-without-password 5:7', trunk(NUMBERS, SAFE, 'authUsername: acme'), /has authUsername without authPassword$/],
    ['trunk.header-invalid 6:9', trunk(NUMBERS, SAFE, 'headers:', '  From: acme'), /^headers of/],
    ['trunk.header-invalid 6:9', trunk(NUMBERS, SAFE, 'headersToAttributes:', '  "X Tenant": tenant'), /^headersToAttributes of/],
    ['trunk.invalid-value 5:33', trunk(NUMBERS, SAFE, 'media: { codecs: [{ name: "PCMU/8000" }] }'), /^A codec of/],
    ['trunk.invalid-value 5:30', trunk(NUMBERS, SAFE, 'media: { mediaTimeout: 11m }'), /^mediaTimeout of/],
    [
      'trunk.duplicate-number 6:17',
      `${trunk(NUMBERS, SAFE)}    - name: Telnyx\n      numbers: ["15551234567"]\n      ${SAFE}\n`,
      /^The trunk "Telnyx" has \+15551234567, as the trunk "Twilio" has$/,
    ],
    ['trunk.conflict 4:13', `${trunk(SAFE)}    - name: Telnyx\n      ${SAFE}\n`, /is for every number/],
    [
      'trunk.address-not-host 3:16',
      '  outbound:\n    - name: out\n      address: "sip:a.example.org"\n      numbers: ["+15551234567"]\n',
      /^address of/,
    ],
    [
      'trunk.media-encryption 5:18',
      '  outbound:\n    - name: out\n      address: a.example.org\n      numbers: ["+15551234567"]\n      transport: tcp\n      media: { encryption: require }\n',
      /sends its keys in the clear$/,
    ],
    ['dispatch.caller-filter-is-own-number 9:24', rule(CHOICE, 'inboundNumbers: ["+15551234567"]'), /^inboundNumbers of/],
    ['dispatch.number-not-e164 9:17', rule(CHOICE, 'numbers: ["15551234567"]'), /^numbers of/],
    ['dispatch.number-not-e164 9:24', rule(CHOICE, 'inboundNumbers: ["+1 555 000 1111"]'), /^inboundNumbers of/],
    [
      'dispatch.number-not-on-trunk 9:17',
      rule(CHOICE, 'numbers: ["+15557654321"]'),
      /is for \+15557654321, and none of its trunks takes this number$/,
    ],
    ['dispatch.conflict 9:13', `${rule(CHOICE)}    - name: again\n      trunks: [Twilio]\n      ${CHOICE}\n`, /is for the same calls as/],
    [
      'dispatch.conflict 7:24',
      rule(CHOICE).replace('[Twilio]', '[Twilio, Twilio]'),
      /^trunks of the dispatch rule "calls" lists one twice$/,
    ],
    ['dispatch.direct-room-and-agent 8:15', rule('rule: { direct: { roomName: hall } }'), /puts all calls into one room/],
    ['dispatch.agent-unregistered 9:29', rule(CHOICE, 'agents: [{ agentName: helper }]'), /^The agent helper is asked for/],
    ['agent.name-case 9:29', rule(CHOICE, 'agents: [{ agentName: Voice_Agent }]'), /^The agent Voice_Agent is asked for/],
    ['dispatch.invalid-value 9:30', rule(CHOICE, 'media: { mediaTimeout: 11m }'), /^mediaTimeout of/],
    ['egress.no-output 9:31', rule(CHOICE, 'roomConfig: { egress: { room: { audioOnly: true } } }'), /has no output$/],
    ['sip.trunk-name-unknown 7:16', rule(CHOICE).replace('[Twilio]', '[Twilo]'), /^trunks of the dispatch rule "calls" names Twilo/],
  ]

  test.each(cases)('%s', (expected, sip, message) => {
    const found = findings(sip)
    expect(told(found)).toEqual([expected])
    expect(found[0]?.message).toMatch(message)
  })

  test('on a server of one’s own', () => {
    const own = (sip: string) => findings(sip, { head: SELF }).filter(({ id }) => /^(trunk|dispatch|sip)\./.test(id))
    const open = rule(CHOICE).replace('      trunks: [Twilio]\n', '')
    expect(own(open)).toMatchObject([
      { id: 'dispatch.wildcard-open', severity: 'error', fix: { text: 'Add trunks with the names of your inbound trunks' } },
    ])
    expect(own(trunk(NUMBERS, SAFE, 'krispEnabled: true'))).toMatchObject([
      { id: 'trunk.krisp-no-effect', message: expect.stringMatching(/^krispEnabled/) },
    ])
    expect(own(rule(CHOICE, 'krispEnabled: true'))).toMatchObject([{ id: 'dispatch.krisp-no-effect' }])
  })

  test('with an older server', () => {
    const compose = 'services:\n  livekit:\n    image: livekit/livekit-server:v1.9.0\n    restart: always\n'
    const more: Source[] = [{ path: 'compose.yaml', text: compose, mode: 0o644, git: 'none' }]
    const found = findings(rule(CHOICE, NUMBERS, 'media: { encryption: allow }'), { more })
    expect(found.filter(({ id }) => id.endsWith('.version')).map(({ message }) => message)).toEqual([
      'numbers of the dispatch rule "calls" needs livekit-server 1.9.11, and here runs 1.9.0',
      'media of the dispatch rule "calls" needs livekit-server 1.12.0, and here runs 1.9.0',
    ])
  })

  test('no words of the protocol or of lk', () => {
    const all = [...cases.map(([, sip]) => sip), rule(CHOICE).replace('      trunks: [Twilio]\n', '')]
    for (const { message, why, fix } of all.flatMap((sip) => findings(sip))) {
      expect(JSON.stringify([message, why, fix])).not.toMatch(/\blk\b|(?<!\{)\b[a-z]+_[a-z_]+\b|SIP_|room_config|dispatch_rule/)
    }
  })
})

test('a password is that of .env: weak ones are found there, and no text holds it', () => {
  const sip = trunk(NUMBERS, 'authUsername: acme', 'authPassword: ${SIP_PASSWORD}')
  const found = findings(sip, { env: 'SIP_PASSWORD=twilio123\n' })
  expect(found).toMatchObject([{ id: 'trunk.weak-password', places: [{ file: '.env', line: 3 }] }])
  expect(JSON.stringify(found.map(({ message, why, fix }) => [message, why, fix]))).not.toContain('twilio123')
  expect(findings(sip, { env: 'SIP_PASSWORD=q7n2hx514Tz0VbKm8LyRcWd3\n' })).toEqual([])
})

test('what passwords, pins and headers refer to is secret, whatever its name', () => {
  const sip = rule('rule: { direct: { roomName: hall, pin: "${HALL}" } }', 'agents: []').replace(
    SAFE,
    `${SAFE}\n      headers: { X-A: "\${TENANT}" }`,
  )
  const sources: Source[] = [
    { path: 'voicectl.yaml', text: HEAD + sip, mode: 0o644, git: 'none' },
    { path: '.env', text: `${ENV}HALL=739164\nTENANT=acme-tenant-of-ours\n`, mode: 0o600, git: 'none' },
  ]
  expect(check({ sources, unread: [] }).secrets).toEqual(expect.arrayContaining(['739164', 'acme-tenant-of-ours']))
})

test('a rule in a file for lk keeps the words of that file', () => {
  const json = JSON.stringify(
    {
      dispatch_rule: {
        trunk_ids: ['nothing'],
        rule: { dispatch_rule_individual: {} },
        room_config: { agents: [{ agent_name: 'voice-agent' }] },
      },
    },
    null,
    2,
  )
  const found = findings(trunk(NUMBERS, SAFE), { more: [{ path: 'dispatch.json', text: json, mode: 0o644, git: 'none' }] })
  expect(found).toMatchObject([{ id: 'dispatch.trunk-missing', message: expect.stringMatching(/^trunk_ids of/) }])
})

test('a livekit.yaml from before telephony is derived again', () => {
  const livekit = 'port: 7880\nkeys:\n  APIxK3pQ7mWv2Zt: 9f2c51d07ab84e63b1d5f08c7e2a946d3b60f1c85ae7d249\n'
  const more: Source[] = [{ path: 'livekit.yaml', text: livekit, mode: 0o600, git: 'none' }]
  const found = findings(trunk(NUMBERS, SAFE), { head: SELF, more })
  expect(found.find(({ id }) => id === 'redis.missing')?.fix).toMatchObject({ command: 'voicectl generate' })
})
