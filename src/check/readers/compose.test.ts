import { describe, expect, test } from 'vitest'
import { compose, factsOf } from '../../../test/support/check-facts.ts'
import { reader } from './compose.ts'

test.each([
  ['docker-compose.prod.yml', 'services:\n  a:\n    image: x\n', true],
  ['deploy/compose.yaml', 'services: {}\n', true],
  ['stack.yml', 'version: "3"\nservices:\n  a:\n    image: x\n', true],
  ['mkdocs.yml', 'services: none\n', false],
  ['compose.yaml', 'hello: world\n', false],
  ['compose.ts', 'services:\n  a:\n    image: x\n', false],
])('%s is a compose file: %#', (path, text, expected) => expect(reader.recognises({ path, text, mode: null, git: 'none' })).toBe(expected))

describe('environment', () => {
  test('as a map, as a list, from env files and the shell', () => {
    const { variables, all } = compose(
      `
services:
  agent:
    build: ./agent
    env_file: [.env, agent/.env]
    environment:
      - LIVEKIT_URL=ws://livekit:7880
      - "SPACED=a = b"
      - FROM_SHELL
      - LIVEKIT_API_KEY
  page:
    build: .
    environment:
      NEXT_PUBLIC_LIVEKIT_URL: wss://a.example.org
      PORT: 3000
      DEBUG: true
      NONE:
`,
      {
        '.env': 'LIVEKIT_URL=ws://localhost:7880\nLIVEKIT_API_KEY=key1\nLIVEKIT_API_SECRET=secret1\n',
        'agent/.env': 'LIVEKIT_API_SECRET=secret2\n',
      },
    )
    expect(variables('agent')).toEqual({
      LIVEKIT_URL: 'ws://livekit:7880',
      SPACED: 'a = b',
      FROM_SHELL: null,
      LIVEKIT_API_KEY: 'key1',
      LIVEKIT_API_SECRET: 'secret2',
    })
    expect(variables('page')).toEqual({ NEXT_PUBLIC_LIVEKIT_URL: 'wss://a.example.org', PORT: '3000', DEBUG: 'true', NONE: null })
    expect(all('env').find(({ name }) => name === 'SPACED')).toMatchObject({
      at: { line: 8, column: 10, length: 6 },
      value: { at: { line: 8, column: 17, length: 5 } },
    })
    expect(all('livekit-url').filter(({ user }) => user === 'agent')).toMatchObject([{ url: { value: 'ws://livekit:7880' } }])
    expect(all('api-pair')).toMatchObject([
      {
        side: 'client',
        user: 'agent',
        key: { value: 'key1', at: { file: 'compose.yaml', line: 10 }, through: [{ file: '.env', line: 2 }] },
        secret: { value: 'secret2', at: { file: 'agent/.env', line: 1, column: 20 } },
      },
    ])
  })

  test('variables come from the .env beside the file, and from defaults', () => {
    const { variables, all } = factsOf({
      'deploy/docker-compose.yml': `
services:
  agent:
    image: acme/agent:1
    environment:
      LIVEKIT_URL: \${LIVEKIT_URL:-ws://livekit:7880}
      LIVEKIT_API_KEY: \${KEY}
      LIVEKIT_API_SECRET: "\${SECRET:?is not set}"
      OTHER: \${NOWHERE}
`,
      'deploy/.env': "KEY='abc'\n",
      '.env': 'SECRET=no\n',
    })
    expect(variables('agent')).toEqual({ LIVEKIT_URL: 'ws://livekit:7880', LIVEKIT_API_KEY: 'abc', LIVEKIT_API_SECRET: null, OTHER: null })
    expect(all('fault')).toMatchObject([
      { kind: 'missing-variable', message: 'SECRET', at: { line: 8, column: 27 } },
      { kind: 'blank-variable', message: 'NOWHERE', at: { line: 9 } },
    ])
  })

  test('anchors and merge keys', () => {
    const { variables } = compose(`
x-env: &env
  LIVEKIT_API_KEY: k
  LIVEKIT_API_SECRET: s
services:
  agent:
    build: .
    environment:
      <<: *env
      LIVEKIT_URL: ws://a:7880
  sip:
    image: livekit/sip:v1
    environment:
      <<: [*env]
      LIVEKIT_API_SECRET: t
`)
    expect(variables('agent')).toEqual({ LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's', LIVEKIT_URL: 'ws://a:7880' })
    expect(variables('sip')).toEqual({ LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 't' })
  })
})

describe('ports', () => {
  const published = (ports: string) => compose(`services:\n  a:\n    image: x\n    ports: ${ports}\n`).service('a')?.published
  const range = (from: number, to = from) => ({ from, to })

  test.each([
    ['["7880:7880"]', { host: null, published: range(7880), target: range(7880), protocol: 'tcp' }],
    ['[7880]', { host: null, published: null, target: range(7880), protocol: 'tcp' }],
    ['["127.0.0.1:80:8080"]', { host: '127.0.0.1', published: range(80), target: range(8080) }],
    ['["127.0.0.1::80"]', { host: '127.0.0.1', published: null, target: range(80) }],
    ['["50000-50010:50000-50010/udp"]', { published: range(50000, 50010), target: range(50000, 50010), protocol: 'udp' }],
    ['["[::1]:5060:5060/UDP"]', { host: '::1', published: range(5060), protocol: 'udp' }],
    ['["0.0.0.0:53:53"]', { host: null }],
    [
      '[{target: 80, published: "8080-8081", host_ip: 10.0.0.1, protocol: udp}]',
      { host: '10.0.0.1', published: range(8080, 8081), protocol: 'udp' },
    ],
    ['["${PORT:-81}:80"]', { published: range(81), target: range(80) }],
    ['["${PORT}:80"]', { published: null, target: range(80) }],
  ])('%s', (text, port) => expect(published(text)).toMatchObject([port]))

  test.each(['["a:b"]', '["1-0:1-0"]', '["99999:1"]', '[[]]', '[null]', '{}', 'x', '["${A}"]'])('%s is none', (text) => {
    expect(published(text)).toEqual([])
  })
})

describe('volumes', () => {
  const mounts = (volumes: string) =>
    factsOf({ 'd/compose.yaml': `services:\n  a:\n    image: x\n    volumes: ${volumes}\n` }).service('a')?.mounts

  test.each([
    ['[./livekit.yaml:/etc/livekit.yaml:ro]', { source: 'd/livekit.yaml', kind: 'bind', target: '/etc/livekit.yaml', readOnly: true }],
    ['[../out:/out]', { source: 'out', kind: 'bind', target: '/out', readOnly: false }],
    ['["/srv/x:/x:rw,z"]', { source: '/srv/x', kind: 'bind', readOnly: false }],
    ['[data:/data]', { source: 'data', kind: 'volume', target: '/data' }],
    ['[/data]', { source: null, kind: 'volume', target: '/data' }],
    ['["C:\\\\x:/x"]', { kind: 'bind', target: '/x' }],
    ['["${DIR}/rec:/out"]', { kind: 'bind', source: null, target: '/out' }],
    ['[{type: bind, source: ./a, target: /a, read_only: true}]', { source: 'd/a', kind: 'bind', target: '/a', readOnly: true }],
    ['[{type: volume, target: /a}]', { source: null, kind: 'volume', target: '/a' }],
  ])('%s', (text, mount) => expect(mounts(text)).toMatchObject([mount]))
})

describe('whose service it is', () => {
  const user = (text: string) => compose(`services:\n${text}`).all('service')[0]?.user

  test.each([
    ['  x:\n    image: livekit/livekit-server:latest\n', 'livekit'],
    ['  x:\n    image: docker.io/livekit/sip\n', 'sip'],
    ['  x:\n    image: livekit/egress@sha256:abc\n', 'egress'],
    ['  x:\n    image: livekit/ingress:v1\n', 'ingress'],
    ['  x:\n    image: registry.local:5000/redis:7-alpine\n', 'redis'],
    ['  x:\n    image: valkey/valkey:8\n', 'redis'],
    ['  x:\n    image: livekit/caddyl4\n', 'proxy'],
    ['  x:\n    image: traefik:v3\n', 'proxy'],
    ['  livekit:\n    build: ./livekit\n', 'livekit'],
    ['  agent:\n    build: ./agent\n', 'agent'],
    ['  brain:\n    build: .\n    environment: [LIVEKIT_URL=ws://x]\n', 'agent'],
    ['  frontend:\n    build: .\n', 'page'],
    ['  x:\n    build: .\n    environment: [NEXT_PUBLIC_X=1]\n', 'page'],
    ['  dashboard:\n    build: .\n', 'other'],
    ['  admin:\n    build: .\n    environment: [LIVEKIT_URL=ws://x, LIVEKIT_API_KEY=x]\n', 'other'],
    ['  admin:\n    build: .\n    environment: [LIVEKIT_URL=ws://x, APP_SECRET_KEY=x]\n', 'dashboard'],
    ['  livekit-dashboard:\n    build: .\n', 'dashboard'],
    ['  rooms:\n    build: ./livekit-dashboard\n', 'dashboard'],
    ['  x:\n    image: acme/livekit-dashboard:1\n', 'dashboard'],
    ['  admin:\n    build: .\n    environment: [APP_SECRET_KEY=x, NEXT_PUBLIC_X=1]\n', 'page'],
    ['  api:\n    build: .\n    environment: [LIVEKIT_API_KEY=x]\n', 'other'],
    ['  db:\n    image: postgres:17\n', 'other'],
    ['  web:\n    image: wordpress\n', 'other'],
  ])('%s', (text, expected) => expect(user(text)).toBe(expected))
})

describe('network', () => {
  test('of the host, of another service, or of its own', () => {
    const { all } = compose(
      'services:\n  a:\n    image: x\n    network_mode: host\n  b:\n    image: x\n    network_mode: service:a\n  c:\n    image: x\n  d:\n    image: x\n    network_mode: service:d\n',
    )
    expect(all('service').map(({ site }) => site.network)).toEqual(['host', 'host', 'bridge', 'bridge'])
  })
})

describe('configs inside of the compose file', () => {
  const body = `
services:
  livekit:
    image: livekit/livekit-server:v1.13.5
    environment:
      LIVEKIT_CONFIG: |

        port: 7880
        redis:
          address: \${REDIS:-redis:6379}
        keys:
          \${KEY}: \${SECRET}
`

  test('have the places of their lines', () => {
    const { all } = compose(body, { '.env': 'KEY=APIx\nSECRET=abcdef\n' })
    expect(all('config')).toMatchObject([{ of: 'livekit', version: '1.13.5', site: { service: 'livekit' } }])
    expect(all('redis')).toMatchObject([{ address: { value: 'redis:6379', at: { line: 10, column: 20 } } }])
    expect(all('listen').find(({ purpose }) => purpose === 'signal')).toMatchObject({ from: 7880, at: { line: 8, column: 15 } })
    expect(all('api-pair')).toMatchObject([
      { side: 'server', key: { value: 'APIx', at: { line: 12, column: 11 } }, secret: { value: 'abcdef' } },
    ])
  })

  test('as content of configs, and in a folded text', () => {
    const { all } = compose(
      'services:\n  sip:\n    image: livekit/sip:v1.1.0\n    configs: [{source: sip, target: /sip.yaml}]\nconfigs:\n  sip:\n    content: |\n      api_key: a\n      api_secret: b\n      sip_port: 5070\n',
    )
    expect(all('listen').find(({ purpose }) => purpose === 'sip')).toMatchObject({ from: 5070, at: { line: 10, column: 17 } })
    const folded = compose(
      'services:\n  egress:\n    image: livekit/egress:v1\n    environment:\n      EGRESS_CONFIG_BODY: >\n        {"api_key": "a",\n        "api_secret": "b"}\n',
    )
    expect(folded.all('api-pair')).toMatchObject([{ key: { value: 'a', at: { line: 5 } }, secret: { value: 'b' } }])
  })

  test('LIVEKIT_KEYS as JSON with variables in it', () => {
    const { all } = compose(
      `services:\n  livekit:\n    image: livekit/livekit-server:v1\n    environment:\n      LIVEKIT_KEYS: '{"\${K:?no}": "\${S:?no}"}'\n`,
      { '.env': 'K=APIx\nS=abcdef\n' },
    )
    expect(all('api-pair').find(({ side }) => side === 'server')).toMatchObject({
      key: { value: 'APIx', at: { line: 5, column: 23 }, through: [{ file: '.env', line: 1 }] },
      secret: { value: 'abcdef', at: { line: 5, column: 35 }, through: [{ file: '.env', line: 2 }] },
    })
  })
})

describe('the command of livekit-server', () => {
  const livekit = (command: string) => compose(`services:\n  livekit:\n    image: livekit/livekit-server:v1\n    command: ${command}\n`)

  test('--dev has the keys that everybody knows', () => {
    expect(livekit('--dev --bind 0.0.0.0').all('api-pair')).toMatchObject([
      { side: 'server', key: { value: 'devkey', at: { line: 4, column: 14, length: 5 } }, secret: { value: 'secret' } },
    ])
    expect(
      livekit('--dev --bind 0.0.0.0')
        .all('listen')
        .map(({ from, host }) => [from, host]),
    ).toEqual([
      [7880, null],
      [7881, null],
      [7882, null],
    ])
  })

  test('--keys in its spellings', () => {
    for (const command of [`'--dev --keys "abc: def"'`, '["--dev", "--keys", "abc: def"]', `"--dev --keys='abc: def'"`]) {
      expect(livekit(command).all('api-pair')).toMatchObject([{ side: 'server', key: { value: 'abc' }, secret: { value: 'def' } }])
    }
  })

  test('--config leaves everything to the file', () => {
    expect(livekit('--config /x.yaml').all('config')).toEqual([])
  })

  test('--node-ip and variables of that kind', () => {
    const { all } = compose(
      'services:\n  livekit:\n    image: livekit/livekit-server:v1\n    environment: {UDP_PORT: 7899}\n    command: --node-ip 10.0.0.1 --port=7800\n',
    )
    expect(all('listen').map(({ purpose, from }) => [purpose, from])).toEqual([
      ['signal', 7800],
      ['rtc-tcp', 7881],
      ['rtc-udp', 7899],
    ])
  })
})

test('Redis by its command', () => {
  const { all } = compose('services:\n  redis:\n    image: redis:7\n    command: redis-server --requirepass pw --appendonly yes\n')
  expect(all('redis-server')).toMatchObject([{ password: { value: 'pw' }, appendOnly: { value: true } }])
})

test.each([
  'services:',
  'services: []',
  'services:\n  a:',
  'services:\n  a: 1\n  b: [x]\n',
  'services:\n  a:\n    image: [x]\n    ports: x\n    environment: 1\n    volumes: {a: b}\n    configs: [[]]\n    extends: []\n    env_file: {a: b}\n    build: []\n    command: {a: b}\n',
  'services:\n  a:\n    image: x\n    environment:\n      - =x\n      - ""\n      - [a]\n',
  'services: &a\n  a: *a\n',
  'include: {a: b}\nservices:\n  a:\n    image: "x\n',
])('odd files raise nothing: %j', (text) => {
  expect(() => compose(text)).not.toThrow()
})
