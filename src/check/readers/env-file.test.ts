import { describe, expect, test } from 'vitest'
import type { Fact } from '../facts.ts'
import { folderView } from '../folder-view.ts'
import type { Source } from '../source.ts'
import { reader } from './env-file.ts'

function file(path: string, text: string): Source {
  return { path, text, mode: 0o600, git: 'none' }
}

function read(path: string, text: string, others: Source[] = []): Fact[] {
  const source = file(path, text)
  return [...reader.read(source, folderView([source, ...others], []))]
}

function named(facts: Fact[], name: string) {
  return facts.flatMap((fact) => (fact.what === 'env' && fact.name === name ? [fact] : []))
}

describe('what it recognises', () => {
  test.each([
    '.env',
    'web/.env.local',
    '.env.production',
    '.env.example',
    'stack.env',
    'env.example',
    'deploy/livekit.env',
    '.env.local.example',
  ])('%s', (path) => expect(reader.recognises(file(path, ''))).toBe(true))
  test.each(['environment.ts', 'env.ts', 'src/env.d.ts', 'README.env.md', 'config.env.js', 'env', '.environment', 'venv/bin/activate'])(
    'not %s',
    (path) => expect(reader.recognises(file(path, ''))).toBe(false),
  )
})

test('values have the place and the length they are written with', () => {
  const text = [
    '# keys',
    'export LIVEKIT_API_KEY = "devkey" # ours',
    "  GROQ_API_KEY='gsk_x y'",
    'PLAIN=a b  # comment',
    'EMPTY=',
    'HASH=a#b',
  ].join('\n')
  const facts = read('.env', text)
  expect(named(facts, 'LIVEKIT_API_KEY')[0]).toMatchObject({
    at: { line: 2, column: 8, length: 15 },
    value: { value: 'devkey', at: { line: 2, column: 26, length: 8 } },
  })
  expect(named(facts, 'GROQ_API_KEY')[0]).toMatchObject({
    value: { value: 'gsk_x y', at: { line: 3, column: 16, length: 9 } },
    secret: true,
  })
  expect(named(facts, 'PLAIN')[0]).toMatchObject({ value: { value: 'a b', at: { line: 4, column: 7, length: 3 } }, secret: false })
  expect(named(facts, 'EMPTY')[0]).toMatchObject({ value: { value: '', at: { line: 5, column: 7, length: 0 } } })
  expect(named(facts, 'HASH')[0]).toMatchObject({ value: { value: 'a', at: { line: 6, column: 6, length: 1 } } })
})

test('a byte order mark, carriage returns and a name given twice', () => {
  const facts = read('.env', '\uFEFFLIVEKIT_URL=ws://a:7880\r\nLIVEKIT_URL=ws://b:7880\r\n')
  expect(named(facts, 'LIVEKIT_URL').map(({ value }) => value?.value)).toEqual(['ws://a:7880', 'ws://b:7880'])
  expect(facts.flatMap((fact) => (fact.what === 'livekit-url' ? [fact.url] : []))).toMatchObject([
    { value: 'ws://b:7880', at: { line: 2, column: 13 } },
  ])
})

test('key and secret of one file are a pair', () => {
  const [pair] = read('agent/.env.local', 'LIVEKIT_API_SECRET=abc\nLIVEKIT_API_KEY=APIx\n').filter(({ what }) => what === 'api-pair')
  expect(pair).toMatchObject({
    side: 'client',
    user: 'agent',
    key: { value: 'APIx', at: { line: 2 } },
    secret: { value: 'abc', at: { line: 1 } },
  })
})

describe('LIVEKIT_KEYS', () => {
  const pairs = (text: string) => read('.env', text).flatMap((fact) => (fact.what === 'api-pair' ? [fact] : []))

  test('one pair in quotes', () => {
    expect(pairs('LIVEKIT_KEYS="devkey: secret"')).toMatchObject([
      {
        side: 'server',
        key: { value: 'devkey', at: { line: 1, column: 15, length: 6 } },
        secret: { value: 'secret', at: { line: 1, column: 23, length: 6 } },
      },
    ])
  })

  test('JSON with two pairs', () => {
    expect(pairs(`LIVEKIT_KEYS='{"a": "b1", "c": "d1"}'`)).toMatchObject([
      { key: { value: 'a' }, secret: { value: 'b1', at: { column: 21, length: 4 } } },
      { key: { value: 'c' }, secret: { value: 'd1' } },
    ])
  })

  test('YAML over several lines', () => {
    expect(pairs('LIVEKIT_KEYS="\none: two\nthree: four"\n')).toMatchObject([
      { key: { value: 'one', at: { line: 2, column: 1 } }, secret: { value: 'two', at: { line: 2, column: 6 } } },
      { key: { value: 'three', at: { line: 3, column: 1 } }, secret: { value: 'four', at: { line: 3, column: 8 } } },
    ])
  })
})

test('a reference to a name of the same file is filled in, another one leaves the value unknown', () => {
  const facts = read('.env', 'HOST=livekit.example.org\nLIVEKIT_URL=wss://${HOST}\nNEXT_PUBLIC_LIVEKIT_URL=${ELSEWHERE}\n')
  expect(facts.filter(({ what }) => what === 'livekit-url')).toMatchObject([
    { url: { value: 'wss://livekit.example.org', through: [{ line: 1, column: 6 }] } },
  ])
  expect(named(facts, 'NEXT_PUBLIC_LIVEKIT_URL')[0]).toMatchObject({ value: null, browser: true })
})

test('Redis by address and by URL', () => {
  const redis = (text: string) => read('.env', text).filter(({ what }) => what === 'redis')
  expect(redis('REDIS_HOST=cache\nREDIS_PORT=6380\nREDIS_DB=2\nREDIS_PASSWORD=pw')).toMatchObject([
    { address: { value: 'cache:6380' }, db: { value: 2 }, password: { value: 'pw' }, tls: false },
  ])
  expect(redis('REDIS_URL=rediss://me:pw@cache:6390/1')).toMatchObject([
    { address: { value: 'cache:6390' }, db: { value: 1 }, username: { value: 'me' }, password: { value: 'pw' }, tls: true },
  ])
})

test('whose file it is, by its folder and by what stands in it', () => {
  const user = (path: string, text = 'LIVEKIT_URL=ws://x') => read(path, text).find(({ what }) => what === 'livekit-url')
  expect(user('frontend/.env.local')).toMatchObject({ user: 'page' })
  expect(user('voice-agent/.env')).toMatchObject({ user: 'agent' })
  expect(user('livekit-dashboard/.env')).toMatchObject({ user: 'dashboard' })
  expect(user('.env', 'VITE_LIVEKIT_URL=wss://x')).toMatchObject({ user: 'page', browser: true })
  expect(user('.env')).toMatchObject({ user: 'other' })
})

test('a worker has its name, a page asks for it', () => {
  expect(read('agent/.env', 'LIVEKIT_AGENT_NAME=hello').at(-1)).toMatchObject({
    what: 'agent-name',
    side: 'worker',
    name: { value: 'hello' },
  })
  expect(read('web/.env', 'AGENT_NAME=hello').at(-1)).toMatchObject({ what: 'agent-name', side: 'wanted' })
})

test('an example says what there is to set, and nothing of any stack', () => {
  const facts = read('.env.example', 'LIVEKIT_API_KEY=\nLIVEKIT_API_SECRET=your-secret\nLIVEKIT_URL=ws://localhost:7880\n')
  expect(facts.map((fact) => fact.what === 'env' && fact.in)).toEqual(['example', 'example', 'example'])
})

test.each([
  ['SUPABASE_SERVICE_ROLE_KEY', 'x', true],
  ['LIVEKIT_API_SECRET', 'x', true],
  ['LIVEKIT_API_KEY', 'APIx', false],
  ['TWILIO_ACCOUNT_SID', 'AC1', false],
  ['AWS_ACCESS_KEY_ID', 'x', false],
  ['MAX_TOKENS', '4000', false],
  ['NEXT_PUBLIC_SUPABASE_ANON_KEY', 'x', false],
  ['SECRET_NAME', 'x', false],
  ['DATABASE_URL', 'postgres://app:kr4gle77zz@db/app', true],
  ['DATABASE_URL', 'postgres://postgres:postgres@db/app', false],
  ['MY_SETTING', 'sk-proj-abcdefghijklmnop', true],
  ['KEYBOARD', 'x', false],
  ['PASSTHROUGH', 'x', false],
])('%s=%s is a secret: %s', (name, value, secret) => {
  expect(named(read('.env', `${name}=${value}`), name)[0]?.secret).toBe(secret)
})
