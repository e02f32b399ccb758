import { expect, test } from 'vitest'
import { columnWhenHidden, hideSecrets, hideTokens } from './hide-secrets.ts'

test.each([
  ['llm: {provider: openai, apiKey: sk-SECRETVALUE123456}', 'llm: {provider: openai, apiKey: ••••••}'],
  ['llm: { "api_key": "a, b", model: x }', 'llm: { "api_key": ••••••, model: x }'],
  ['  apiKey: plain', '  apiKey: ••••••'],
  ['- password: plain', '- password: ••••••'],
  ['# export API_TOKEN=plain', '# export API_TOKEN=••••••'],
  ['APIabcdefghijkl: plain', 'APIabcdefghijkl: ••••••'],
  ['livekit: {keys: {any: plain}, port: 1}', 'livekit: {keys: ••••••'],
  [`LIVEKIT_KEYS: '{"any": "plain"}'`, 'LIVEKIT_KEYS: ••••••'],
  ['model: sk-SECRETVALUE123456', 'model: ••••••'],
  ['voice: 0123456789abcdef0123456789abcdef', 'voice: ••••••'],
  ['        pin: 739164', '        pin: ••••••'],
  ['rule: { direct: { roomName: a, pin: "739164" } }', 'rule: { direct: { roomName: a, pin: •••••• } }'],
  ['CALL_PIN=739164', 'CALL_PIN=••••••'],
  ['authPassword: ${NAME:-plain}', 'authPassword: ••••••'],
  ['authPassword: a${NAME}', 'authPassword: ••••••'],
  ['url: redis://user:pa@ss@host:6379', 'url: redis://user:••••••@host:6379'],
])('%s is shown as %s', (line, shown) => {
  expect(hideSecrets(line)).toEqual([shown])
})

test.each([
  'model: gpt-4o-mini-transcribe-2025-12-15',
  `image: redis@sha256:${'0a'.repeat(32)}`,
  'url: wss://project.livekit.cloud',
  'port: 7880',
  'voice: 21m00Tcm4TlvDq8ikWAM',
  'monkeys: 3',
  'shipping: 3',
  'authPassword: ${SIP_PASSWORD}',
  'authPassword: "${SIP_PASSWORD}"',
  'rule: { direct: { roomName: a, pin: "${PIN}" } }',
])('%s holds no secret', (line) => {
  expect(hideSecrets(line)).toEqual([line])
})

test('everything below keys, and the further lines of a secret, are hidden', () => {
  const text = [
    'keys:',
    '  mine: one',
    '  other: |',
    '    two',
    '',
    'port: 1',
    'secret: |',
    '  three',
    '  four: 4',
    'tokens:',
    '- five',
    'name: x',
  ]
  expect(hideSecrets(text.join('\n'))).toEqual([
    'keys:',
    '  mine: ••••••',
    '  other: ••••••',
    '    ••••••',
    '',
    'port: 1',
    'secret: ••••••',
    '  ••••••',
    '  four: ••••••',
    'tokens:',
    '••••••',
    'name: x',
  ])
})

test('a message keeps its words', () => {
  expect(hideTokens('sk-SECRETVALUE123456: unknown key')).toBe('••••••: unknown key')
})

test.each([
  ['llm: {apiKey: a-long-secret-of-somebody, modle: x}', 'modle'],
  ['llm: {apiKey: x, modle: "", token: yyyyyyyyyyyyyyyyy}', 'modle'],
  ['livekit: {url: redis://user:pa@host:1, api_key: abc, prot: 1}', 'prot'],
  ['apiKey: a-long-secret-of-somebody', 'apiKey'],
  ['port: high', 'high'],
])('in %s the place of %s is still found', (line, word) => {
  const [hidden = ''] = hideSecrets(line)
  const column = columnWhenHidden(line, hidden, line.indexOf(word) + 1)
  expect(hidden.slice(column - 1)).toMatch(new RegExp(`^${word}`))
})

test('a place within a secret is at its mask', () => {
  const line = 'llm: {apiKey: a-long-secret-of-somebody, model: x}'
  const [hidden = ''] = hideSecrets(line)
  for (const word of ['a-long', 'secret', 'somebody']) {
    expect(hidden.slice(columnWhenHidden(line, hidden, line.indexOf(word) + 1) - 1)).toBe('••••••, model: x}')
  }
  expect(columnWhenHidden('name', 'name', 9)).toBe(9)
})
