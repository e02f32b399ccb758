import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { factsOf, routeLines, sourceOf } from '../../../test/support/proxy-facts.ts'
import { reader } from './caddyfile.ts'

function routes(text: string, more: Record<string, string> = {}): string[] {
  return routeLines(factsOf(reader, { Caddyfile: text, ...more }))
}

test('knows Caddyfiles by name and by content', () => {
  expect(reader.recognises(sourceOf('deploy/Caddyfile.prod', ''))).toBe(true)
  expect(reader.recognises(sourceOf('livekit.caddy', ''))).toBe(true)
  expect(reader.recognises(sourceOf('proxy.conf', 'a.example {\n reverse_proxy :1\n}'))).toBe(true)
  expect(reader.recognises(sourceOf('caddy.yaml', 'reverse_proxy x'))).toBe(false)
  expect(reader.recognises(sourceOf('Caddyfile.md', 'reverse_proxy x'))).toBe(false)
})

test('reads the file that voicectl generates', () => {
  const text = readFileSync(new URL('../../../templates/self-hosted/Caddyfile', import.meta.url), 'utf8')
  const facts = factsOf(reader, { Caddyfile: text })
  expect(routeLines(facts)).toEqual([
    'tls livekit.example.com:443 -> 127.0.0.1:7880 (7) @6:16',
    'tls app.example.com:443 -> 127.0.0.1:3000 (7) @12:16',
  ])
  expect(facts.flatMap((fact) => (fact.what === 'certificate' ? [fact.host.value] : []))).toEqual([
    'livekit.example.com',
    'app.example.com',
  ])
  expect(facts.flatMap((fact) => (fact.what === 'listen' ? [`${fact.from}/${fact.protocol}`] : []))).toEqual(['443/tcp', '443/udp'])
})

test('reads addresses: schemes, ports, several, over several lines', () => {
  expect(routes('http://a.example, https://b.example:8443,\nc.example {\n  reverse_proxy h:1\n}\n:80 {\n  reverse_proxy h:2\n}\n')).toEqual(
    [
      'tcp a.example:80 -> h:1 (7) @3:17',
      'tls b.example:8443 -> h:1 (7) @3:17',
      'tls c.example:443 -> h:1 (7) @3:17',
      'tcp *:80 -> h:2 (7) @6:17',
    ],
  )
  expect(routes('a.example\nreverse_proxy localhost:7880\n')).toEqual(['tls a.example:443 -> localhost:7880 (7) @2:15'])
  expect(routes(':8080 {\n\treverse_proxy h:1\n}')).toEqual(['tcp *:8080 -> h:1 (7) @2:16'])
  expect(routes('{\n  auto_https off\n}\na.example:8080 {\n  reverse_proxy h:1\n}')).toEqual(['tcp a.example:8080 -> h:1 (7) @5:17'])
})

test('follows matchers, handles, snippets and imports', () => {
  const text = [
    '(lk) {',
    '  reverse_proxy {args[0]}:7880 {',
    '    header_up Host {host}',
    '  }',
    '}',
    '*.example.com {',
    '  @lk host livekit.example.com',
    '  handle @lk {',
    '    import lk livekit',
    '  }',
    '  handle_path /api/* {',
    '    reverse_proxy api:9000 api2:9000',
    '  }',
    '  import app.inc',
    '}',
  ].join('\n')
  expect(routes(text, { 'app.inc': 'reverse_proxy @none web:3000\nreverse_proxy {\n  to web:3001\n}\n' })).toEqual([
    'tls livekit.example.com:443 -> livekit:7880 (7) @2:17',
    'tls *.example.com:443/api/* -> api:9000 (7) @12:19',
    'tls *.example.com:443/api/* -> api2:9000 (7) @12:28',
    'tls *.example.com:443 -> web:3000 (7) @1:21',
    'tls *.example.com:443 -> web:3001 (7) @3:6',
  ])
})

test('takes variables from .env and their defaults; an unknown name matches any', () => {
  const text = '{$LK_DOMAIN} {\n  reverse_proxy {$LK_HOST:livekit}:{$LK_PORT:7880}\n}\n{$OTHER} {\n  reverse_proxy {env.NOT_SET}:1\n}\n'
  const facts = factsOf(reader, { Caddyfile: text, '.env': 'A=1\nLK_DOMAIN=lk.example.com\n' })
  expect(routeLines(facts)).toEqual(['tls lk.example.com:443 -> livekit:7880 (7) @2:17', 'tls *:443 -> - (7) @5:17'])
  expect(facts.find((fact) => fact.what === 'proxy-route')).toMatchObject({ host: { through: [{ file: '.env', line: 2 }] } })
})

test('reads layer4 blocks, alone and in front of HTTP', () => {
  const layer = '@turn tls sni turn.example.com\n      route @turn {\n        tls\n        proxy localhost:5349\n      }'
  expect(routes(`{\n  layer4 {\n    :443 {\n      ${layer}\n    }\n  }\n}\n`)).toEqual([
    'tls turn.example.com:443 -> localhost:5349 (4) @7:15',
  ])
  expect(
    routes(`{\n  servers {\n    listener_wrappers {\n     layer4 {\n      ${layer}\n     }\n    }\n  }\n}\na.example {\n  respond ok\n}\n`),
  ).toEqual(['tls a.example:443 -> - (7) @15:3', 'tls turn.example.com:443 -> localhost:5349 (4) @8:15'])
})

describe('odd and malformed texts', () => {
  test.each([
    ['quotes and heredocs', 'a.example {\n  respond "}{\n" 200\n  respond <<HTML\n  a { b\n  HTML\n  reverse_proxy `h:1`\n}', 'h:1'],
    ['an upstream that is a URL', 'a.example {\n  reverse_proxy https://h.example/x\n}', 'h.example:443'],
    ['IPv6', 'a.example {\n  reverse_proxy [::1]:7880\n}', '::1:7880'],
    ['a line that goes on', 'a.example {\n  reverse_proxy \\\n    h:1\n}', 'h:1'],
    ['carriage returns', 'a.example {\r\n  reverse_proxy h:1\r\n}\r\n', 'h:1'],
    ['a block that never ends', 'a.example {\n  reverse_proxy h:1 {', 'h:1'],
    ['a socket', 'a.example {\n  reverse_proxy unix//run/x.sock\n}', '-'],
  ])('%s', (_, text, upstream) => {
    expect(routes(text).join('\n')).toContain(`-> ${upstream} (7)`)
  })

  test('a snippet that imports itself ends', () => {
    expect(routes(`(a) {\n${'import a\n'.repeat(50)}}\nx.example {\n  import a\n}`)).toEqual(['tls x.example:443 -> - (7) @53:1'])
  })

  test('no trouble with what is no Caddyfile', () => {
    const texts = [
      '',
      '}',
      '{',
      '{{{{',
      'a {',
      '@',
      '"',
      '`',
      '<<A\n',
      'import',
      '}'.repeat(10_000),
      '{\n'.repeat(10_000),
      'a '.repeat(10_000),
    ]
    for (const text of texts) expect(() => routes(text)).not.toThrow()
  })
})
