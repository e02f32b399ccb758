import { expect, test } from 'vitest'
import { factsOf } from '../../../test/support/check-facts.ts'
import { reader } from './kubernetes.ts'

const server = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: livekit
spec:
  selector: {matchLabels: {app: livekit}}
  template:
    metadata: {labels: {app: livekit}}
    spec:
      hostNetwork: true
      terminationGracePeriodSeconds: 18000
      containers:
        - name: livekit
          image: livekit/livekit-server:v1.13.5
          env:
            - name: LIVEKIT_API_KEY
              valueFrom: {secretKeyRef: {name: livekit, key: key}}
            - name: LIVEKIT_API_SECRET
              valueFrom: {secretKeyRef: {name: livekit, key: secret}}
            - name: LIVEKIT_KEYS
              value: "$(LIVEKIT_API_KEY): $(LIVEKIT_API_SECRET)"
            - name: LIVEKIT_CONFIG
              valueFrom: {configMapKeyRef: {name: livekit, key: config.yaml}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: livekit}
data:
  config.yaml: |
    port: 7880
    redis:
      address: redis:6379
---
apiVersion: v1
kind: Secret
metadata: {name: livekit}
stringData:
  key: APIabc
data:
  secret: c2VjcmV0MQ==
---
apiVersion: v1
kind: Service
metadata: {name: livekit-server, namespace: voice}
spec:
  type: LoadBalancer
  selector: {app: livekit}
  ports: [{port: 80, targetPort: 7880}]
`
const agent = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
  template:
    spec:
      containers:
        - name: agent
          image: acme/agent:1
          envFrom: [{secretRef: {name: agent-env}}]
          env: [{name: LIVEKIT_URL, value: ws://livekit-server}]
---
apiVersion: v1
kind: Secret
metadata: {name: agent-env}
stringData: {LIVEKIT_API_KEY: APIabc, LIVEKIT_API_SECRET: other, LIVEKIT_AGENT_NAME: sales}
`

test('a server with its config, keys and names', () => {
  const { all, service } = factsOf({ 'k8s/livekit.yaml': server })
  expect(service('livekit')).toMatchObject({
    user: 'livekit',
    site: { service: 'livekit', network: 'host', stack: 'k8s' },
    stopGracePeriod: { value: '18000s' },
    published: [{ published: { from: 80 }, target: { from: 7880 } }],
  })
  expect(all('config')).toMatchObject([{ of: 'livekit', version: '1.13.5' }])
  expect(all('redis')).toMatchObject([{ address: { value: 'redis:6379', at: { line: 33, column: 16 } } }])
  expect(all('api-pair').filter(({ side }) => side === 'server')).toMatchObject([
    { key: { value: 'APIabc' }, secret: { value: 'secret1', at: { line: 22 } } },
  ])
})

test('an agent that has all from a Secret of another file', () => {
  const { all } = factsOf({ 'k8s/livekit.yaml': server, 'k8s/agent.yaml': agent })
  expect(
    all('service')
      .map(({ name, user }) => [name, user])
      .toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
  ).toEqual([
    ['agent', 'agent'],
    ['livekit', 'livekit'],
  ])
  expect(all('api-pair').filter(({ user }) => user === 'agent')).toMatchObject([
    { side: 'client', key: { value: 'APIabc' }, secret: { value: 'other', at: { file: 'k8s/agent.yaml', line: 17 } } },
  ])
  expect(all('livekit-url')).toMatchObject([{ url: { value: 'ws://livekit-server' }, site: { network: 'kubernetes' } }])
  expect(all('agent-name')).toMatchObject([{ side: 'worker', name: { value: 'sales' } }])
  expect(
    all('env')
      .filter(({ secret }) => secret)
      .map(({ name }) => name),
  ).toContain('LIVEKIT_API_SECRET')
})

test('templates of charts and other YAML are none', () => {
  expect(
    reader.recognises({ path: 'a.yaml', text: 'apiVersion: v1\nkind: Secret\nmetadata: {{ include "x" . }}\n', mode: null, git: 'none' }),
  ).toBe(false)
  expect(reader.recognises({ path: 'a.yaml', text: 'kind: Secret\n', mode: null, git: 'none' })).toBe(false)
})

test.each([
  'spec: 1',
  'spec: {template: {spec: {containers: [1, {image: x, env: [1, {name: A, valueFrom: 1}], envFrom: [1], ports: [1], volumeMounts: [1]}]}}}',
  'data: [1]',
])('odd objects: %s', (rest) => {
  for (const kind of ['Deployment', 'Secret', 'ConfigMap', 'Service', 'List']) {
    expect(() => factsOf({ 'a.yaml': `apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\n${rest}\n` })).not.toThrow()
  }
})
