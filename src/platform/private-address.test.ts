import { expect, test } from 'vitest'
import { isPrivateHost } from './private-address.ts'

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.17.0.2',
  '192.168.1.4',
  '169.254.1.1',
  '100.64.0.9',
  '[::1]',
  'fd00::1',
  'localhost',
  'ollama',
  'nas.local',
])('%s is near', (host) => expect(isPrivateHost(host)).toBe(true))

test.each(['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', 'api.openai.com', '100.128.0.1'])('%s may be anywhere', (host) =>
  expect(isPrivateHost(host)).toBe(false),
)
