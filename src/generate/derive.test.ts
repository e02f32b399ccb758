import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { schemaText } from '../../scripts/schema.ts'
import { packageRoot } from '../platform/package-root.ts'
import { parseEnvFile } from '../stack/env-file.ts'
import { parseStack } from '../stack/parse.ts'
import { stackSchema, type StackConfig } from '../stack/schema.ts'
import { deriveFiles } from './derive.ts'

function configOf(fields: object = {}): StackConfig {
  return stackSchema.parse({ version: 1, name: 'demo', target: 'local', ...fields })
}

const selfHosted = { target: 'self-hosted', livekit: { domain: 'livekit.test.org' }, web: { domain: 'talk.test.org' } }

async function derived(fields: object = {}): Promise<Map<string, string>> {
  return new Map((await deriveFiles(configOf(fields))).map((file) => [file.path, file.content]))
}

async function livekitOf(fields: object = {}) {
  return parse((await derived(fields)).get('livekit.yaml') ?? '') as {
    rtc: Record<string, unknown>
    turn: Record<string, unknown>
    [key: string]: unknown
  }
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
    # sha256:b126377a669f70705705ee71664519f2222a9c1afbf0e5ba0dab61ea5df62df4

    # LiveKit server on this machine. It holds no keys: they come from .env through LIVEKIT_KEYS.
    # The server refuses unknown keys; all of them: https://docs.livekit.io/transport/self-hosting/deployment/

    # Signalling: HTTP and WebSocket.
    port: 7880

    # Reachable from this machine only. web.host in voicectl.yaml opens it to your network.
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

test('a page that other machines may open opens LiveKit too', async () => {
  expect(await livekitOf()).toHaveProperty('bind_addresses', ['127.0.0.1'])
  expect(await livekitOf({ web: { host: 'localhost' } })).toHaveProperty('bind_addresses')
  expect(await livekitOf({ web: { host: '0.0.0.0' } })).not.toHaveProperty('bind_addresses')
})

test('the media ports are one port or a range, never both', async () => {
  expect((await livekitOf()).rtc).toMatchObject({ udp_port: 7882 })
  const ranged = (await livekitOf({ livekit: { udpPortRange: '50000-50100' } })).rtc
  expect(ranged).toMatchObject({ port_range_start: 50_000, port_range_end: 50_100 })
  expect(ranged).not.toHaveProperty('udp_port')
  const single = (await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', udpPort: 7000 } })).rtc
  expect(single).toMatchObject({ udp_port: 7000 })
  expect(single).not.toHaveProperty('port_range_start')
})

test('a known address replaces the question to STUN servers', async () => {
  const { rtc, turn } = await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', nodeIp: '203.0.113.9' } })
  expect(rtc).toMatchObject({ use_external_ip: false, node_ip: '203.0.113.9' })
  expect(turn).not.toHaveProperty('allow_restricted_peer_cidrs')
  expect((await livekitOf(selfHosted)).rtc).toMatchObject({ use_external_ip: true })
  expect((await livekitOf(selfHosted)).rtc).not.toHaveProperty('node_ip')
})

test('a private address is let through the relay, and IPv6 is listened on', async () => {
  const of = async (nodeIp: string) => (await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', nodeIp } })).turn
  expect(await of('10.1.2.3')).toMatchObject({ allow_restricted_peer_cidrs: ['10.1.2.3/32'] })
  expect(await of('fd00::5')).toMatchObject({ allow_restricted_peer_cidrs: ['fd00::5/128'], bind_addresses: ['::'] })
})

test.each([
  ['50000-60000', 30_000, 40_000],
  ['30000-35000', 40_001, 49_999],
  ['30000-50000', 20_001, 29_999],
])('the relay leaves the media ports %s alone', async (udpPortRange, start, end) => {
  const { turn } = await livekitOf({ ...selfHosted, livekit: { domain: 'l.test.org', udpPortRange } })
  expect(turn).toMatchObject({ relay_range_start: start, relay_range_end: end })
})

test('Caddy sends the page to the address it is bound to', async () => {
  const of = async (host: string) => (await derived({ ...selfHosted, web: { domain: 'talk.test.org', host, port: 8000 } })).get('Caddyfile')
  expect(await of('0.0.0.0')).toContain('reverse_proxy 127.0.0.1:8000')
  expect(await of('10.0.0.7')).toContain('reverse_proxy 10.0.0.7:8000')
  expect(await of('fd00::7')).toContain('reverse_proxy [fd00::7]:8000')
})

test('.env.example names every key, with the needed ones ready to fill in', async () => {
  const text = (await derived()).get('.env.example') ?? ''
  expect([...parseEnvFile(text).keys()]).toEqual([
    'LIVEKIT_API_KEY',
    'LIVEKIT_API_SECRET',
    'DEEPGRAM_API_KEY',
    'GROQ_API_KEY',
    'SARVAM_API_KEY',
    'ELEVENLABS_API_KEY',
  ])
  expect(text).toContain('# Deepgram (required): speech to text. https://console.deepgram.com\nDEEPGRAM_API_KEY=\n')
  expect(text).toMatch(/# Google Gemini \(optional\): .*\n# GOOGLE_API_KEY=\n/)
  expect(text).toContain('ELEVEN_API_KEY')
  expect([...parseEnvFile(text).values()].every(({ value }) => value === '')).toBe(true)
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

test('the JSON Schema that is checked in is the one the code makes: node scripts/schema.ts', async () => {
  expect(await readFile(path.join(packageRoot, 'schemas/voicectl.schema.json'), 'utf8')).toBe(schemaText())
})

test('every key of the JSON Schema says what it is', () => {
  const undescribed: string[] = []
  const walk = (schema: { properties?: Record<string, { description?: string }> }, at: string) => {
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      if (!child.description) undescribed.push(at + key)
      walk(child as never, `${at}${key}.`)
    }
  }
  walk(JSON.parse(schemaText()) as never, '')
  expect(undescribed).toEqual([])
})

test.each(['local', 'self-hosted', 'cloud'])('the template of a %s stack is a valid one', async (target) => {
  const text = await readFile(path.join(packageRoot, 'templates', target, 'voicectl.yaml'), 'utf8')
  expect(parseStack(text, 'voicectl.yaml').problems).toEqual([])
  // So are the settings that it shows as comments.
  const shown = text
    .slice(text.indexOf('# What else'))
    .replace(/^# What else.*\n#\n/, '')
    .replaceAll(/^# /gm, '')
  const all = text.slice(0, text.indexOf('# What else')) + (target === 'local' ? shown : '')
  expect(parseStack(all, 'voicectl.yaml').problems).toEqual([])
})
