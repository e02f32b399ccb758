import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contactHostOf, cseqOf, isResponse, parseSipMessage, programOf, splitList, tagOf, topVia } from './message.ts'
import { answerOf } from './ping.ts'

const runs = Number(process.env['VOICECTL_FUZZ_RUNS'] ?? 200)

function read(...lines: string[]) {
  const message = parseSipMessage(lines.join('\r\n'))
  if (!message) throw new Error('no message')
  return message
}

test.each([
  ['SIP/2.0 200 OK\r\nServer: LiveKit\r\n\r\n', { status: 200, reason: 'OK', program: 'LiveKit', contactHost: null, seenAs: null }],
  [
    'SIP/2.0 404 Not Found\nm: sip:10.0.0.1\n\n',
    { status: 404, reason: 'Not Found', program: null, contactHost: '10.0.0.1', seenAs: null },
  ],
  [
    'SIP/2.0 200 \r\nUser-Agent: a\r\nContact: "A, B" <sips:u@[fd00::1]:5061>\r\nVia: SIP/2.0/UDP a;received=203.0.113.7;rport=5070\r\n\r\nServer: body',
    { status: 200, reason: '', program: 'a', contactHost: 'fd00::1', seenAs: { address: '203.0.113.7', port: 5070 } },
  ],
])('%j', (text, answer) => {
  const message = parseSipMessage(text)
  expect(message && isResponse(message) && answerOf(message)).toEqual(answer)
})

test.each(['', 'HTTP/1.1 200 OK\r\n\r\n', 'SIP/2.0 999 No\r\n\r\n', 'BYE sip:a HTTP/1.1\r\n\r\n', 'bye sip:a SIP/2.0\r\n\r\n'])(
  '%j is no message',
  (text) => expect(parseSipMessage(text)).toBeNull(),
)

test('a request, its headers by long and short names, folded lines, and a body', () => {
  const message = read(
    'BYE sip:me@127.0.0.1:4000 SIP/2.0',
    'v: SIP/2.0/TCP a;branch=1',
    'Via: SIP/2.0/UDP b;branch="2,3", SIP/2.0/UDP c',
    't: "x;tag=no" <sip:me@x;tag=neither>;tag=mine',
    'CSEQ : 7 bye',
    'Subject: one',
    '  two',
    '\tthree',
    '',
    'body',
  )
  expect(message.start).toEqual({ kind: 'request', method: 'BYE', uri: 'sip:me@127.0.0.1:4000' })
  expect(message.headers.list('via')).toHaveLength(3)
  expect(topVia(message.headers)).toEqual({ branch: '1', received: null, rport: null })
  expect(tagOf(message.headers.first('to'))).toBe('mine')
  expect(cseqOf(message.headers)).toEqual({ number: 7, method: 'BYE' })
  expect(message.headers.first('subject')).toBe('one two three')
  expect(message.body).toBe('body')
})

test('what is missing or odd is null', () => {
  const { headers } = read('SIP/2.0 200 OK', 'Via: SIP/2.0/UDP a;received;rport=x', 'CSeq: INVITE', 'To: <sip:a>', 'Contact: *', 'Server:')
  expect(topVia(headers)).toEqual({ branch: null, received: null, rport: null })
  expect([cseqOf(headers), tagOf(headers.first('to')), contactHostOf(headers), programOf(headers)]).toEqual([null, null, null, null])
})

test('values are cut at commas outside of quotes and brackets', () => {
  expect(splitList('<sip:a,b>, "c,\\",d" <sip:e>,f,, ')).toEqual(['<sip:a,b>', '"c,\\",d" <sip:e>', 'f'])
})

test('any text is read without an error and in no time', () => {
  const starts = ['Contact: <sip:', 'Via: SIP/2.0/', 'm:', ':', 'To: ;tag=', 'CSeq: 1 ', ' folded', 'Content-Length: ']
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(...starts).chain((start) => fc.string().map((rest) => start + rest)),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const message = read('SIP/2.0 200 OK', ...lines)
      if (isResponse(message)) expect(answerOf(message).status).toBe(200)
      tagOf(message.headers.first('to'))
      cseqOf(message.headers)
    }),
    { numRuns: runs },
  )
  const began = performance.now()
  for (const part of ['sip:a', ',', ';tag=', '\n ', '\r\n', '"', 'Via: ']) {
    const message = parseSipMessage(`SIP/2.0 200 OK\r\nContact: ${part.repeat(1_000_000)}`)
    if (message && isResponse(message)) answerOf(message)
    splitList(part.repeat(50_000))
  }
  expect(performance.now() - began).toBeLessThan(1500)
})
