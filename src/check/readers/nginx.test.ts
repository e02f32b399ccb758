import { describe, expect, test } from 'vitest'
import { factsOf, routeLines, sourceOf } from '../../../test/support/proxy-facts.ts'
import type { Fact, ProxyRouteFact } from '../facts.ts'
import { reader } from './nginx.ts'

const whole = `worker_processes auto;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
  }
  upstream livekit { server livekit:7880; keepalive 8; }
  server {
    listen 80;
    listen [::]:80;
    server_name lk.example.com;
    return 301 https://$host$request_uri;
  }
  server {
    listen 443 ssl http2; # TLS
    server_name lk.example.com alt.example.com;
    location / {
      proxy_pass http://livekit;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 1h30m;
    }
    location /app { proxy_pass http://web:3000/; }
  }
}
`

function routes(facts: readonly Fact[]): ProxyRouteFact[] {
  return facts.filter((fact) => fact.what === 'proxy-route')
}

test('knows configs by name and content', () => {
  expect(reader.recognises(sourceOf('nginx.conf', whole))).toBe(true)
  expect(reader.recognises(sourceOf('etc/sites-enabled/livekit', whole))).toBe(true)
  expect(reader.recognises(sourceOf('conf.d/default.conf.template', whole))).toBe(true)
  expect(reader.recognises(sourceOf('redis.conf', 'port 6379'))).toBe(false)
  expect(reader.recognises(sourceOf('nginx.md', whole))).toBe(false)
  expect(reader.recognises(sourceOf('nginx.yaml', whole))).toBe(false)
})

test('reads servers, locations, upstreams and headers', () => {
  const facts = factsOf(reader, { 'nginx.conf': whole })
  expect(routeLines(facts)).toEqual([
    'tcp lk.example.com:80 -> - (7) @13:5',
    'tls lk.example.com:443 -> livekit:7880 (7) @20:18',
    'tls lk.example.com:443/app -> web:3000 (7) @26:32',
    'tls alt.example.com:443 -> livekit:7880 (7) @20:18',
    'tls alt.example.com:443/app -> web:3000 (7) @26:32',
  ])
  const [, livekit, app] = routes(facts)
  expect(livekit).toMatchObject({ upgrade: true, lacks: [], readTimeout: { value: 5400, at: { line: 24, column: 26 } } })
  expect(app).toMatchObject({ upgrade: false, lacks: ['upgrade-header', 'connection-header', 'version'], readTimeout: null })
  expect(facts.flatMap((fact) => (fact.what === 'listen' ? [fact.from] : []))).toEqual([80, 443])
})

test('headers of a block replace those around it; other settings are inherited', () => {
  const text = `server {
  listen 443 ssl;
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection "upgrade";
  location /rtc { proxy_pass http://127.0.0.1:7880; }
  location / { proxy_pass http://127.0.0.1:7880; proxy_set_header Host $host; }
  location /old { proxy_pass http://127.0.0.1:7880; proxy_http_version 1.0; include proxy_params; }
}`
  expect(routes(factsOf(reader, { 'conf.d/lk.conf': text })).map(({ path, lacks, upgrade }) => [path, lacks, upgrade])).toEqual([
    ['/rtc', [], true],
    [null, ['upgrade-header', 'connection-header'], false],
    ['/old', [], null],
  ])
})

test('follows includes, set and variables of the template', () => {
  const text = 'server {\n  listen ${PORT} ssl;\n  server_name ${NAMES};\n  set $up livekit:7880;\n  include snippets/lk.inc;\n}\n'
  const inc = 'location / {\n  proxy_pass http://$up;\n}\n'
  const facts = factsOf(reader, { 'nginx.conf': text, 'snippets/lk.inc': inc, '.env': 'PORT=8443\nNAMES="a.example b.example"\n' })
  expect(routeLines(facts)).toEqual(['tls a.example:8443 -> livekit:7880 (7) @2:14', 'tls b.example:8443 -> livekit:7880 (7) @2:14'])
  expect(routeLines(factsOf(reader, { 'nginx.conf': text, 'snippets/lk.inc': inc }))).toEqual(['tcp *:80 -> livekit:7880 (7) @2:14'])
})

test('reads streams with and without TLS names', () => {
  const text = `stream {
  map $ssl_preread_server_name $backend {
    hostnames;
    turn.example.com turn;
    default 127.0.0.1:8443;
  }
  upstream turn { server 127.0.0.1:5349; }
  server { listen 443; ssl_preread on; proxy_pass $backend; }
  server { listen 5349 ssl; proxy_pass 10.0.0.1:3478; }
  server { listen 3478 udp; proxy_pass 10.0.0.1:3478; }
}`
  expect(routeLines(factsOf(reader, { 'nginx.conf': text }))).toEqual([
    'tls turn.example.com:443 -> 127.0.0.1:5349 (4) @4:22',
    'tls *:443 -> 127.0.0.1:8443 (4) @5:13',
    'tls *:5349 -> 10.0.0.1:3478 (4) @9:40',
  ])
})

describe('odd and malformed texts', () => {
  test('an upstream of another file is not known', () => {
    expect(routeLines(factsOf(reader, { 'a.conf': 'server { location / { proxy_pass http://backend; } }' }))).toEqual([
      'tcp *:80 -> - (7) @1:34',
    ])
  })

  test('no trouble with what is no config', () => {
    const texts = [
      '',
      '}',
      '{',
      ';',
      '"',
      "'",
      '$',
      '${',
      '\\',
      'server {',
      'server { location',
      '{'.repeat(10_000),
      'include a;'.repeat(5000),
      'a '.repeat(10_000),
    ]
    for (const text of texts) expect(() => factsOf(reader, { 'nginx.conf': text })).not.toThrow()
  })

  test('files that include one another end', () => {
    const files = {
      'nginx.conf': 'server { include b.conf; include b.conf; }',
      'b.conf': 'include b.conf; include b.conf; include nginx.conf;',
    }
    expect(() => factsOf(reader, files)).not.toThrow()
  })

  test('a time of many digits is read at once', () => {
    const text = `server { location / { proxy_read_timeout ${'1'.repeat(5000)}x; proxy_pass http://a:1; } }`
    expect(routes(factsOf(reader, { 'nginx.conf': text }))[0]?.readTimeout).toBeNull()
  })
})
