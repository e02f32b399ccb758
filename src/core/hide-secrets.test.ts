import { expect, test } from 'vitest'
import { hideSecrets, hideTokens } from './hide-secrets.ts'

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
