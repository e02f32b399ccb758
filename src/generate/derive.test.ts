import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { stackSchema, type StackConfig } from '../stack/schema.ts'
import { deriveFiles } from './derive.ts'

function configOf(fields: object = {}): StackConfig {
  return stackSchema.parse({ version: 1, name: 'demo', target: 'local', ...fields })
}

const selfHosted = { target: 'self-hosted', livekit: { domain: 'livekit.test.org' }, web: { domain: 'talk.test.org' } }

async function derived(fields: object = {}): Promise<Map<string, string>> {
  return new Map((await deriveFiles(configOf(fields))).map((file) => [file.path, file.content]))
}

test.each([
  [{}, ['livekit.yaml', '.env.example', 'voicectl.schema.json']],
  [{ telephony: { enabled: true } }, ['livekit.yaml', '.env.example', 'voicectl.schema.json']],
  [selfHosted, ['livekit.yaml', 'Caddyfile', 'compose.yaml', '.env.example', 'voicectl.schema.json']],
  [
    { ...selfHosted, telephony: { enabled: true } },
    ['livekit.yaml', 'Caddyfile', 'redis.conf', 'compose.yaml', '.env.example', 'voicectl.schema.json'],
  ],
  [{ target: 'cloud', livekit: { url: 'wss://p.livekit.cloud' } }, ['.env.example', 'voicectl.schema.json']],
])('%j has the files %j', async (fields, files) => {
  expect([...(await derived(fields)).keys()]).toEqual(files)
})

test('a local livekit.yaml keeps the comments of its template, and the keys elsewhere', async () => {
  expect((await derived()).get('livekit.yaml')).toMatchInlineSnapshot(`
    "# Derived from voicectl.yaml. Change either: \`voicectl generate\` keeps your edits.
    # sha256:e109fca90e249aa359f9812d2de8eb1b47b33ae61be30b43eb2fe8dd68196e76

    # LiveKit server on this machine. It holds no keys: they come from .env through LIVEKIT_KEYS.
    # The server refuses unknown keys; all of them: https://docs.livekit.io/transport/self-hosting/deployment/

    # Signalling: HTTP and WebSocket.
    port: 7880

    # Signalling is reachable from this machine only; web.host in voicectl.yaml opens it to your network.
    # The media ports below are on all addresses.
    bind_addresses:
      - 127.0.0.1

    # Media.
    rtc:
      # For networks that block UDP.
      tcp_port: 7881
      # One UDP port for everything.
      udp_port: 7882
      use_external_ip: false
      # A browser and the agent worker on this machine connect over 127.0.0.1 also while the network changes.
      enable_loopback_candidate: true
      # Answers connection checks only. Without it the server asks public STUN servers for an address that nobody here needs.
      use_ice_lite: true

    room:
      # Callers and phone calls make their rooms by joining them.
      auto_create: true
      # Seconds a room waits for its first participant, and stays after its last.
      empty_timeout: 300
      departure_timeout: 20

    logging:
      level: info
      json: false
    "
  `)
})

test('a self-hosted stack with telephony', async () => {
  const files = await derived({ ...selfHosted, telephony: { enabled: true, redisPort: 6380 } })
  expect(parse(files.get('livekit.yaml') ?? '')).toMatchInlineSnapshot(`
    {
      "bind_addresses": [
        "127.0.0.1",
      ],
      "logging": {
        "json": true,
        "level": "info",
      },
      "port": 7880,
      "redis": {
        "address": "127.0.0.1:6380",
      },
      "room": {
        "auto_create": true,
        "departure_timeout": 20,
        "empty_timeout": 300,
      },
      "rtc": {
        "port_range_end": 60000,
        "port_range_start": 50000,
        "tcp_port": 7881,
        "use_external_ip": true,
      },
      "turn": {
        "enabled": true,
        "relay_range_end": 40000,
        "relay_range_start": 30000,
        "udp_port": 3478,
      },
    }
  `)
  expect(files.get('Caddyfile')).toMatchInlineSnapshot(`
    "# Derived from voicectl.yaml. Change either: \`voicectl generate\` keeps your edits.
    # sha256:cee85ffc531469c55996e4c2776965f80e35f5e126eb7ed98ad79113a3c4f1d5

    # TLS for LiveKit and the page. Caddy gets and renews the certificates by itself: both names must point to this
    # host, and ports 80 and 443 must be open.

    # LiveKit: signalling only. Media goes to the server's own ports.
    livekit.test.org {
    	reverse_proxy 127.0.0.1:7880
    }

    # The page and its token endpoint.
    talk.test.org {
    	encode
    	reverse_proxy 127.0.0.1:3000
    }
    "
  `)
  expect(files.get('redis.conf')).toContain('\nport 6380\n')
  expect(parse(files.get('compose.yaml') ?? '')).toMatchInlineSnapshot(`
    {
      "name": "demo",
      "services": {
        "caddy": {
          "depends_on": {
            "livekit": {
              "condition": "service_healthy",
            },
          },
          "healthcheck": {
            "interval": "10s",
            "retries": 6,
            "test": [
              "CMD",
              "wget",
              "--quiet",
              "--output-document=/dev/null",
              "http://127.0.0.1:2019/config/",
            ],
            "timeout": "3s",
          },
          "image": "caddy:2.10",
          "network_mode": "host",
          "restart": "unless-stopped",
          "volumes": [
            "./Caddyfile:/etc/caddy/Caddyfile:ro",
            "caddy-data:/data",
            "caddy-config:/config",
          ],
        },
        "livekit": {
          "command": "--config /etc/livekit.yaml",
          "depends_on": {
            "redis": {
              "condition": "service_healthy",
            },
          },
          "environment": {
            "LIVEKIT_KEYS": "{"\${LIVEKIT_API_KEY:?is not set in .env}": "\${LIVEKIT_API_SECRET:?is not set in .env}"}",
          },
          "healthcheck": {
            "interval": "5s",
            "retries": 6,
            "start_period": "10s",
            "test": [
              "CMD",
              "wget",
              "--quiet",
              "--output-document=/dev/null",
              "http://127.0.0.1:7880/",
            ],
            "timeout": "3s",
          },
          "image": "livekit/livekit-server:v1.13.5",
          "network_mode": "host",
          "restart": "unless-stopped",
          "stop_grace_period": "60s",
          "volumes": [
            "./livekit.yaml:/etc/livekit.yaml:ro",
          ],
        },
        "redis": {
          "command": "redis-server /etc/redis.conf",
          "healthcheck": {
            "interval": "5s",
            "retries": 6,
            "test": [
              "CMD",
              "redis-cli",
              "-p",
              "6380",
              "ping",
            ],
            "timeout": "3s",
          },
          "image": "redis:7.4-alpine",
          "network_mode": "host",
          "restart": "unless-stopped",
          "volumes": [
            "./redis.conf:/etc/redis.conf:ro",
            "redis-data:/data",
          ],
        },
      },
      "volumes": {
        "caddy-config": null,
        "caddy-data": null,
        "redis-data": null,
      },
    }
  `)
})

test('without telephony there is no trace of Redis', async () => {
  const files = await derived(selfHosted)
  expect(parse(files.get('livekit.yaml') ?? '')).not.toHaveProperty('redis')
  expect(JSON.stringify(parse(files.get('compose.yaml') ?? ''))).not.toContain('redis')
})

test('Caddy sends the page to the address it is bound to', async () => {
  const of = async (host: string) => (await derived({ ...selfHosted, web: { domain: 'talk.test.org', host, port: 8000 } })).get('Caddyfile')
  expect(await of('0.0.0.0')).toContain('reverse_proxy 127.0.0.1:8000')
  expect(await of('10.0.0.7')).toContain('reverse_proxy 10.0.0.7:8000')
  expect(await of('fd00::7')).toContain('reverse_proxy [fd00::7]:8000')
})

test('the header holds the hash of what follows it', async () => {
  for (const [file, content] of await derived({ ...selfHosted, telephony: { enabled: true } })) {
    if (file.endsWith('.json')) continue
    const [, hash, body] = /^# Derived from .*\n# sha256:(.*)\n\n([\s\S]*)$/.exec(content) ?? []
    expect(
      createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    ).toBe(hash)
  }
})
