import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainStyle } from '../output/style.ts'
import { answerOf, explainRule } from './check-answer.ts'
import { mendCheck } from './mend-check.ts'
import { runCheck } from './run-check.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-answer-'))
})

afterEach(() => rm(dir, { recursive: true, force: true }))

/** Files with slips beside secrets, in the names of the secrets too. */
const FILES = {
  'livekit.yaml': 'port: 7880\nrtc: {udp_prot: 7882}\nkyes:\n  mine: SEKRET1\nwebhook: {api_kye: SEKRET2}\n',
  'sip.yaml':
    'api_key: APIq7Hn2xWv4Lc\nws_url: ws://localhost:7880?access_token=SEKRET3\nredis:\n  address: localhost:6379\n  pasword: SEKRET4\n',
  'egress.yaml':
    'ws_url: ws://localhost:7880\nredis: {address: localhost:6379}\nstorage: {azure: {account_name: a, account_keys: SEKRET5}}\n',
  'trunk.json': '{"trunk":{"name":"a","numbers":["+15550100"],"auth_username":"x","auth_pasword":"SEKRET6"}}',
  'dispatch.json': '{"dispatch_rule":{"rule":{"dispatchRuleDirect":{"roomName":"a","pinn":"SEKRET7"}},"name":"x"}}',
  'redis.conf': 'requirepas SEKRET8\nport 6379\n',
  'compose.yaml': `services:
  redis:
    image: redis:7
    command: redis-server --requirpass SEKRET9 --masterauth SEKRET10
    healthcheck:
      test: ["CMD","redis-cli","-a","SEKRET11","pingg"]
  cache:
    image: redis:7
    command: redis-server /etc/redis.conf
    volumes: [./redis.conf:/etc/redis.conf]
  agent:
    image: acme/agent
    environment:
      LIVEKIT_URL: ws://livekit.acme.com/rtc?access_token=SEKRET12
`,
  Caddyfile: 'livekit.acme.com {\n  header_upp Authorization "Basic SEKRET13"\n  reverse_proxy localhost:7880\n}\n',
}

test.each(['text', 'json', 'sarif', 'github'] as const)('no answer shows a secret, nor one whose name is mistyped: %s', async (format) => {
  for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(dir, name), text)
  const form = format === 'sarif' ? { format, version: '1' } : { format: format === 'json' ? ('text' as const) : format }
  for (const report of [await runCheck({ path: dir }), await mendCheck({ path: dir }, 'show')]) {
    const answer = answerOf(report, form)
    const said = format === 'json' ? JSON.stringify(answer) : answer.text(plainStyle())
    expect(said.match(/SEKRET\d+/g)).toEqual(null)
    expect(report.findings.length).toBeGreaterThan(10)
  }
})

test.each([
  ['keys', /^There are keys\.all-digit-secret, keys\.default, .*keys\.weak\.$/, 'keys.all-digit-secret'],
  ['mismatch', /^There are keys\.mismatch, redis\.mismatch\.$/, 'keys.mismatch'],
  ['keys.mismatsch', /keys\.mismatch/, 'keys.mismatch'],
  ['kyes', /^There are keys\./, 'keys.all-digit-secret'],
  ['zzzzzzzz', /docs\/rules\.md/, null],
])('an unknown rule %s is answered with those that may be meant', (id, why, named) => {
  const fix = named === null ? [] : [{ text: 'Name the rule', command: `voicectl check --explain ${named}` }]
  expect(() => explainRule(id)).toThrow(expect.objectContaining({ code: 'UNKNOWN_RULE', why: expect.stringMatching(why), fix }))
})
