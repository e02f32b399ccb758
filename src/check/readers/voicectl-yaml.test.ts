import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStack } from '../../stack/parse.ts'
import { check } from '../check.ts'
import type { Fact } from '../facts.ts'
import { folderView } from '../folder-view.ts'
import { reader } from './voicectl-yaml.ts'

function read(text: string, path = 'voicectl.yaml'): Fact[] {
  const source = { path, text, mode: 0o644, git: 'none' as const }
  return [...reader.read(source, folderView([source], []))]
}

function problems(text: string): string[] {
  return read(text).flatMap((fact) => (fact.what === 'fault' ? [fact.message] : []))
}

const whole = `version: 1
name: acme
target: self-hosted
livekit:
  domain: livekit.acme.com
  port: 7980
  udpPortRange: 50000-50100
  nodeIp: 203.0.113.7
  logLevel: info
web:
  domain: app.acme.com
  port: 3001
  host: 0.0.0.0
agent:
  name: support
  healthPort: 8082
  maxCalls: 4
  drainSeconds: 30
  file: ./agent.ts
  lowMemory: false
providers:
  stt:
    provider: deepgram
    model: nova-3
  llm:
    provider: groq
    temperature: 0.5
    fallback:
      provider: openai
      baseUrl: http://127.0.0.1:11434/v1
  tts:
    en:
      provider: elevenlabs
      voice: abc
    hi:
      provider: sarvam
telephony:
  enabled: true
  redisPort: 6380
sip:
  inbound:
    - name: Twilio
      id: ST_abc
      numbers:
        - "+15551234567"
      allowedAddresses: [54.172.60.0/30]
      authUsername: acme
      authPassword: \${SIP_PASSWORD}
      headers:
        X-Tenant: acme
      includeHeaders: x
      ringingTimeout: 30s
      krispEnabled: false
      metadata: text
      media:
        codecs:
          - name: PCMU
            rate: 8000
        encryption: require
        mediaTimeout: 20s
    - name: Telnyx
      allowedNumbers: ["+15557654321"]
  outbound:
    - name: out
      address: sip.example.com
      transport: tls
      destinationCountry: US
      numbers:
        - "+15551234567"
  dispatch:
    - name: calls
      trunks: [Twilio]
      rule:
        individual:
          roomPrefix: call
          pin: \${PIN}
          noRandomness: true
      numbers: ["+15551234567"]
      agents:
        - agentName: support
          metadata:
            mode: support
          restartPolicy: never
      roomConfig:
        emptyTimeout: 60
        tags:
          a: b
        egress:
          room: {}
      hidePhoneNumber: false
    - name: hall
      rule:
        direct:
          roomName: hall
  carrier:
    provider: twilio
    name: acme
    credentials:
      account: AC1
      key: \${TWILIO_KEY}
      secret: \${TWILIO_SECRET}
    numbers: ["+15551234567"]
    sipHost: sip.acme.com
    port: 5061
    transport: tls
    secure: true
    region: frankfurt
    transfers: sip-only
    networks:
      - 54.172.60.0/30
    outbound:
      trunk: out
      username: acme
      password: \${SIP_PASSWORD}
      domain: acme.pstn.twilio.com
      allowedAddresses:
        - 203.0.113.7
    baseUrl: http://127.0.0.1:8080
  transferTargets:
    billing: tel:+15105550100
    desk: sip:desk@pbx.example.com
  calling:
    doNotCall: do-not-call.txt
    consent:
      required: true
    quietHours:
      from: "21:00"
      to: "08:00"
      timeZone: Asia/Kolkata
`

test('tells the stack, what it listens on, its agent and where browsers find LiveKit', () => {
  const facts = read(whole)
  expect(facts.map(({ what }) => what).slice(0, 5)).toEqual(['stack', 'listen', 'listen', 'agent-name', 'livekit-url'])
  expect(facts[0]).toMatchObject({ target: 'self-hosted', site: { stack: '', network: 'host' } })
  expect(facts[1]).toMatchObject({ user: 'page', from: 3001, host: null, at: { line: 12, column: 9 } })
  expect(facts[2]).toMatchObject({ user: 'agent', purpose: 'health', from: 8082 })
  expect(facts[3]).toMatchObject({ side: 'worker', name: { value: 'support', at: { line: 15 } } })
  expect(facts[4]).toMatchObject({ browser: true, url: { value: 'wss://livekit.acme.com', at: { line: 5 } } })
})

test('takes the defaults where nothing is set', () => {
  const facts = read('version: 1\nname: a\ntarget: local\n', 'demo/voicectl.yaml')
  expect(facts.find(({ what }) => what === 'agent-name')).toMatchObject({ name: { value: 'voice-agent' }, site: { stack: 'demo' } })
  expect(facts.filter(({ what }) => what === 'listen')).toMatchObject([{ from: 3000, byDefault: true }, { from: 8081 }])
})

test.each([
  ['version: 1\nname: a\ntarget: cloud\n', 'livekit.url: target cloud needs livekit.url, the project URL (wss://….livekit.cloud)'],
  [
    'version: 1\nname: a\ntarget: self-hosted\nlivekit:\n  domain: a.b\nweb:\n  domain: a.b\n',
    'web.domain: expected another name than livekit.domain: one name leads to one of the two',
  ],
  ['version: 1\nname: a\ntarget: local\nlivekit:\n  prot: 1\n', 'livekit.prot: unknown key; did you mean port?'],
  ['version: 1\nname: a\ntarget: local\nlivekit: 7880\n', 'livekit: expected object, received number'],
  ['version: 1\nname: a\ntarget: local\nweb:\n  port: "3000"\n', 'web.port: expected number, received string'],
  ['version: 1\nname: A b\ntarget: local\n', 'name: expected lower-case letters, digits and dashes'],
  ['- a\n', 'expected object, received array'],
  ['', 'version, name and target are required'],
  ['a: [\n', 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
])('%j: %s', (text, message) => {
  expect(problems(text)).toContain(message)
})

test('a misspelt key is told once, not as missing too', () => {
  expect(problems('version: 1\nname: a\ntaget: local\n')).toEqual(['taget: unknown key; did you mean target?'])
})

const values = String.raw`
  ~ true 0 1 -1 80 1.5 70000 5000000000 .inf "7880" x A_b a.b a.example.com [] {} {provider:groq} ws://a https://a/v1 ftp://a 50000-50100 7882-7882
  60000-50000 10.0.0.1 256.1.1.1 01.2.3.4 local cloud "::1" "fe80::1" "1::2::3" "::" "1:2:3:4:5:6:7:8" "1:2:3:4:5:6:7::" ":1:2:3" "1:2:3:4:5:6:7"
  openai sarvam [7] [""] [~,a] {a:1} {"":b} {a:[1,{b:~}]} {a:[.nan]} \${A_B} 30s 1m2s US tls none [{}] [{name:a}] {individual:{}} {"individual":~} {"callee":~} {direct:{roomName:a},callee:{}} {required:true} {required:false} {required:true,b:1} {} 21:00 "21:00" "24:00" tel:+15105550100 &a *a
`.split(/\s+/)

type Edit = { at: number } & ({ value: string } | { drop: true } | { name: string })
const lines = whole.trimEnd().split('\n')

/** First lines of the parts of a stack: the sip block's are judged one by one, so that a text is short and thousands of them take seconds. */
const parts = lines.flatMap((content, index) => (/^ {2}\w+:$/.test(content) && index > lines.indexOf('sip:') ? [index] : []))
const needed = new Map([['  carrier:', '  outbound:']])

/** The lines that are read when one of them is edited: the stack without its sip block, or a small one with the part that the line is of. */
function partOf(line: number): ReadonlySet<number> {
  const indices = lines.map((_, index) => index)
  const sip = lines.indexOf('sip:')
  if (line < sip) return new Set(indices.filter((index) => index < sip))
  const startOf = (index: number) => parts.findLast((start) => start <= index)
  const own = startOf(line)
  const other = lines.indexOf(needed.get(lines[own ?? sip] ?? '') ?? '')
  const [agent, telephony] = [lines.indexOf('agent:'), lines.indexOf('telephony:')]
  const isHead = (index: number) => index < agent || (index >= telephony && index <= sip)
  return new Set(
    indices.filter((index) => isHead(index) || (index > sip && (own === undefined || [own, other].includes(startOf(index) ?? -1)))),
  )
}

function edited(edits: readonly Edit[], kept?: ReadonlySet<number>): string {
  return lines
    .flatMap((content, index) => {
      if (kept && !kept.has(index)) return []
      const edit = edits.find(({ at }) => at === index)
      if (!edit) return [content]
      if ('drop' in edit) return []
      if ('name' in edit) return [content.replace(/^(\s*(?:- )?)[\w-]+:/, `$1${edit.name}:`)]
      return [
        content.includes(': ') || content.endsWith(':')
          ? content.replace(/:( .*)?$/, `: ${edit.value}`)
          : content.replace(/- .*$/, `- ${edit.value}`),
      ]
    })
    .join('\n')
}

/** What the schema refuses the reader has to refuse, in the same words at the same place: it is written twice, because the schema takes long to load. */
function expectSame(text: string): void {
  const { problems: expected } = parseStack(text, 'voicectl.yaml')
  const found = read(text).flatMap((fact) => (fact.what === 'fault' ? [fact] : []))
  expect({ text, refused: found.length > 0 }).toEqual({ text, refused: expected.length > 0 })
  if (found.some(({ kind }) => kind !== 'schema') || text.trim() === '') return
  const told = (message: string, line: number, column: number) => `${line}:${column} ${message}`
  expect({ text, said: found.map(({ message, at }) => told(message, at.line, at.column)).toSorted() }).toEqual({
    text,
    said: expected.map(({ message, line, column }) => told(message, line, column)).toSorted(),
  })
}

describe('what the schema refuses is refused in the same words at the same place', () => {
  const at = fc.integer({ min: 0, max: lines.length - 1 })
  const names = [
    'prot',
    'url',
    'udpPort',
    'provider',
    'model',
    'constructor',
    'name',
    'nmae',
    'numbers',
    'trunk',
    'direct',
    'pin',
    'rule',
    'B',
  ]
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({ at, value: fc.constantFrom(...values) }),
    fc.record({ at, drop: fc.constant(true as const) }),
    fc.record({ at, name: fc.constantFrom(...names) }),
  )

  test('as it is nothing is', () => {
    expect(parseStack(whole, 'voicectl.yaml').problems).toEqual([])
    expectSame(whole)
  })

  test.each(lines.map((content, index) => [content.trim(), index] as const))('%s', (_content, index) => {
    const part = partOf(index)
    expect(parseStack(edited([], part), 'voicectl.yaml').problems).toEqual([])
    for (const value of values) expectSame(edited([{ at: index, value }], part))
    for (const name of names) expectSame(edited([{ at: index, name }], part))
    expectSame(edited([{ at: index, drop: true }], part))
  })

  test('what the settings need of one another', () => {
    const same = lines.flatMap((content, index) => (content.includes('domain:') ? [{ at: index, value: 'a.example.com' }] : []))
    expectSame(edited(same))
    expectSame(edited([...same, { at: 2, value: 'local' }]))
    const enabled = lines.indexOf('  enabled: true')
    for (const target of ['local', 'cloud', 'self-hosted']) {
      expectSame(
        edited([
          { at: 2, value: target },
          { at: enabled, value: 'false' },
        ]),
      )
    }
  })

  test('no rule fails at what is refused', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const source = { path: 'voicectl.yaml', text: edited(edits), mode: 0o644, git: 'none' as const }
        expect(Array.isArray(check({ sources: [source], unread: [] }).findings)).toBe(true)
      }),
      { numRuns: Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 300) },
    )
  })

  test('any few edits', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 2, maxLength: 4 }), (edits) => expectSame(edited(edits))),
      { numRuns: Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 300) },
    )
  })
})

test('meets any text without failing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(Array.isArray(read(text))).toBe(true)
    }),
    { numRuns: 200 },
  )
})
