import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Place } from '../../core/place.ts'
import { readFacts } from '../check.ts'
import type { Source } from '../source.ts'

const RUNS = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const LONGEST_MS = 2000
const RUN_MS = 100

const env = 'export LIVEKIT_URL="ws://a:7880" # c\nLIVEKIT_KEYS=\'{"a": "b"}\'\nA=${B}x\nB="two\nlines"\nREDIS_URL=redis://u:p@h:1/2\r\n'
const compose = `
x-env: &env {LIVEKIT_API_KEY: k, LIVEKIT_API_SECRET: "\${B:?no}"}
include: [other/compose.yaml]
services:
  livekit:
    image: livekit/livekit-server:\${TAG:-v1}
    command: --dev --keys "a: b" --node-ip=1.2.3.4
    ports: ["7880:7880", "\${P}:1-2/udp", {target: 80, published: "8080-8081"}]
    volumes: [./livekit.yaml:/etc/livekit.yaml:ro, data:/data]
    environment:
      <<: *env
      LIVEKIT_CONFIG: |
        port: 7880
        keys: {"\${A}": "\${B:-x}"}
  agent:
    extends: {service: livekit, file: other/compose.yaml}
    env_file: [.env]
    environment: [LIVEKIT_URL=ws://livekit:7880, "LIVEKIT_KEYS=a: b", FROM_SHELL]
    configs: [{source: c, target: /c.yaml}]
    depends_on: [livekit]
configs: {c: {content: "api_key: a"}}
volumes: {data: !reset null}
`
const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: livekit, labels: {app: a}}
spec:
  template:
    metadata: {labels: {app: a}}
    spec:
      containers:
        - name: livekit
          image: livekit/livekit-server:v1
          args: [--dev, "--keys=a: b"]
          env:
            - {name: K, valueFrom: {secretKeyRef: {name: s, key: k}}}
            - {name: LIVEKIT_KEYS, value: "$(K): $(K)"}
          envFrom: [{configMapRef: {name: c}, prefix: X_}]
          volumeMounts: [{name: v, mountPath: /etc}]
      volumes: [{name: v, configMap: {name: c}}]
---
apiVersion: v1
kind: Secret
metadata: {name: s}
data: {k: YTogYg==}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  config.yaml: |
    port: 1
    redis: {address: "a:1"}
`
const values =
  'livekit:\n  rtc: {tcp_port: 1}\n  keys: {a: b}\n  turn: {enabled: true, tls_port: 1, secretName: x}\nstoreKeysInSecret: {enabled: true, keys: {a: b}}\n'
const dockerfile = 'ARG V=1\nFROM --platform=x livekit/egress:${V} AS a\nENV A="b c" \\\n  D=$V E=\'x\'\nENV OLD style\n'
const packages = '[project]\ndependencies = [\n  "livekit-agents[a,b]~=1.0", # c\n]\n[tool.poetry.dependencies]\nlivekit = "1"\n'

const FILES = {
  '.env': env,
  'compose.yaml': compose,
  'compose.override.yaml': compose,
  'compose.prod.yaml': 'services:\n  agent: {restart: always}\n',
  'other/compose.yaml': compose.replace('other/compose.yaml', '../compose.yaml'),
  'k8s/all.yaml': manifest,
  'values.yaml': values,
  'agent/Dockerfile': dockerfile,
  'agent/pyproject.toml': packages,
  'agent/requirements.txt': 'livekit-agents[x]==1\n',
  'agent/package.json': '{"dependencies": {"@livekit/agents": "1"}}',
}
const PIECES = [
  '${',
  '}',
  '$$',
  ':-',
  ':',
  ': ',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '  - ',
  '"',
  "'",
  '`',
  '#',
  '|',
  '>',
  '&a',
  '*a',
  '<<: *a\n',
  '!reset ',
  '[',
  ']',
  '{',
  '=',
  '\\',
  '\uFEFF',
  '\u0000',
  '\u2028',
  '€',
  '😀',
  '---\n',
  'services:\n',
  'extends: a\n',
  '$(K)',
  '%',
  '-1',
  '99999999999',
  'null',
  '~',
]

/** What is read together with each: the reader of a Dockerfile asks for no other file. */
function beside(path: keyof typeof FILES): Record<string, string> {
  const isCompose = path === '.env' || path.includes('compose')
  return Object.fromEntries(
    Object.entries(FILES).filter(([name]) => name === path || (isCompose && (name === '.env' || name.includes('compose')))),
  )
}

type Change = { at: number; cut: number; text: string }

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat({ max: 30 }),
  text: fc.oneof(
    fc.constantFrom(...PIECES),
    fc.string({ maxLength: 8 }),
    fc.constantFrom(...PIECES).map((piece) => piece.repeat(50)),
  ),
})

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, { at, cut, text: added }) => {
    const start = Math.floor(at * before.length)
    return before.slice(0, start) + added + before.slice(start + cut)
  }, text)
}

function folder(files: Record<string, string>): Source[] {
  return Object.entries(files).map(([path, text]) => ({ path, text, mode: 0o644, git: 'none' }))
}

/** Every place in what was read, however deep. */
function placesIn(value: unknown, found: Place[] = [], seen = new Set<object>()): Place[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found
  seen.add(value)
  if ('file' in value && 'line' in value && 'column' in value) found.push(value as Place)
  for (const child of value instanceof Map ? value.values() : Object.values(value)) placesIn(child, found, seen)
  return found
}

function expectReadable(files: Record<string, string>): void {
  const start = performance.now()
  const { facts } = readFacts(folder(files))
  expect(performance.now() - start).toBeLessThan(LONGEST_MS)
  const lines = new Map(Object.entries(files).map(([path, text]) => [path, text.split('\n')]))
  const kinds = [
    'env',
    'api-pair',
    'livekit-url',
    'redis',
    'service',
    'project',
    'listen',
    'config',
    'agent-name',
    'package',
    'base-image',
    'fault',
    'redis-server',
  ] as const
  for (const place of kinds.flatMap((kind) => placesIn(facts.all(kind)))) {
    const line = lines.get(place.file)?.[place.line - 1]
    const fits = line !== undefined && place.column >= 1 && place.length >= 0 && place.column - 1 + place.length <= line.length
    if (!fits) expect({ place, line }).toBe('a place inside of its file')
  }
}

describe.each(Object.keys(FILES) as (keyof typeof FILES)[])('%s', (path) => {
  test('as it is', () => expectReadable(beside(path)))

  test(
    'with anything in it',
    () => {
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) =>
          expectReadable({ ...beside(path), [path]: changed(FILES[path], changes) }),
        ),
        { numRuns: RUNS },
      )
    },
    RUNS * RUN_MS,
  )
})

test('files that are made to take long', () => {
  const many = (text: string, count: number) => text.repeat(count)
  for (const files of [
    { '.env': many('A="x\n', 60_000) },
    { '.env': `A0=${many('x', 1000)}\n${Array.from({ length: 60 }, (_, n) => `A${n + 1}=\${A${n}}\${A${n}}`).join('\n')}` },
    { '.env': many("LIVEKIT_KEYS='{\n", 20_000) },
    { 'compose.yaml': `services:\n  a:\n    image: ${many('${A:-', 50_000)}\n` },
    { 'compose.yaml': `services:\n  a:\n    image: x\n    volumes: ["${many('${', 2000)}:/x"]\n    command: '${many('"', 20_001)}'\n` },
    { 'compose.yaml': `services:\n${many('', 1)}${Array.from({ length: 3000 }, (_, n) => `  s${n}: {extends: s${n + 1}}\n`).join('')}` },
    { Dockerfile: `FROM a\nENV A="${many('\\\n', 20_000)}` },
    { 'requirements.txt': `livekit[${many('a,', 50_000)}\n${many(' ', 50_000)}` },
    { 'pyproject.toml': `livekit\ndependencies = [${many('"', 50_001)}` },
    {
      'a.yaml': `apiVersion: v1\nkind: Deployment\n${many('---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {a: b}}\n', 800)}`,
    },
  ] as Record<string, string>[]) {
    expectReadable(files)
  }
})
