import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor, secretValuesOf } from './redactor.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
const SECRET = 'cäna/ry+secret "quoted" 42'
const redactor = createRedactor({
  secrets: [SECRET, '4711', 'redis://:p%40ssw0rd@host:6379', '{"private_key":"a-key-inside-of-json"}'],
  home: '/home/ada',
})

test.each([
  ['as it is', SECRET],
  ['in JSON', JSON.stringify({ a: SECRET })],
  ['in a URL', `https://x/?a=${encodeURIComponent(SECRET)}`],
  ['in a form', new URLSearchParams({ a: SECRET }).toString()],
  ['as hex', Buffer.from(SECRET).toString('hex')],
  ...['', 'u:', 'us:', 'user:'].flatMap((before): [string, string][] => [
    [`in base64 behind ${before}`, Buffer.from(`${before}${SECRET}${before}`).toString('base64')],
    [`in base64url behind ${before}`, Buffer.from(`${before}${SECRET}`).toString('base64url')],
  ]),
])('a known secret %s', (_, text) => {
  const shown = redactor.text(`before ${text} after`)
  expect(redactor.leaks(text)).toBe(true)
  expect(redactor.leaks(shown)).toBe(false)
  expect(shown).toMatch(/^before .*after$/)
  expect(shown).not.toMatch(/ry.?secret|quoted/)
})

test.each([
  ['a token', 'joined with eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl now', 'joined with •••••• now'],
  ['a header', 'Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic ••••••'],
  ['a bearer', 'sent "Bearer abc.def-ghi"', 'sent "Bearer ••••••"'],
  ['a query', 'GET /rtc?access_token=abc&x=1', 'GET /rtc?access_token=••••••&x=1'],
  ['a URL with a password', 'redis://app:hunter2@redis:6379/0', 'redis://app:••••••@redis:6379/0'],
  ['the password inside of a known URL', 'AUTH p@ssw0rd', 'AUTH ••••••'],
  ['a string inside of known JSON', 'key a-key-inside-of-json', 'key ••••••'],
  ['a short secret as a word', 'pin 4711, port 47110', 'pin ••••••, port 47110'],
  ['a number and an address', 'from +15550100123 (ada@example.com)', 'from +15•••23 (••••••@••••••)'],
  ['a home folder', '/home/ada/stack/.env', '~/stack/.env'],
  ['a private key', 'x -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- y', 'x •••••• y'],
  ['nothing to hide', 'ws://127.0.0.1:7880 answers in 12 ms', 'ws://127.0.0.1:7880 answers in 12 ms'],
])('%s', (_, text, shown) => {
  expect(redactor.text(text)).toBe(shown)
})

test('an .env file becomes a list of what is set', () => {
  const text = [
    '# my keys: hunter2',
    'export LIVEKIT_URL=wss://lk.example.com',
    'MY_OWN=hunter2',
    '#OLD=hunter3',
    'EMPTY=',
    'hunter4',
    'PORT=80',
  ].join('\n')
  expect(redactor.config('app/.env.local', text).split('\n')).toEqual([
    '# …',
    'export LIVEKIT_URL=wss://lk.example.com',
    'MY_OWN=••••••',
    '# OLD=••••••',
    'EMPTY=',
    '••••••',
    'PORT=80',
  ])
})

test('config files lose the values of names that sound secret', () => {
  const text = [
    'keys:',
    '  APIx: one',
    'SUPABASE_SERVICE_KEY: two',
    'environment:',
    '  - MY_PIN=three',
    '"pin": "four",',
    'command: serve --api-secret five --port 1',
    'port: 7880',
  ].join('\n')
  expect(redactor.config('compose.yaml', text).split('\n')).toEqual([
    'keys:',
    '  APIx: ••••••',
    'SUPABASE_SERVICE_KEY: ••••••',
    'environment:',
    '  - MY_PIN=••••••',
    '"pin": ••••••',
    'command: serve --api-secret •••••• --port 1',
    'port: 7880',
  ])
})

test('config files lose what commands, directives and addresses hold', () => {
  const text = [
    'environment: ["LIVEKIT_KEYS=a: XYZ", "LIVEKIT_REDIS_PASSWORD=XYZ"]',
    'command: redis-server --masterauth XYZ',
    'test: redis-cli -a XYZ ping',
    'test: curl -u joe:XYZ -H "X-Api-Key: XYZ" http://a',
    'hook: https://hooks.slack.com/services/T0/B0/XYZ',
    '  - MAIL_PW=XYZ',
    'dns cloudflare XYZ',
    'masterauth XYZ',
    'user bob on >XYZ',
  ]
  expect(redactor.config('compose.yaml', text.join('\n'))).not.toContain('XYZ')
})

test('variables with secrets, by their names and by their look', () => {
  const env = new Map([
    ['TWILIO_AUTH_TOKEN', 'x'],
    ['MINE', 'a1b2c3d4e5f6a7b8c9'],
    ['LIVEKIT_URL', 'wss://a1b2c3d4e5f6a7b8c9'],
    ['NOTE', 'two words of 16 letters'],
  ])
  expect(secretValuesOf(env)).toEqual(['x', 'a1b2c3d4e5f6a7b8c9'])
})

test('no known secret survives in any text, in any of its forms', () => {
  const secret = fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' })
  const form = fc.constantFrom(
    (text: string) => text,
    (text: string) => JSON.stringify(text),
    encodeURIComponent,
    (text: string) => Buffer.from(text).toString('base64'),
    (text: string) => Buffer.from(`user:${text}`).toString('base64url'),
  )
  fc.assert(
    fc.property(secret, form, fc.string(), fc.string(), (value, encode, before, after) => {
      const one = createRedactor({ secrets: [value], home: '/root' })
      fc.pre(value.trim().length >= 6 && one.leaks(value))
      const shown = one.text(`${before} ${encode(value)} ${after}`)
      expect(one.leaks(shown)).toBe(false)
    }),
    { numRuns: runs },
  )
})

test('a megabyte in one line takes no time, and half a secret is not left at its cut', () => {
  const began = performance.now()
  for (const line of ['a'.repeat(1_000_000), 'eyJ-'.repeat(250_000), 'a.'.repeat(500_000), '\n'.repeat(1_000_000), 'key'.repeat(300_000)]) {
    redactor.text(line)
    redactor.config('a.yaml', line)
  }
  expect(performance.now() - began).toBeLessThan(5000)
  const cut = redactor.text(`${'x '.repeat(1995)}${SECRET} and more`.padEnd(9000, ' y'))
  expect(cut).not.toContain('cäna')
})
