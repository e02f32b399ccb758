import { test } from 'vitest'
import { fuzzReader } from '../../../test/support/fuzz-reader.ts'
import { reader as egress } from './egress-config.ts'
import { reader as ingress } from './ingress-config.ts'
import { reader as livekit } from './livekit-config.ts'
import { reader as redis } from './redis-conf.ts'
import { reader as sip } from './sip-config.ts'

const YAML = [
  ':',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '&a',
  '*a',
  '<<:',
  '|',
  '#',
  '---',
  'null',
  'true',
  '7880',
  '50000-60000',
  '-1',
  '1e999',
  '!!str',
]
const CLIENT = ['api_key:', 'api_secret:', 'ws_url:', 'redis:', 'address:', 'localhost:6379', 'tls:', 'logging:']

test.each([
  [
    livekit,
    'livekit.yaml',
    ['port:', 'keys:', 'key_file:', 'a', 'rtc:', 'udp_port:', 'port_range_start:', 'turn:', 'enabled:', 'redis:', 'bind_addresses:'],
  ],
  [sip, 'sip.yaml', [...CLIENT, 'sip_port:', 'rtp_port:', 'listen_ip:', 'health_port:']],
  [egress, 'egress.yaml', [...CLIENT, 'template_port:', 'storage:', 's3:', 'health_port:']],
  [ingress, 'ingress.yaml', [...CLIENT, 'rtmp_port:', 'rtc_config:', 'udp_port:']],
] as const)('$name reads anything', (reader, path, words) => fuzzReader(reader, path, [...YAML, ...words]))

test('redis.conf reads anything', () => {
  fuzzReader(redis, 'redis.conf', [
    'port',
    'bind',
    'save',
    '""',
    '"',
    "'",
    '\\',
    'appendonly',
    'yes',
    'no',
    '6379',
    '#',
    'requirepass',
    '-::1',
    '*',
    '\0',
  ])
})
