import fc from 'fast-check'
import { expect, test } from 'vitest'
import { challengeIn, digestAnswer, type Challenge } from './digest.ts'
import { SipHeaders } from './message.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)
// RFC 7616, 3.9.1.
const rfc = {
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
}
const mufasa = {
  username: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
}

function challenge(headers: [string, string][]): Challenge | null {
  const all = new SipHeaders()
  for (const [name, value] of headers) all.add(name, value)
  return challengeIn(all)
}

test.each([
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
])('the example of RFC 7616 with %s', (algorithm, response) => {
  const { realm, nonce, opaque } = rfc
  const found = challenge([
    ['WWW-Authenticate', `Digest realm="${realm}", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}"`],
  ])
  expect(found).toMatchObject({ answerIn: 'Authorization', hasQop: true })
  const answer = found && digestAnswer(found, mufasa)
  expect(answer).toContain(`response="${response}"`)
  expect(answer).toMatch(/^Digest username="Mufasa", .*qop=auth, nc=00000001, cnonce="[^"]+", opaque="[^"]+"$/)
  expect(answer).not.toContain(mufasa.password)
})

test("livekit-sip's own challenge, without qop: RFC 2069", () => {
  const found = challenge([['Proxy-Authenticate', 'Digest realm="UserAgent", nonce="1700000000000000", algorithm=MD5']])
  expect(found).toMatchObject({ answerIn: 'Proxy-Authorization', hasQop: false, opaque: null, isStale: false })
  // As Python's hashlib has it: md5(md5('u:UserAgent:p'):1700000000000000:md5('INVITE:sip:a')).
  const answer = found && digestAnswer(found, { username: 'u', password: 'p', method: 'INVITE', uri: 'sip:a', cnonce: 'c' })
  expect(answer).toContain('response="acc7b98b848cf605ec0c961bb81bb10b"')
  expect(answer).not.toContain('qop')
})

test('the strongest that can be answered counts; quotes are read and written', () => {
  const found = challenge([
    ['WWW-Authenticate', 'Basic realm="x"'],
    ['WWW-Authenticate', 'Digest realm="md5", nonce="1"'],
    ['WWW-Authenticate', 'Digest realm="a \\"b\\", c", nonce="2", algorithm=sha-256, stale=TRUE'],
    ['WWW-Authenticate', 'Digest realm="later", nonce="3", algorithm=SHA-512-256'],
  ])
  expect(found).toMatchObject({ algorithm: 'SHA-256', realm: 'a "b", c', isStale: true })
  expect(found && digestAnswer(found, { ...mufasa, username: 'a"b' })).toMatch(/username="a\\"b", realm="a \\"b\\", c"/)
})

test.each([
  '',
  'Basic realm="x"',
  'Digest',
  'Digest nonce="1"',
  'Digest realm="x", nonce="1", algorithm=MD5-sess',
  'Digest realm="x", nonce="1", qop="auth-int"',
])('%j can not be answered', (value) => expect(challenge([['WWW-Authenticate', value]])).toBeNull())

test('any challenge is read without an error, and its answer keeps to one line', () => {
  const part = fc.oneof(fc.constantFrom('Digest ', 'realm="', 'nonce=', '", ', 'algorithm=MD5', '\\', '\r\n', 'qop='), fc.string())
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const found = challenge([['WWW-Authenticate', `Digest realm="r", nonce="n", ${parts.join('')}`]])
      if (found) expect(digestAnswer(found, mufasa)).not.toMatch(/[\r\n]/)
    }),
    { numRuns: runs },
  )
})
