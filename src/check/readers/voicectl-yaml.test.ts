import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseStack } from '../../stack/parse.ts'
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
`

test('tells the stack, what it listens on, its agent and where browsers find LiveKit', () => {
  const facts = read(whole)
  expect(facts.map(({ what }) => what)).toEqual(['stack', 'listen', 'listen', 'agent-name', 'livekit-url'])
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
  ['version: 1\nname: a\ntarget: local\nlivekit: 7880\n', 'livekit: expected a block of settings'],
  ['version: 1\nname: a\ntarget: local\nweb:\n  port: "3000"\n', 'web.port: expected a whole number'],
  ['version: 1\nname: A b\ntarget: local\n', 'name: expected lower-case letters, digits and dashes'],
  ['- a\n', 'expected a block of settings'],
  ['', 'version, name and target are required'],
  ['a: [\n', 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
])('%j: %s', (text, message) => {
  expect(problems(text)).toContain(message)
})

test('a misspelt key is told once, not as missing too', () => {
  expect(problems('version: 1\nname: a\ntaget: local\n')).toEqual(['taget: unknown key; did you mean target?'])
})

const values = String.raw`
  ~ true 0 1 -1 80 1.5 70000 "7880" x A_b a.b a.example.com [] {} {provider:groq} ws://a https://a/v1 ftp://a 50000-50100 7882-7882 60000-50000
  10.0.0.1 256.1.1.1 01.2.3.4 local cloud "::1" "fe80::1" "1::2::3" "::" "1:2:3:4:5:6:7:8" "1:2:3:4:5:6:7::" ":1:2:3" "1:2:3:4:5:6:7" openai sarvam
`.split(/\s+/)

/** What the schema refuses the reader has to refuse, and the other way round: it is written twice, because the schema takes long to load. */
test('refuses what the schema refuses, at the same line, and nothing else', () => {
  const lines = whole.trimEnd().split('\n')
  const line = fc.integer({ min: 0, max: lines.length - 1 })
  const edit = fc.oneof(
    fc.record({ at: line, value: fc.constantFrom(...values) }),
    fc.record({ at: line, drop: fc.constant(true) }),
    fc.record({ at: line, name: fc.constantFrom('prot', 'url', 'udpPort', 'provider', 'model', 'constructor') }),
  )
  const same = (text: string) => {
    const { problems: expected } = parseStack(text, 'voicectl.yaml')
    const found = read(text).flatMap((fact) => (fact.what === 'fault' ? [fact] : []))
    expect({ text, refused: found.length > 0 }).toEqual({ text, refused: expected.length > 0 })
    if (found.length === 1 && expected.length === 1) expect({ text, line: found[0]?.at.line }).toEqual({ text, line: expected[0]?.line })
  }
  const edited = (all: readonly { at: number; value?: string; drop?: boolean; name?: string }[]) =>
    lines
      .flatMap((content, index) => {
        const one = all.find(({ at }) => at === index)
        if (one?.drop) return []
        if (one?.name) return [content.replace(/^(\s*)[\w]+:/, `$1${one.name}:`)]
        return [one?.value === undefined ? content : content.replace(/:.*$/, `: ${one.value}`)]
      })
      .join('\n')
  const address = lines.findIndex((content) => content.includes('nodeIp'))
  for (const value of values) same(edited([{ at: address, value }]))
  const names = lines.flatMap((content, at) => (content.includes('domain:') ? [{ at, value: 'a.example.com' }] : []))
  same(edited(names))
  same(edited([...names, { at: 2, value: 'local' }]))
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (all) => same(edited(all))),
    { numRuns: 300 },
  )
})

test('meets any text without failing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(Array.isArray(read(text))).toBe(true)
    }),
    { numRuns: 200 },
  )
})
