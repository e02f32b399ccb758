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
  ['    account_key: XYZ', '    account_key: ••••••'],
  ['  pasword: XYZ', '  pasword: ••••••'],
  ['{"trunk":{"auth_pasword":"XYZ","name":"a"}}', '{"trunk":{"auth_pasword":••••••,"name":"a"}}'],
  ['{"rule":{"pinn":"XYZ"}}', '{"rule":{"pinn":••••••}}'],
  ['kyes: {mine: XYZ}', 'kyes: ••••••'],
  ['requirepas XYZ', 'requirepas ••••••'],
  ['masterauth XYZ', 'masterauth ••••••'],
  ['user bob on >XYZ ~* +@all', 'user bob on >•••••• ~* +@all'],
  [
    'command: redis-server --requirpass XYZ --port 1 --masterauth XYZ',
    'command: redis-server --requirpass •••••• --port 1 --masterauth ••••••',
  ],
  ['test: ["CMD","redis-cli","-a","XYZ","pingg"]', 'test: ["CMD","redis-cli","-a",••••••,"pingg"]'],
  ['test: redis-cli -a XYZ ping', 'test: redis-cli -a •••••• ping'],
  ['test: curl -u joe:XYZ http://a', 'test: curl -u joe:•••••• http://a'],
  [`test: curl -H "X-Api-Key: XYZ" http://a`, 'test: curl -H "X-Api-Key: ••••••" http://a'],
  ['LIVEKIT_URL=ws://a?access_token=XYZ', 'LIVEKIT_URL=ws://a?access_token=••••••'],
  ['  proxy_set_header Authorization "Basic XYZ";', '  proxy_set_header Authorization ••••••;'],
  ['  header_up Authorization "Basic XYZ"', '  header_up Authorization ••••••'],
  ['  dns cloudflare XYZ', '  dns cloudflare ••••••'],
  ['    api_token XYZ', '    api_token ••••••'],
  ['MAIL_PW=XYZ', 'MAIL_PW=••••••'],
  ['DEEPGRAM_KEY=XYZ', 'DEEPGRAM_KEY=••••••'],
  ['command: sh -c "PASSWORD=XYZ exec run"', 'command: sh -c "PASSWORD=••••••"'],
  ['livekit: {kyes: {a: XYZ, b: XYZ}}', 'livekit: {kyes: ••••••'],
  [
    'environment: ["LIVEKIT_KEYS=a: XYZ", "LIVEKIT_REDIS_PASSWORD=XYZ", "PORT=1"]',
    'environment: ["LIVEKIT_KEYS=••••••", "LIVEKIT_REDIS_PASSWORD=••••••", "PORT=1"]',
  ],
  ['url: https://hooks.slack.com/services/T0/B0/XYZ', 'url: https://hooks.slack.com/services/••••••'],
])('%s is shown as %s', (line, shown) => {
  expect(hideSecrets(line)).toEqual([shown])
})

test.each([
  'model: gpt-4o-mini-transcribe-2025-12-15',
  `image: redis@sha256:${'0a'.repeat(32)}`,
  'url: wss://project.livekit.cloud',
  'port: 7880',
  'voice: 21m00Tcm4TlvDq8ikWAM',
  'key: name',
  'ping: 3',
  'secure: true',
  'server: a',
  'session: a',
  '  proxy_pass http://livekit;',
  '  proxy_set_header Connection "upgrade";',
  '  proxy_set_header Authorization $http_authorization;',
  '  dns cloudflare {env.TOKEN}',
  '  ssl_certificate_key /etc/key.pem;',
  'command: redis-server --requirepass $$REDIS_PASSWORD --port 6379',
  'command: serve --key-file /etc/key.pem --config a',
  'test: [CMD, redis-cli, -p, "6379", ping]',
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

test('ends of lines as in Windows hide nothing of it', () => {
  expect(hideSecrets('password: XYZ\r\nkeys:\r\n  a: XYZ\r\nport: 1\r\n')).toEqual([
    'password: ••••••\r',
    'keys:\r',
    '  a: ••••••\r',
    'port: 1\r',
    '',
  ])
})

test('in a command that is a list, the item behind a flag is hidden', () => {
  const text = ['command:', '  - redis-server', '  - --requirepass', '  - XYZ', '  - -u', '  - joe:XYZ', '  - --port', '  - "6379"']
  const hidden = ['command:', '  - redis-server', '  - --requirepass', '  - ••••••', '  - -u', '  - joe:••••••', '  - --port', '  - "6379"']
  expect(hideSecrets(text.join('\n'))).toEqual(hidden)
})

test('a megabyte in one line takes no time', () => {
  const began = performance.now()
  for (const part of [
    'a-',
    'sk-',
    '--user ',
    '&a-key=',
    'a',
    ' ',
    '--a ',
    '-a ',
    '{a: ',
    'a=',
    '"',
    '-H a',
    'user a >',
    'key_',
    'curl -u ',
    'redis-cli -a ',
    'authorization ',
    '://a:',
  ])
    hideSecrets(part.repeat(1_000_000 / part.length))
  expect(performance.now() - began).toBeLessThan(5000)
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
