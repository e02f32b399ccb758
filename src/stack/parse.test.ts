import { expect, test } from 'vitest'
import { parseStack } from './parse.ts'

const VALID = 'version: 1\nname: demo\ntarget: local\n'

/** The problems of a text as `line:column message`. */
function problemsOf(text: string): string[] {
  return parseStack(text, 'voicectl.yaml').problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

test('three lines are a whole stack; the rest has defaults', () => {
  const { config, problems } = parseStack(VALID, 'voicectl.yaml')
  expect(problems).toEqual([])
  expect(config).toMatchObject({
    livekit: { port: 7880, tcpPort: 7881, logLevel: 'info' },
    web: { port: 3000, host: '127.0.0.1' },
    agent: { name: 'voice-agent', maxCalls: 4 },
    providers: {
      stt: { provider: 'deepgram' },
      llm: { provider: 'groq' },
      tts: { en: { provider: 'elevenlabs' }, hi: { provider: 'sarvam' } },
    },
    telephony: { enabled: false },
  })
})

test('all problems are told at once, each with its place and line', () => {
  const text = ['version: 1', 'name: Not Valid', 'target: moon', 'web:', '  prot: 3000', '  port: high', 'agnet: {}', ''].join('\n')
  const { problems } = parseStack(text, 'voicectl.yaml')
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toMatchInlineSnapshot(`
    [
      "2:7 name: expected lower-case letters, digits and dashes",
      "3:9 target: expected one of local, self-hosted, cloud",
      "5:3 web.prot: unknown key; did you mean port?",
      "6:9 web.port: expected number, received string",
      "7:1 agnet: unknown key; did you mean agent?",
    ]
  `)
  expect(problems.every(({ file }) => file === 'voicectl.yaml')).toBe(true)
  expect(problems.map(({ source }) => source)).toEqual(['name: Not Valid', 'target: moon', '  prot: 3000', '  port: high', 'agnet: {}'])
})

test('an unknown key far from every known one gets no suggestion', () => {
  expect(problemsOf(`${VALID}completely: different\n`)).toEqual(['4:1 completely: unknown key'])
})

test('a nested unknown key is compared with the keys of its own level', () => {
  expect(problemsOf(`${VALID}providers:\n  tts:\n    en:\n      provder: openai\n`)).toEqual([
    '7:7 providers.tts.en.provder: unknown key; did you mean provider?',
  ])
})

test('a misspelt key is told once, not as missing too', () => {
  expect(problemsOf('# mine\nversion: 1\nname: a\ntaget: local\n')).toEqual(['4:1 taget: unknown key; did you mean target?'])
})

test('what is missing is told at the first key, not at a comment', () => {
  expect(problemsOf('# mine\n\nversion: 1\nname: a\n')).toEqual(['3:1 target: is required'])
})

test('bounds are told in plain words', () => {
  expect(problemsOf(`${VALID}web: { port: 70000, host: '' }\nagent:\n  maxCalls: 0\n`)).toEqual([
    '4:14 web.port: expected at most 65535',
    '4:27 web.host: expected at least 1 character',
    '6:13 agent.maxCalls: expected at least 1',
  ])
})

test('what a target needs is asked for, at the place it belongs to', () => {
  expect(problemsOf('version: 1\nname: a\ntarget: self-hosted\n')).toEqual([
    '1:1 livekit.domain: target self-hosted needs livekit.domain',
    '1:1 web.domain: target self-hosted needs web.domain',
  ])
  expect(problemsOf('version: 1\nname: a\ntarget: cloud\nlivekit:\n  port: 7880\n')).toEqual([
    '4:1 livekit.url: target cloud needs livekit.url, the project URL (wss://….livekit.cloud)',
  ])
})

test('one name can not lead to LiveKit and to the page', () => {
  const text = (target: string) => `version: 1\nname: a\ntarget: ${target}\nlivekit: { domain: a.test.org }\nweb:\n  domain: a.test.org\n`
  expect(problemsOf(text('self-hosted'))).toEqual([
    '6:11 web.domain: expected another name than livekit.domain: one name leads to one of the two',
  ])
  expect(problemsOf(text('local'))).toEqual([])
})

test.each([
  ['udpPortRange: 6000-5000', /expected start < end/],
  ['udpPortRange: 500-600', /between 1024 and 65535/],
  ['{ udpPort: 7882, udpPortRange: 50000-50100 }', /either udpPort or udpPortRange/],
  ['port: 0', /livekit.port/],
  ['nodeIp: example.com', /livekit.nodeIp/],
  ['url: livekit.example.com', /ws:\/\/ or wss:\/\/ URL/],
])('livekit: %s is refused', (setting, message) => {
  expect(problemsOf(`${VALID}livekit: ${setting.startsWith('{') ? setting : `{ ${setting} }`}\n`).join()).toMatch(message)
})

test.each([
  ['name: [\n', /^2:1 /],
  ['a: 1\na: 2\n', /^1:1 /],
  ['\tname: x\n', /^1:1 /],
])('a syntax error in %j has its place', (text, expected) => {
  const { config, problems } = parseStack(text, 'voicectl.yaml')
  expect(config).toBeNull()
  expect(`${problems[0]?.line}:${problems[0]?.column} ${problems[0]?.message}`).toMatch(expected)
})

test('a key that is there twice is named, and hides no other problem', () => {
  const text = 'version: 1\nname: Not Valid\ntarget: local\nweb:\n  port: 3000\n  port: high\nwbe: {}\nweb: { prot: 1 }\n'
  expect(problemsOf(text)).toEqual([
    '2:7 name: expected lower-case letters, digits and dashes',
    '6:3 web.port: this key is there twice; the first is in line 5',
    '7:1 wbe: unknown key; did you mean web?',
    '8:1 web: this key is there twice; the first is in line 4',
    '8:8 web.prot: unknown key; did you mean port?',
  ])
  expect(problemsOf(`${VALID}agent: { name: a, name: b }\n`)).toEqual(['4:19 agent.name: this key is there twice; the first is in line 4'])
})

test('before a syntax error the other problems are told, and nothing that may only follow from it', () => {
  const text = 'version: 1\nname: Not Valid\nagent:\n  maxCalls: 1\nweb:\n\tport: 3000\nlivekit: [\n'
  expect(problemsOf(text).filter((problem) => /^[1-5]:/.test(problem))).toEqual([
    '2:7 name: expected lower-case letters, digits and dashes',
  ])
  expect(problemsOf(text).join()).not.toMatch(/required|web|livekit/)
  expect(problemsOf('name: [\n')).toHaveLength(1)
})

test.each(['', '# nothing\n', '[]', 'just text', 'null'])('%j is not a stack', (text) => {
  const { config, problems } = parseStack(text, 'voicectl.yaml')
  expect(config).toBeNull()
  expect(problems.length).toBeGreaterThan(0)
  expect(problems.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true)
})

test('a bomb of aliases is refused, and soon', () => {
  const levels = Array.from({ length: 12 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`)
  const { config, problems } = parseStack(`l0: &l0 [x]\n${levels.join('\n')}\n`, 'voicectl.yaml')
  expect(config).toBeNull()
  expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([expect.stringMatching(/^1 .*alias count/)])
})

test('a secret that was put here is in no problem', () => {
  const text = `${VALID}llm: {provider: openai, apiKey: sk-SECRETVALUE123456}\nsk-SECRETVALUE123456: 1\nsecret: |\n  hidden\n`
  const { problems } = parseStack(text, 'voicectl.yaml')
  expect(problems.map(({ source }) => source)).toEqual(['llm: {provider: openai, apiKey: ••••••}', '••••••: ••••••', 'secret: ••••••'])
  expect(JSON.stringify(problems)).not.toMatch(/SECRETVALUE|hidden/)
})

test('behind a hidden secret the frame keeps its own column', () => {
  const { problems } = parseStack(`${VALID}web: { apiKey: a-long-secret-of-somebody, prot: 1 }\n`, 'voicectl.yaml')
  const prot = problems.find(({ message }) => message.includes('prot'))
  expect(prot).toMatchObject({ column: 43, caret: 24, source: 'web: { apiKey: ••••••, prot: 1 }' })
})

const SIP = `${VALID}telephony: { enabled: true }\nsip:\n`

test.each([
  [
    '  inbound:\n    - name: a\n      numbers: [7, ""]\n',
    ['8:17 sip.inbound[0].numbers[0]: expected string, received number', '8:20 sip.inbound[0].numbers[1]: expected at least 1 character'],
  ],
  ['  inbound: [{ name: a }, ~]\n', ['6:26 sip.inbound[1]: expected object, received null']],
  ['  inbound:\n    - nmae: a\n', ['7:7 sip.inbound[0].nmae: unknown key; did you mean name?']],
  ['  inbound:\n    - numbers: []\n', ['7:7 sip.inbound[0].name: is required']],
  ['  inbound:\n    - name: a\n    - name: a\n', ['8:13 sip.inbound[1].name: there is another a in sip.inbound']],
  ['  inbound:\n    - name: a\n      metadata: [1]\n', ['8:17 sip.inbound[0].metadata: expected text or an object']],
  ['  inbound:\n    - name: a\n      headers: { "": b }\n', ['8:18 sip.inbound[0].headers.: expected a name']],
  ['  outbound:\n    - { name: a, address: b, numbers: [] }\n', ['7:39 sip.outbound[0].numbers: expected at least 1 entry']],
  ['  dispatch:\n    - name: a\n      rule: {}\n', ['8:13 sip.dispatch[0].rule: expected one of individual, direct, callee']],
  [
    '  dispatch:\n    - name: a\n      rule:\n        individual: { pin: "1234" }\n',
    ['9:28 sip.dispatch[0].rule.individual.pin: expected a name in .env, such as ${SIP_PASSWORD}: no secret belongs into this file'],
  ],
])('problems of trunks and rules have their places: %j', (sip, expected) => {
  expect(problemsOf(`${SIP}${sip}`)).toEqual(expected)
})

test('an alias is looked at where its anchor stands', () => {
  expect(problemsOf(`${SIP}  inbound:\n    - &a { name: b, id: "" }\n    - *a\n`)).toEqual(
    [
      '7:25 sip.inbound[0].id: expected at least 1 character',
      '7:25 sip.inbound[1].id: expected at least 1 character',
      '7:18 sip.inbound[1].name: there is another b in sip.inbound',
    ].toSorted(),
  )
})

test('of a value of the wrong kind it is not told besides how long it is', () => {
  expect(problemsOf(`${VALID}web: { host: [] }\nlivekit: { nodeIp: 7, udpPortRange: 7 }\n`)).toEqual([
    '4:14 web.host: expected string, received array',
    '5:20 livekit.nodeIp: expected an IPv4 or IPv6 address',
    '5:37 livekit.udpPortRange: expected string, received number',
  ])
})

test('a password or pin that was put here is in no problem', () => {
  const { problems } = parseStack(
    `${SIP}  inbound: [{ name: a, authPassword: hunter2 }]\n  dispatch:\n    - name: b\n      rule: { direct: { roomName: c, pin: 739164 } }\n`,
    'voicectl.yaml',
  )
  expect(problems).toHaveLength(2)
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|739164/)
})
