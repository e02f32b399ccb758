import { describe, expect, test } from 'vitest'
import { sourceOf } from '../../../test/support/proxy-facts.ts'
import { check } from '../check.ts'

/** What proxies, TURN and published ports are held to. */
const OURS = /^(?:turn|caddy|proxy|signal|ports|docker|web)\.|^rtc\.(?:unpublished|bridge)|^sip\.ports-unpublished/

function findings(files: Record<string, string>): string[] {
  const sources = Object.entries(files).map(([path, text]) => sourceOf(path, text))
  const found = check({ sources, unread: [] }).findings.filter(({ id }) => OURS.test(id))
  return found.map(({ id, places, message }) => `${id} ${places.map(({ file, line }) => `${file}:${line}`).join(' ')} ${message}`)
}

const KEYS = 'keys:\n  APIxK3pQ7mWv2Zt: 9f2c51d07ab84e63b1d5f08c7e2a946d3b60f1c85ae7d249\n'
const LIVEKIT =
  '  livekit:\n    image: livekit/livekit-server:v1.13.5\n    command: --config /etc/livekit.yaml\n    volumes: ["./livekit.yaml:/etc/livekit.yaml"]\n'
const TURN = 'turn:\n  enabled: true\n  domain: turn.acme.test\n  tls_port: 5349\n  udp_port: 3478\n  external_tls: true\n'
const UPGRADE =
  'proxy_http_version 1.1;\n    proxy_set_header Upgrade $http_upgrade;\n    proxy_set_header Connection $connection_upgrade;\n    proxy_set_header Host $host;\n'
const MEDIA = '["7880:7880", "7881:7881", "50000-50100:50000-50100/udp"]'
const RANGE = 'rtc:\n  port_range_start: 50000\n  port_range_end: 50100\n  use_external_ip: true\n'

describe('stacks that work give no finding', () => {
  test("LiveKit's own generator", () => {
    const host = '    network_mode: host\n    restart: unless-stopped\n'
    const compose = `services:\n  caddy:\n    image: livekit/caddyl4\n    command: run --config /etc/caddy.yaml --adapter yaml\n${host}    volumes:\n      - ./caddy.yaml:/etc/caddy.yaml\n      - ./caddy_data:/data\n${LIVEKIT}${host}  redis:\n    image: redis:7-alpine\n    command: redis-server /etc/redis.conf\n${host}    volumes: ["./redis.conf:/etc/redis.conf"]\n`
    const route = (name: string, port: number) =>
      `          - match: [{tls: {sni: [${name}]}}]\n            handle:\n              - handler: tls${port === 7880 ? '\n                connection_policies: [{alpn: [http/1.1]}]' : ''}\n              - handler: proxy\n                upstreams: [{dial: ["localhost:${port}"]}]\n`
    const caddy = `apps:\n  tls:\n    certificates:\n      automate: [livekit.acme.test, turn.acme.test]\n  layer4:\n    servers:\n      main:\n        listen: [":443"]\n        routes:\n${route('turn.acme.test', 5349)}${route('livekit.acme.test', 7880)}`
    const livekit = `port: 7880\nbind_addresses: [""]\nrtc:\n  tcp_port: 7881\n  port_range_start: 50000\n  port_range_end: 60000\n  use_external_ip: true\nredis:\n  address: localhost:6379\n${TURN}${KEYS}`
    expect(
      findings({
        'docker-compose.yaml': compose,
        'caddy.yaml': caddy,
        'livekit.yaml': livekit,
        'redis.conf': 'bind 127.0.0.1 ::1\nport 6379\n',
      }),
    ).toEqual([])
  })

  test('nginx on the machine: TLS names by stream, sites behind it', () => {
    const nginx = `stream {\n  map $ssl_preread_server_name $to {\n    turn.acme.test 127.0.0.1:5349;\n    default 127.0.0.1:8443;\n  }\n  server {\n    listen 443;\n    ssl_preread on;\n    proxy_pass $to;\n  }\n}\nhttp {\n  map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n  server {\n    listen 80;\n    server_name _;\n    return 301 https://$host$request_uri;\n  }\n  server {\n    listen 8443 ssl;\n    server_name livekit.acme.test;\n    location / {\n    proxy_pass http://127.0.0.1:7880;\n    ${UPGRADE}  }\n  }\n  server {\n    listen 8443 ssl;\n    server_name app.acme.test;\n    location / { proxy_pass http://127.0.0.1:3000; }\n  }\n}\n`
    const livekit = `port: 7880\nrtc:\n  use_external_ip: true\nturn:\n  enabled: true\n  domain: turn.acme.test\n  tls_port: 5349\n  cert_file: /etc/turn.crt\n  key_file: /etc/turn.key\n${KEYS}`
    expect(
      findings({ 'nginx.conf': nginx, 'livekit.yaml': livekit, '.env.local': 'NEXT_PUBLIC_LIVEKIT_URL=wss://livekit.acme.test\n' }),
    ).toEqual([])
  })

  test('Caddy and LiveKit in containers of one network', () => {
    const compose = `services:\n${LIVEKIT}    ports: ["7881:7881", "50000-50100:50000-50100/udp", "3478:3478/udp", "30000-30100:30000-30100/udp"]\n  caddy:\n    image: caddy:2.10\n    ports: ["80:80", "443:443", "443:443/udp"]\n    environment:\n      DOMAIN: \${DOMAIN}\n    volumes: ["./Caddyfile:/etc/caddy/Caddyfile", "data:/data"]\n  web:\n    build: ./web\n    environment:\n      NEXT_PUBLIC_LIVEKIT_URL: wss://livekit.acme.test\n  agent:\n    build: ./agent\n    environment:\n      LIVEKIT_URL: ws://livekit:7880\nvolumes:\n  data:\n`
    const caddy = `livekit.{$DOMAIN} {\n  reverse_proxy livekit:7880\n}\n{$DOMAIN} {\n  reverse_proxy /api/* agent:8081\n  reverse_proxy web:3000\n}\n`
    const livekit = `port: 7880\n${RANGE}turn:\n  enabled: true\n  domain: livekit.acme.test\n  udp_port: 3478\n  relay_range_start: 30000\n  relay_range_end: 30100\n${KEYS}`
    expect(findings({ 'compose.yaml': compose, Caddyfile: caddy, 'livekit.yaml': livekit, '.env': 'DOMAIN=acme.test\n' })).toEqual([])
  })

  test('Traefik by labels, a tunnel, and pages without ports', () => {
    const compose = `services:\n${LIVEKIT}    ports: ["7881:7881", "50000-50100:50000-50100/udp"]\n    labels: ["traefik.http.routers.lk.rule=Host(\`livekit.acme.test\`)", "traefik.http.services.lk.loadbalancer.server.port=7880"]\n  traefik:\n    image: traefik:v3\n    ports: ["80:80", "443:443"]\n  web:\n    build: ./web\n    environment:\n      NEXT_PUBLIC_LIVEKIT_URL: wss://livekit.acme.test\n`
    expect(findings({ 'compose.yaml': compose, 'livekit.yaml': `${RANGE}${KEYS}` })).toEqual([])
  })

  test('a development server by flags', () => {
    const compose =
      'services:\n  livekit:\n    image: livekit/livekit-server:v1.13.5\n    command: --dev --bind 0.0.0.0 --node-ip 127.0.0.1\n    ports: ["7880:7880", "7881:7881", "7882:7882/udp"]\n  web:\n    build: ./web\n    ports: ["${WEB_PORT:-3000}:3000"]\n    environment:\n      NEXT_PUBLIC_LIVEKIT_URL: ws://localhost:7880\n'
    expect(findings({ 'compose.yaml': compose })).toEqual([])
  })

  test('the same ports in examples beside one another, in profiles, and on other addresses', () => {
    const one = { 'compose.yaml': `services:\n${LIVEKIT}    ports: ${MEDIA}\n`, 'livekit.yaml': `${RANGE}${KEYS}` }
    const two = Object.entries(one).flatMap(
      ([path, text]) =>
        [
          [`examples/a/${path}`, text],
          [`examples/b/${path}`, text],
        ] as const,
    )
    expect(findings(Object.fromEntries(two))).toEqual([])
    const profiles =
      'services:\n  a:\n    image: nginx:1.30\n    profiles: [a]\n    ports: ["80:80"]\n  b:\n    image: nginx:1.30\n    profiles: [b]\n    ports: ["80:80"]\n  c:\n    image: nginx:1.30\n    ports: ["127.0.0.1:81:80"]\n  d:\n    image: nginx:1.30\n    ports: ["10.0.0.1:81:80"]\n'
    expect(findings({ 'compose.yaml': profiles })).toEqual([])
  })

  test('a load balancer that no file shows, and a TURN server of its own', () => {
    expect(findings({ 'livekit.yaml': `${RANGE}${TURN}${KEYS}` })).toEqual([])
    const caddy = '{\n  layer4 {\n    :5349 {\n      route {\n        proxy coturn:3478\n      }\n    }\n  }\n}\n'
    expect(findings({ 'livekit.yaml': `${RANGE}${KEYS}`, Caddyfile: caddy })).toEqual([])
  })

  test('LiveKit below a path, and an app that is none of its business', () => {
    const nginx = `map $http_upgrade $connection_upgrade { default upgrade; '' close; }\nserver {\n  listen 443 ssl;\n  server_name acme.test;\n  proxy_read_timeout 5s;\n  location / { proxy_pass http://localhost:8000; }\n  location ^~ /livekit/ {\n    proxy_pass http://localhost:7880/;\n    proxy_read_timeout 120;\n    ${UPGRADE}  }\n}\n`
    expect(
      findings({
        'conf.d/acme.conf': nginx,
        'livekit.yaml': `${RANGE}${KEYS}`,
        '.env.local': 'NEXT_PUBLIC_LIVEKIT_URL=wss://acme.test/livekit\n',
      }),
    ).toEqual([])
  })

  test('a proxy in a container before a server with host networking', () => {
    const compose = `services:\n${LIVEKIT}    network_mode: host\n  nginx:\n    image: nginx:1.30\n    ports: ["443:443"]\n    extra_hosts: ["host.docker.internal:host-gateway"]\n    volumes: ["./nginx:/etc/nginx/conf.d"]\n`
    const nginx = `server {\n  listen 443 ssl;\n  server_name livekit.acme.test;\n  location / {\n    proxy_pass http://host.docker.internal:7880;\n    ${UPGRADE}  }\n}\n`
    expect(findings({ 'compose.yaml': compose, 'nginx/livekit.conf': nginx, 'livekit.yaml': `${RANGE}${KEYS}` })).toEqual([])
  })

  test('SIP that announces another port than it listens on', () => {
    const compose = `services:\n  sip:\n    image: livekit/sip:v1.11.0\n    ports: ["5070:5060", "5070:5060/udp", "10000-10100:10000-10100/udp"]\n    volumes: ["./sip.yaml:/sip/config.yaml"]\n`
    const sip =
      'sip_port: 5070\nsip_port_listen: 5060\nrtp_port: 10000-10100\nws_url: wss://livekit.acme.test\nredis:\n  address: 10.0.0.2:6379\napi_key: APIxK3pQ7mWv2Zt\napi_secret: 9f2c51d07ab84e63b1d5f08c7e2a946d3b60f1c85ae7d249\n'
    expect(findings({ 'compose.yaml': compose, 'sip.yaml': sip })).toEqual([])
  })
})

test('what is true of a working stack is seen: a change of one word is found', () => {
  const compose = `services:\n${LIVEKIT}    network_mode: host\n  nginx:\n    image: nginx:1.28\n    ports: ["443:443"]\n    volumes: ["./nginx:/etc/nginx/conf.d"]\n`
  const nginx = `server {\n  listen 443 ssl;\n  server_name livekit.acme.test;\n  location / {\n    proxy_pass http://127.0.0.1:7880;\n    ${UPGRADE}  }\n}\n`
  const files = { 'compose.yaml': compose, 'nginx/livekit.conf': nginx, 'livekit.yaml': `${RANGE}${KEYS}` }
  expect(findings(files)).toEqual([
    expect.stringMatching(/^proxy.wrong-upstream nginx\/livekit.conf:5 compose.yaml:7 nginx hands on to 127/),
  ])
})
