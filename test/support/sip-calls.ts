import fc from 'fast-check'

/** A call and the trunks and rules it meets, in the protocol's JSON. The pools are small, so that matches, ties, conflicts and pins are frequent. */
export interface CallCase {
  state: { inbound: object[]; rules: object[] }
  call: { from: string; to: string; ip?: string; host?: string; pin?: string; noPin?: boolean }
}

const called = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom('+15550001111', '+15550001111', '+15550001111', '15550001111', '+1 (555) 000-1111') },
  { weight: 4, arbitrary: fc.constantFrom('+15550002222', '15550002222') },
  { weight: 2, arbitrary: fc.constantFrom('02621234567', '+02621234567', 'alice', 'Alice', '100', '+100', '+1.555.000.1111') },
  { weight: 1, arbitrary: fc.constantFrom('', '+', '-', '()', '１５５', '+1\u00A0555', '+1 555\n', '\t100', '++1', '*', '😀', 'sip:100') },
)
const caller = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('+15559998888', '+15559998888', '15559998888', '+1 555 999 8888', '+15557776666') },
  { weight: 2, arbitrary: called },
  { weight: 2, arbitrary: fc.constantFrom('anonymous', 'Anonymous', '1', '1234', '12345', 'алиса', 'ü', 'naïve', 'a😀', '') },
)

const entry = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('203.0.113.7', '203.0.113.0/24', '203.0.113.9/31', '198.51.100.0/24', '0.0.0.0/0', '::/0') },
  { weight: 4, arbitrary: fc.constantFrom('1.2.3.4, 5.6.7.8', 'sip:203.0.113.7;x', 'sip://a', '*', '+1', '203.0.113.7 ', '(a)', 'a\tb') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('sip.example.com', 'SIP.example.com', '', '203.0.113.7:5060', '[2001:db8::1]', '203.0.113.7\u00A0'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('2001:db8::1', '2001:DB8:0:0::1', '2001:db8::/32', '2001:db8::1/128', 'fe80::/10', 'fe80::1%eth0'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('::ffff:203.0.113.7', '::ffff:203.0.113.0/120', '::ffff:cb00:7107', 'fe80::1', 'fe80::1%eth0/64'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('203.0.113.07', '203.0.113.0/024', '203.0.113.0/33', '203.0.113.0/', '203.0.113/24', '2001:db8::/129'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('1::2::3', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:8::', '203.0.113.0/+8', 'a/b/24', '::1.2.3.4/96', '/'),
  },
)
const ip = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('203.0.113.7', '203.0.113.7', '203.0.113.8', '198.51.100.20') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('2001:db8::1', '2001:DB8::0:1', 'fe80::1%eth0', 'fe80::1', '::ffff:203.0.113.7', '::1.2.3.4', '::'),
  },
  { weight: 2, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('203.0.113.7:5060', '203.0.113.007', '[::1]', 'a.example', '1.2.3', '::ffff:1.2.3.256', 'fe80::1%'),
  },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...Array.from('0123afF:.%/')), maxLength: 18 }) },
)

const trunkId = fc.constantFrom('ST_aaaaaaaaaaaa', 'ST_bbbbbbbbbbbb', 'ST_cccccccccccc', 'ST_dddddddddddd')
const room = fc.constantFrom('call', 'call', 'a', 'b', '', 'ü', '\uFF5E', '😀', '+15550001111')
const pin = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: fc.constantFrom('1234', '1234', '99') })

const choice = fc.oneof(
  {
    weight: 40,
    arbitrary: some({ roomPrefix: room, pin, noRandomness: fc.boolean() }).map((value) => ({ dispatchRuleIndividual: value })),
  },
  { weight: 25, arbitrary: some({ room_name: room, pin }).map((value) => ({ dispatch_rule_direct: value })) },
  { weight: 20, arbitrary: some({ roomPrefix: room, pin, randomize: fc.boolean() }).map((value) => ({ dispatchRuleCallee: value })) },
  { weight: 1, arbitrary: fc.constant({}) },
)

const inbound = some({
  numbers: fc.array(called, { maxLength: 3 }),
  allowed_addresses: few(entry, 3),
  allowedNumbers: few(caller, 2),
  authUsername: fc.constantFrom('', 'user'),
  auth_password: fc.constantFrom('', 'secret-of-the-trunk'),
  name: fc.constantFrom('Twilio', 'Telnyx'),
})
const rule = fc.record(
  {
    rule: choice,
    trunkIds: few(trunkId, 2),
    numbers: few(called, 2),
    inbound_numbers: few(caller, 2),
    hidePhoneNumber: fc.boolean(),
    metadata: fc.constantFrom('', '{"mode":"support"}'),
    attributes: fc.constantFrom({}, { tenant: 'acme', 'sip.trunkID': 'mine' }),
  },
  { requiredKeys: ['rule'] },
)

const call = fc.record(
  {
    from: caller,
    to: called,
    ip,
    host: fc.constantFrom('sip.example.com', '203.0.113.7', ''),
    pin,
    noPin: fc.constantFrom(false, false, false, true),
  },
  { requiredKeys: ['from', 'to'] },
)

/** Several that all fit one call, so that rank, room and order decide. */
const contested = fc.record({
  trunks: fc.array(some({ numbers: fc.constantFrom<string[]>([], ['+15550001111']), authUsername: fc.constant('user') }), { maxLength: 1 }),
  rules: fc.array(
    fc.record(
      {
        rule: fc.oneof(
          fc.constantFrom('call', 'call', 'b').map((roomPrefix) => ({ dispatchRuleIndividual: { roomPrefix } })),
          fc.constantFrom('call', 'a').map((roomName) => ({ dispatchRuleDirect: { roomName } })),
          fc.constantFrom('', '1234').map((code) => ({ dispatchRuleCallee: { pin: code } })),
        ),
        trunkIds: fc.constantFrom<string[]>([], [], ['ST_aaaaaaaaaaaa'], ['ST_bbbbbbbbbbbb']),
        numbers: fc.constantFrom<string[]>([], ['+15550001111'], ['+15550001111', '+15550002222']),
        inboundNumbers: fc.constantFrom<string[]>([], [], ['+15559998888']),
      },
      { requiredKeys: ['rule'] },
    ),
    { minLength: 2, maxLength: 4 },
  ),
  call: fc.record({ from: fc.constant('+15559998888'), to: fc.constant('+15550001111'), pin: fc.constantFrom('', '', '1234') }),
  anonymous: fc.constant(99),
})

const any = fc.record({
  trunks: fc.array(inbound, { maxLength: 3 }),
  rules: fc.array(rule, { maxLength: 4 }),
  call,
  anonymous: fc.integer({ min: 0, max: 40 }),
})

/** Trunks have different ids, and so have rules; some have none. */
export const callCases: fc.Arbitrary<CallCase> = fc
  .oneof({ weight: 2, arbitrary: any }, { weight: 1, arbitrary: contested })
  .map(({ trunks, rules, call: made, anonymous }) => ({
    state: {
      inbound: trunks.map((trunk, index) =>
        index === anonymous ? trunk : { sipTrunkId: `ST_${'abcd'.charAt(index).repeat(12)}`, ...trunk },
      ),
      rules: rules.map((one, index) => (index + 4 === anonymous ? one : { sip_dispatch_rule_id: `SDR_${index}`, ...one })),
    },
    call: made,
  }))

/** Each field is there in half of them. */
function some(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(fields, { requiredKeys: [] })
}

/** Mostly none, as a list that is left out stands for all. */
function few(item: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string[]> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    { weight: 2, arbitrary: fc.array(item, { minLength: 1, maxLength }) },
  )
}
