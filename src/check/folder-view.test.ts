import { expect, test } from 'vitest'
import type { Site } from './facts.ts'
import { sameStack } from './folder-view.ts'

const loose = (stack: string): Site => ({ service: null, network: 'unknown', stack })

test.each([
  ['livekit', 'sip'],
  ['livekit', 'livekit-sip'],
  ['livekit-server', 'nginx'],
  ['agent', 'livekit'],
  ['etc/livekit', 'etc/nginx/sites-available'],
  ['deploy/prod/livekit', 'deploy/prod/redis'],
  ['', 'sip'],
  ['deploy', 'deploy/sip'],
])('%s and %s are of one stack', (a, b) => {
  expect(sameStack(loose(a), loose(b))).toBe(true)
  expect(sameStack(loose(b), loose(a))).toBe(true)
})

test.each([
  ['staging/livekit', 'prod/sip'],
  ['staging', 'prod'],
  ['livekit/staging', 'sip/prod'],
  ['livekit/staging', 'sip/staging'],
  ['apps/agent', 'apps/web'],
  ['livekit', 'livekit-prod'],
  ['sip', 'livekit-sip'],
  ['livekit', 'livekit-server'],
  ['examples/agent', 'examples/livekit'],
  ['shop/agent', 'support/livekit'],
])('%s and %s are two', (a, b) => {
  expect(sameStack(loose(a), loose(b))).toBe(false)
  expect(sameStack(loose(b), loose(a))).toBe(false)
})

test('a compose file of its own makes a folder a stack', () => {
  const service: Site = { service: 'livekit', network: 'bridge', stack: 'livekit', project: 'livekit/compose.yaml' }
  expect(sameStack(service, loose('sip'))).toBe(false)
  expect(sameStack(loose('sip'), service)).toBe(false)
})
