import { describe, expect, test } from 'vitest'
import { factsOf, routeLines, sourceOf } from '../../../test/support/proxy-facts.ts'
import { reader } from './caddy-config.ts'

// In the form that the official generator writes.
const yaml = `logging:
  logs:
    default:
      level: INFO
storage:
  module: file_system
  root: /data
apps:
  tls:
    certificates:
      automate:
        - livekit.example.com
        - turn.example.com
  layer4:
    servers:
      main:
        listen: [":443"]
        routes:
          - match:
              - tls:
                  sni:
                    - turn.example.com
            handle:
              - handler: tls
              - handler: proxy
                upstreams:
                  - dial: ["localhost:5349"]
          - match:
              - tls:
                  sni: [livekit.example.com]
            handle:
              - handler: tls
                connection_policies:
                  - alpn: ["http/1.1"]
              - handler: proxy
                upstreams:
                  - dial: ["localhost:7880"]
`

test('knows the config by its content', () => {
  expect(reader.recognises(sourceOf('proxy/edge.yml', yaml))).toBe(true)
  expect(reader.recognises(sourceOf('caddy.json', '{"apps":{"http":{"servers":{}}}}'))).toBe(true)
  expect(reader.recognises(sourceOf('caddy.yaml', 'logging: {}\n'))).toBe(false)
  expect(reader.recognises(sourceOf('apps.md', yaml))).toBe(false)
})

test('reads the layer4 form', () => {
  const facts = factsOf(reader, { 'caddy.yaml': yaml })
  expect(routeLines(facts)).toEqual([
    'tls turn.example.com:443 -> localhost:5349 (4) @27:28',
    'tls livekit.example.com:443 -> localhost:7880 (4) @37:28',
  ])
  expect(facts.flatMap((fact) => (fact.what === 'certificate' ? [fact.host.value] : []))).toEqual([
    'livekit.example.com',
    'turn.example.com',
  ])
  expect(facts.flatMap((fact) => (fact.what === 'listen' ? [`${fact.from}/${fact.protocol}`] : []))).toEqual(['443/tcp'])
  expect(facts.flatMap((fact) => (fact.what === 'proxy-route' ? [[fact.by, fact.endsTls]] : []))).toEqual([
    ['caddy-l4', true],
    ['caddy-l4', true],
  ])
})

test('reads the HTTP form with subroutes', () => {
  const json = JSON.stringify({
    apps: {
      http: {
        servers: {
          srv0: {
            listen: [':443'],
            routes: [
              {
                match: [{ host: ['a.example', 'b.example'] }],
                handle: [
                  {
                    handler: 'subroute',
                    routes: [
                      { match: [{ path: ['/rtc*'] }], handle: [{ handler: 'reverse_proxy', upstreams: [{ dial: 'lk:7880' }] }] },
                      { handle: [{ handler: 'file_server' }] },
                    ],
                  },
                ],
              },
            ],
          },
          plain: { listen: ['127.0.0.1:8080'], routes: [{ handle: [{ handler: 'reverse_proxy', upstreams: [{ dial: '{env.UP}' }] }] }] },
        },
      },
    },
  })
  const lines = routeLines(factsOf(reader, { 'caddy.json': json })).map((line) => line.replace(/ @.*/, ''))
  expect(lines).toEqual([
    'tls a.example:443/rtc* -> lk:7880 (7)',
    'tls b.example:443/rtc* -> lk:7880 (7)',
    'tls a.example:443 -> - (7)',
    'tls b.example:443 -> - (7)',
    'tcp *:8080 -> - (7)',
  ])
})

describe('malformed', () => {
  test('files of another shape say nothing', () => {
    for (const text of [
      'apps: 1',
      'apps:\n  layer4: 5\n',
      'apps: {http: {servers: []}}',
      '"apps": [',
      'apps:\n  http:\n    servers: {a: {listen: 1, routes: x}}\n',
    ])
      expect(factsOf(reader, { 'caddy.yaml': text })).toEqual([])
  })

  test('routes within routes end', () => {
    const deep = `${'{"handle":[{"handler":"subroute","routes":['.repeat(30)}${']}]}'.repeat(30)}`
    const text = `{"apps":{"http":{"servers":{"a":{"listen":[":443"],"routes":[${deep}]}}}}}`
    expect(routeLines(factsOf(reader, { 'a.json': text }))).toEqual([])
  })
})
