import { expect, test } from 'vitest'
import { emptyReport, type CallReport } from '../../platform/sip/call-report.ts'
import { judgeCall, type CallContext } from './call-verdict.ts'

const context: CallContext = {
  host: 'sip.example.com',
  port: 5060,
  address: '203.0.113.5',
  isNear: false,
  to: '+15550100',
  from: 'desk 2',
  hasCredentials: false,
  seconds: 30,
}
const said = { program: null, contactHost: null, seenAs: null }
const answer = (status: number, reason = '') => ({ ...said, status, reason })
const refused = (status: number, reason = '', more: Partial<CallReport> = {}): Partial<CallReport> => ({
  outcome: 'rejected',
  answer: answer(status, reason),
  ...more,
})
const media = { audio: { address: '203.0.113.5', port: 10_000 }, codecs: [], isEncrypted: false }
const heard = { packets: 50, firstMs: 80, from: { address: '203.0.113.5', port: 10_000 }, payloadType: 0 }
const local = { address: '198.51.100.1', port: 4000 }
const well: Partial<CallReport> = { outcome: 'answered', answer: answer(200, 'OK'), ms: 4200, media, audio: heard, local }

function judge(report: Partial<CallReport>, more: Partial<CallContext> = {}) {
  return judgeCall({ ...emptyReport('udp'), ...report }, { ...context, ...more })
}

test.each([
  ['answered', well, 'pass answered: Answered after 4.2 s; audio comes from 203.0.113.5:10000, as its SDP says'],
  [
    'audio from elsewhere',
    { ...well, audio: { ...heard, from: { address: '203.0.113.9', port: 1 } } },
    'pass answered: Answered after 4.2 s; audio comes from 203.0.113.9:1, where its SDP says 203.0.113.5:10000',
  ],
  ['hung up', { ...well, hungUpByThem: true }, /^warn hung-up: Answered after 4\.2 s; audio .*, then the other side hung up$/],
  [
    'no audio',
    { ...well, audio: { ...heard, packets: 0, from: null } },
    'warn no-audio: Answered, but no audio came from 203.0.113.5:10000',
  ],
  ['no place for audio', { ...well, media: null }, 'warn no-media: Answered, but the answer names no place for audio'],
  [
    'a private Contact',
    { ...well, answer: { ...answer(200), contactHost: '172.18.0.3' } },
    'warn private-contact: Answered, but sip.example.com calls itself 172.18.0.3, which only its own network can reach',
  ],
  [
    'private audio',
    { ...well, media: { ...media, audio: { address: '10.0.0.5', port: 1 } } },
    'warn private-media: Answered, but sip.example.com wants its audio at 10.0.0.5, which only its own network can reach',
  ],
  [
    'a certificate',
    { ...well, certificate: 'CERT_HAS_EXPIRED' },
    'warn certificate: Answered, but its TLS is not to be trusted: its certificate has expired',
  ],
  [
    'rings on',
    { outcome: 'ringing', rings: 30, answer: answer(180, 'Ringing') },
    'fail not-answered: It rings for 30 s, and nobody answers',
  ],
  [
    'drops',
    { outcome: 'ringing', rings: 1, wasDropped: true, answer: answer(180, 'Ringing') },
    'fail dropped: The call was taken (180 Ringing), then dropped without a word',
  ],
  [
    '100 alone',
    { outcome: 'trying', answer: answer(100, 'Processing') },
    'fail stuck: The call was taken (100 Processing), and nothing follows within 30 s',
  ],
  ['no word', { outcome: 'unanswered' }, 'fail ignored: sip.example.com:5060 answers OPTIONS, but not this call'],
  [
    'a broken connection',
    { outcome: 'trouble', trouble: { outcome: 'failed', detail: 'HUNG_UP' }, answer: answer(180, 'Ringing') },
    'fail cut-off: The connection broke after 180 Ringing',
  ],
  ['given up', { outcome: 'stopped' }, 'warn stopped: The call was ended before it was answered'],
  ['asked', refused(407, 'Unauthorized', { password: 'asked' }), 'pass needs-password: The call is refused: 407 Unauthorized'],
  ['wrong', refused(401, 'Unauthorized', { password: 'given' }), 'fail wrong-password: The call is refused: 401 Unauthorized'],
  ['403', refused(403, 'Forbidden'), 'fail not-allowed: The call is refused: 403 Forbidden'],
  ['Cloud without a rule', refused(404, 'Does not match any SIP Trunks'), /^fail no-route: .*Does not match any SIP Trunks$/],
  ['flood', refused(486, 'flood'), 'fail no-rule: The call is refused: 486 flood'],
  [
    'flood as a reason',
    refused(486, 'Busy Here', { remarks: ['SIP;cause=486;text="flood"'] }),
    'fail no-rule: The call is refused: 486 Busy Here; SIP;cause=486;text="flood"',
  ],
  ['livekit-sip gives up', refused(486, 'Rejected'), 'fail given-up: The call is refused: 486 Rejected'],
  ['busy', refused(486, 'Busy Here'), 'fail busy: The call is refused: 486 Busy Here'],
  ['busy everywhere', refused(600), 'fail busy: The call is refused: 600'],
  ['away', refused(480), 'fail unavailable: The call is refused: 480'],
  ['codecs', refused(488, 'Not Acceptable Here'), 'fail no-common-media: The call is refused: 488 Not Acceptable Here'],
  ['codecs of livekit-sip', refused(400), 'fail no-common-media: The call is refused: 400'],
  ['another 400', refused(400, 'Missing Contact'), 'fail not-understood: The call is refused: 400 Missing Contact'],
  ['no server', refused(503, 'Try again later'), 'fail no-server: The call is refused: 503 Try again later'],
  ['a fault', refused(500), 'fail server-error: The call is refused: 500'],
  ['elsewhere', refused(302, 'Moved', { redirects: ['sbc.example.net'] }), 'fail redirect: The call is refused: 302 Moved'],
  ['declined', refused(603), 'fail declined: The call is refused: 603'],
  ['short', refused(484), 'fail number-incomplete: The call is refused: 484'],
  ['a loop', refused(482), 'fail loop: The call is refused: 482'],
  ['a rare one', refused(423), 'fail rejected: The call is refused: 423'],
  ['a rare one of servers', refused(513), 'fail server-error: The call is refused: 513'],
] satisfies [string, Partial<CallReport>, string | RegExp][])('%s', (_what, report, expected) => {
  const { level, code, text, why, fix } = judge(report)
  expect(`${level} ${code}: ${text}`).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected))
  if (level !== 'pass' && code !== 'stopped') expect([why, fix[0]?.text]).not.toContain(undefined)
  if (level !== 'pass' && code !== 'stopped') expect(why).not.toBe('')
})

test('whom to explain is named as it was called', () => {
  expect(judge(refused(404)).fix[0]?.command).toBe("voicectl sip explain --from 'desk 2' --to +15550100")
})

test('the address that may have to be allowed is named', () => {
  const seen = { ...answer(403), seenAs: { address: '198.51.100.7', port: 5062 } }
  expect(judge({ outcome: 'rejected', answer: seen }).fix[0]?.text).toContain('198.51.100.7:5062')
  expect(judge(refused(302, '', { redirects: ['sbc.example.net'] })).fix[0]?.text).toContain('sbc.example.net')
})

test('a password that can not be given, and one that is asked for', () => {
  expect(judge(refused(407), { hasCredentials: true }).code).toBe('password-refused')
  expect(judge(refused(407)).fix[0]?.text).toContain('VOICECTL_SIP_PASSWORD')
})

test('behind NAT no audio says nothing, and among neighbours private addresses are right', () => {
  const nobody = { ...heard, packets: 0, from: null }
  const behind = judge({ ...well, audio: nobody, local: { address: '192.168.1.5', port: 1 } })
  expect(behind).toMatchObject({ code: 'no-audio', why: expect.stringContaining('behind NAT') })
  const near = { ...well, answer: { ...answer(200), contactHost: '10.0.0.5' }, certificate: 'ERR_TLS_CERT_ALTNAME_INVALID' }
  expect(judge(near, { isNear: true, address: '10.0.0.5' }).code).toBe('answered')
})
