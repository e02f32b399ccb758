import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact } from '../facts.ts'
import { textOf } from '../config-node.ts'
import { folderView } from '../folder-view.ts'
import type { Source } from '../source.ts'
import { kindOfConfig } from './config-facts/kind-of-config.ts'
import { reader as egress } from './egress-request.ts'
import { reader } from './sip-resources.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)

function read(text: string, path = 'any.json', which = reader): Fact[] {
  const source: Source = { path, text, mode: 0o644, git: 'none' }
  if (!which.recognises(source)) return []
  return [...which.read(source, folderView([source], []))]
}

function seen(text: string, path?: string): string[] {
  return read(text, path).map((fact) => {
    if (fact.what === 'trunk') return `${fact.direction} ${fact.shape} ${textOf(fact.field('name')) ?? ''}`
    if (fact.what === 'dispatch-rule') return `rule ${fact.shape} ${textOf(fact.field('name')) ?? ''}`
    if (fact.what === 'agent-name') return `${fact.side} ${fact.name.value}`
    if (fact.what === 'egress-request') return `${fact.auto ? 'auto ' : ''}${fact.type}`
    return fact.what === 'fault' ? `fault ${fact.kind} ${fact.at.line}:${fact.at.column}` : fact.what
  })
}

const rule = '{"name": "r", "trunk_ids": ["ST_1"], "rule": {"dispatchRuleIndividual": {"roomPrefix": "call"}}}'

describe('every shape that lk takes or prints', () => {
  test.each([
    [`{"dispatch_rule": ${rule}}`, ['rule wrapped r']],
    [`{"dispatchRule": ${rule}}`, ['rule wrapped r']],
    [rule, ['rule top-level r']],
    [`{"items": [${rule}, ${rule}]}`, ['rule list-item r', 'rule list-item r']],
    [`[${rule}]`, ['rule list-item r']],
    [`[{"dispatch_rule": ${rule}}]`, ['rule wrapped r']],
    [`{"sipDispatchRuleId": "SDR_1", "replace": ${rule}}`, ['rule top-level r']],
    ['{"sip_dispatch_rule_id": "SDR_1", "name": "r", "rule": {}}', ['rule list-item r']],
    ['{"trunk": {"name": "t", "numbers": ["+15551234567"]}}', ['inbound wrapped t']],
    ['{"trunk": {"name": "t", "numbers": ["+1"], "allowedAddresses": ["1.2.3.4"]}}', ['inbound wrapped t']],
    ['{"trunk": {"name": "t", "address": "a.pstn.twilio.com", "numbers": ["+1"]}}', ['outbound wrapped t']],
    ['{"name": "t", "numbers": ["+1"], "auth_username": "u", "auth_password": "p"}', ['inbound bare t']],
    ['{"sip_trunk_id": "ST_1", "name": "t"}', ['inbound bare t']],
    ['{"trunk": {"sip_trunk_id": "ST_1", "name": "t", "created_at": null}}', ['inbound list-item t']],
    [
      '{"items": [{"sipTrunkId": "ST_1", "name": "t"}, {"sipTrunkId": "ST_2", "name": "o", "address": "x"}]}',
      ['inbound list-item t', 'outbound list-item o'],
    ],
  ])('%s', (text, expected) => {
    expect(seen(text)).toEqual(expected)
  })

  test('also as YAML, several documents of it', () => {
    const text =
      'trunk:\n    name: t\n    numbers: ["+1"]\n---\ndispatch_rule:\n  name: r\n  rule:\n    dispatch_rule_direct: {room_name: a}\n'
    expect(seen(text, 'sip/anything.yml')).toEqual(['inbound wrapped t', 'rule wrapped r'])
  })
})

test('the layout of seed 000: an indented rule with an agent and a recording', () => {
  const text = `    {
      "dispatch_rule": {
        "name": "Twilio calls",
        "trunk_ids": ["ST_YOUR_TRUNK_ID"],
        "rule": { "dispatchRuleIndividual": { "roomPrefix": "twilio-" } },
        "roomConfig": {
          "agents": [{ "agentName": "english", "metadata": "{}" }],
          "egress": { "room": { "audio_only": true, "file_outputs": [{ "filepath": "/out/{room_name}.ogg" }] } }
        }
      }
    }
`
  expect(seen(text)).toEqual(['rule wrapped Twilio calls', 'wanted english', 'auto room-composite'])
  const [fact] = read(text)
  expect(fact?.what === 'dispatch-rule' && fact.at.line).toBe(2)
})

test.each([
  ['a token endpoint', '{"room_config": {"agents": [{"agent_name": "voice-agent"}]}}', ['wanted voice-agent']],
  ['an unnamed agent', '{"roomConfig": {"agents": [{"agentName": ""}]}}', []],
  ['a workflow of GitHub', 'on:\n  workflow_dispatch:\n', []],
  ['boot settings', '{"trunk": {"branch": "main"}}', []],
  ['a list of phones', '{"name": "a", "numbers": ["+15551234567"]}', []],
  ['an outbound call', '{"sip_trunk_id": "ST_1", "sip_call_to": "+1", "room_name": "a"}', []],
  ['git history', '{"trunk": "main", "trunk_ids": []}', []],
])('%s', (_, text, expected) => {
  expect(seen(text)).toEqual(expected)
})

test('a request is no config of a program, whatever it is called', () => {
  const text = '{"room_name": "a", "audio_only": true, "file_outputs": [{"filepath": "/out/a.ogg"}]}'
  expect(kindOfConfig({ path: 'egress.json', text, mode: null, git: 'none' })).toBeNull()
  expect(kindOfConfig({ path: 'sip.json', text: rule, mode: null, git: 'none' })).toBeNull()
})

test.each(['package.json', 'a/tsconfig.build.json', 'x.schema.json', 'notes.md'])('leaves %s alone', (path) => {
  expect(reader.recognises({ path, text: `{"dispatch_rule": ${rule}}`, mode: null, git: 'none' })).toBe(false)
})

describe('malformed', () => {
  test.each([
    [`{"dispatch_rule": ${rule},}`, ['rule wrapped r', 'fault syntax 1:116']],
    [`{\n  // ours\n  "dispatch_rule": ${rule}\n}`, ['fault syntax 2:3']],
    ['{"dispatch_rule": {"rule": ', ['fault syntax 1:28']],
    ['{"trunk": {"numbers": ["+1"', ['fault syntax 1:28']],
    ['{"trunk": {"numbers": ["+1"], "name": "a", "name": "b"}}', ['inbound wrapped b', 'fault syntax 1:44']],
  ])('%s', (text, expected) => {
    expect(seen(text)).toEqual(expected)
  })

  test('says where, without a piece of the text', () => {
    const faults = read('{\n  "trunk": {"numbers": ["+1"], "auth_password": hunter2}\n}').filter(({ what }) => what === 'fault')
    expect(JSON.stringify(faults)).not.toContain('hunter2')
    expect(faults).toMatchObject([{ at: { line: 2, column: 49 } }])
  })

  test("a broken file of something else is nobody's", () => {
    expect(seen('{"room_config": [')).toEqual([])
  })
})

test('keeps what is secret, but no variable and no common word', () => {
  const secrets = (text: string) => read(text).flatMap((fact) => ('secrets' in fact ? fact.secrets : []))
  expect(secrets('{"trunk": {"numbers": ["+1"], "authPassword": "s3cr3t-of-mine"}}')).toEqual(['s3cr3t-of-mine'])
  expect(secrets('{"trunk": {"numbers": ["+1"], "auth_password": "${SIP_PASSWORD}"}}')).toEqual([])
  expect(secrets('{"trunk": {"numbers": ["+1"], "auth_password": "password"}}')).toEqual([])
  expect(secrets('{"dispatch_rule": {"rule": {"dispatch_rule_direct": {"room_name": "a", "pin": "73190264"}}}}')).toEqual(['73190264'])
})

describe('egress requests', () => {
  const kinds = (text: string) => read(text, 'record.json', egress).map((fact) => (fact.what === 'egress-request' ? fact.type : fact.what))
  const file = '"file_outputs": [{"filepath": "/out/a.ogg", "s3": {"access_key": "AKIA0000", "secret": "abcdef123", "bucket": "b"}}]'

  test.each([
    [`{"room_name": "twilio-sip-room", "audio_only": true, ${file}}`, ['room-composite']],
    ['{"roomName": "a", "layout": "speaker"}', ['room-composite']],
    [`{"url": "https://example.com", ${file}}`, ['web']],
    [`{"room_name": "a", "identity": "caller", ${file}}`, ['participant']],
    [`{"room_name": "a", "audio_track_id": "TR_1", ${file}}`, ['track-composite']],
    ['{"room_name": "a", "track_id": "TR_1", "file": {"filepath": "a"}}', ['track']],
    ['{"room_name": "a", "track_id": "TR_1", "websocket_url": "wss://x"}', ['track']],
    [`{"room": "a", "audio_only": true, ${file}}`, ['room-composite']],
    ['{"room_name": "a", "empty_timeout": 300}', []],
    ['{"file_outputs": [], "dataframes": {}}', []],
    ['{"egress_id": "EG_1", "room_name": "a", "room_composite": {"layout": "grid"}}', []],
    ['{"room_name": "a", "layout": ', ['fault']],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected)
  })

  test('keeps the keys of its store', () => {
    expect(read(`{"room_name": "a", ${file}}`, 'r.json', egress).flatMap((fact) => ('secrets' in fact ? fact.secrets : []))).toEqual([
      'AKIA0000',
      'abcdef123',
    ])
  })
})

const name = fc.constantFrom(
  ...'trunk dispatch_rule rule dispatchRuleDirect items numbers trunk_ids room_config agents agentName egress room replace'.split(' '),
  ...'file_outputs filepath room_name audio_only auth_password pin address sip_trunk_id << __proto__'.split(' '),
)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double()),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
  ),
}))

describe('whatever it meets', () => {
  const text = fc.oneof(
    tree.map((value) => JSON.stringify(value)),
    fc.tuple(tree, fc.nat(400)).map(([value, at]) => (JSON.stringify(value) ?? '').slice(0, at)),
    fc.tuple(tree, fc.nat(400), fc.string()).map(([value, at, more]) => {
      const whole = JSON.stringify(value, null, 2) ?? ''
      return `${whole.slice(0, at)}${more}${whole.slice(at)}`
    }),
    fc.string({ unit: 'binary' }).map((noise) => `dispatch_rule trunk: room_name layout ${noise}`),
  )

  test.each([
    ['SIP resources', reader],
    ['egress requests', egress],
  ])('the reader of %s neither throws nor points outside of the text', (_, which) => {
    fc.assert(
      fc.property(text, fc.constantFrom('a.json', 'a.yaml'), (content, path) => {
        const source: Source = { path, text: content, mode: null, git: 'none' }
        which.recognises(source)
        const lines = content.split('\n')
        const places: unknown[] = []
        for (const fact of which.read(source, folderView([source], []))) {
          if ('at' in fact) places.push(fact.at)
          if (fact.what === 'agent-name') places.push(fact.name.at)
        }
        for (const { line, column, length } of places as { line: number; column: number; length: number }[]) {
          const row = lines[line - 1]
          expect(row).toBeDefined()
          expect(column - 1 + length).toBeLessThanOrEqual((row ?? '').length + 1)
          expect(column).toBeGreaterThanOrEqual(1)
        }
      }),
      { numRuns: runs },
    )
  })
})
