import { expect, test } from 'vitest'
import { factsOf } from '../../../test/support/check-facts.ts'
import { nodeAt } from '../config-node.ts'

test('values of the server chart', () => {
  const { all, service } = factsOf({
    'values.yaml': `
replicaCount: 2
image: {tag: v1.9.0}
terminationGracePeriodSeconds: 600
livekit:
  rtc: {use_external_ip: true, tcp_port: 7881}
  redis: {address: "redis:6379"}
  key_file: keys.yaml
  turn: {enabled: true, domain: turn.example.org, tls_port: 5349, secretName: tls, serviceType: LoadBalancer}
storeKeysInSecret:
  enabled: true
  keys: {APIabc: secret1}
`,
  })
  expect(all('config')).toMatchObject([{ of: 'livekit', version: '1.9.0', site: { network: 'kubernetes' } }])
  expect(all('api-pair')).toMatchObject([{ side: 'server', key: { value: 'APIabc', at: { line: 12 } }, secret: { value: 'secret1' } }])
  const turn = nodeAt(all('config')[0]?.node, 'turn')
  expect([nodeAt(turn, 'secretName'), nodeAt(turn, 'serviceType')]).toEqual([undefined, undefined])
  expect(nodeAt(turn, 'cert_file')).toBeDefined()
  expect(service('livekit chart')).toMatchObject({ image: { value: 'livekit/livekit-server:v1.9.0' }, stopGracePeriod: { value: '600s' } })
})

test('values of the egress chart, also below the name of the chart', () => {
  const values = 'egress:\n  api_key: a\n  api_secret: b\n  ws_url: ws://x\n'
  for (const text of [values, `egress:\n${values.replaceAll(/^/gm, '  ')}`]) {
    expect(factsOf({ 'deploy/egress-values.yaml': text }).all('api-pair')).toMatchObject([
      { side: 'client', user: 'egress', key: { value: 'a' } },
    ])
  }
})

test.each([
  'ingress:\n  enabled: true\n  hosts: []\n',
  'livekit: true\n',
  'livekit:\n  url: wss://x\n',
  'services:\n  livekit:\n    image: x\n',
])('not ours: %j', (text) => {
  expect(factsOf({ 'values.yaml': text }).all('config')).toEqual([])
})

test("the defaults of LiveKit's own chart are nobody's settings; a chart that takes it in has some", () => {
  const values = 'livekit:\n  rtc: {use_external_ip: true}\n  keys: {}\n'
  expect(factsOf({ 'chart/values.yaml': values, 'chart/Chart.yaml': 'apiVersion: v2\nname: livekit-server\n' }).all('config')).toEqual([])
  expect(factsOf({ 'chart/values.yaml': values, 'chart/Chart.yaml': 'apiVersion: v2\nname: acme\n' }).all('config')).toHaveLength(1)
})
