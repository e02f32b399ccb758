import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import type { CarrierAnswer, ChainAnswer, CarrierChange } from '../../sip/carriers/answer.ts'
import { glyphs, type Style } from '../style.ts'
import { viewCarrier } from './carrier.ts'
import { viewChain } from './carrier-chain.ts'

const styleAt = (width: number): Style => ({ color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width })
const carrier = { provider: 'twilio', label: 'Twilio', name: 'my-stack' }

const change = (part: Partial<CarrierChange>): CarrierChange => ({
  action: 'create',
  kind: 'trunk',
  name: 'my-stack',
  id: null,
  fields: [],
  outcome: 'planned',
  differs: [],
  error: null,
  ...part,
})
const answer = (part: Partial<CarrierAnswer>): CarrierAnswer => ({
  carrier,
  changes: [],
  unchanged: 0,
  moves: [],
  notes: [],
  checklist: null,
  attested: null,
  applied: false,
  ...part,
})

/** Lines that are wider than the terminal, though they could be cut. */
function tooWide(text: string, width: number): string[] {
  return text.split('\n').filter((line) => line.length > width && line.trim().includes(' '))
}

const plan = answer({
  unchanged: 2,
  changes: [
    change({ fields: [{ path: 'domainName', from: null, to: 'my-stack.pstn.twilio.com', side: null }] }),
    change({
      action: 'update',
      kind: 'number',
      name: '+15105550100',
      id: 'PN1',
      fields: [{ path: 'leadsTo', from: 'trunk PBX (TK00000000000000000000000000000001)', to: 'trunk my-stack', side: 'theirs' }],
    }),
  ],
  moves: [{ name: '+15105550100', from: 'trunk PBX' }],
  notes: ['A note that is long enough to be cut between words at eighty columns, as all the others are, too'],
})

describe.each([80, 200])('at %d columns', (width) => {
  test('a plan says what is made, what changes, who changed it, and what is taken from whom', () => {
    const text = viewCarrier(plan, styleAt(width))
    expect(tooWide(text, width)).toEqual([])
    expect(text).toContain('+ trunk my-stack\n    domain name')
    expect(text).toContain('~ number +15105550100 (PN1)\n    leads to')
    expect(text.replaceAll(/\s+/g, ' ')).toContain('(changed at the carrier since the last apply)')
    expect(text).toContain('! +15105550100 is taken away from trunk PBX')
    expect(text).toMatch(/1 to make, 1 to change; 2 as declared \(Twilio, my-stack\)$/)
  })

  test('what was done is told beside what failed, in the carrier’s words, and what was not tried', () => {
    const error = {
      code: 'CARRIER_REFUSED',
      message: 'Twilio refused it: Trunk Domain already taken (Twilio 21248)',
      why: 'It says 400.',
      fix: [{ text: 'Change it' }],
    }
    const text = viewCarrier(
      answer({
        applied: true,
        changes: [
          change({ outcome: 'done', id: 'TK1' }),
          change({ outcome: 'done', kind: 'origination URL', differs: ['enabled'] }),
          change({ outcome: 'failed', kind: 'credential', error }),
          change({ action: 'update', outcome: 'skipped', kind: 'number' }),
        ],
      }),
      styleAt(width),
    )
    expect(tooWide(text, width)).toEqual([])
    for (const line of [
      '✓ trunk my-stack (TK1) is made',
      '✗ credential my-stack could not be made',
      '· number my-stack was not tried',
      '✗ 1 of 4 done',
    ])
      expect(text).toContain(line)
    expect(text.replaceAll(/\s+/g, ' ')).toContain('The carrier still shows it in another way: enabled.')
    expect(text).toContain('Twilio 21248')
    expect(text).toMatch(/Go on from here: voicectl sip carrier apply$/)
  })

  test('a checklist is numbered, and says who said it is done', () => {
    const checklist = [{ title: 'Make a trunk', where: 'Console → Trunks', enter: [{ field: 'Name', value: 'my-stack' }] }]
    const text = viewCarrier(answer({ checklist }), styleAt(width))
    expect(tooWide(text, width)).toEqual([])
    expect(text).toContain('1. Make a trunk\n   Console → Trunks\n   Name                my-stack')
    expect(text).toMatch(/voicectl sip carrier apply --done$/)
    const attested = { by: 'anna', at: '2026-01-01T10:30:15.123Z', isCurrent: true }
    expect(viewCarrier(answer({ checklist, attested, applied: true }), styleAt(width))).toMatch(
      /✓ Noted: anna said at 2026-01-01 10:30 UTC that it is done$/,
    )
    const old = viewCarrier(answer({ checklist, attested: { ...attested, isCurrent: false } }), styleAt(width))
    expect(old.replaceAll(/\s+/g, ' ')).toContain('! anna said at 2026-01-01 10:30 UTC that it is done; the list is another one since')
  })

  test('a chain has a sign at each link and what to do about it', () => {
    const links: ChainAnswer['links'] = [
      { way: 'inbound', link: 'number', state: 'ok', detail: '+15105550100 leads to my-stack at Twilio', fix: null },
      {
        way: 'inbound',
        link: 'networks',
        state: 'wrong',
        detail: `Inbound trunk in refuses calls from ${'54.172.60.0/30, '.repeat(8)}`,
        fix: 'Add them',
      },
      { way: 'outbound', link: 'domain', state: 'unknown', detail: 'It could not be seen', fix: null },
    ]
    const text = viewChain(
      { carrier, links, byHand: false, attested: null, networks: { source: 'https://example.com/list', read: '2026-01-01' } },
      styleAt(width),
    )
    expect(tooWide(text, width)).toEqual([])
    expect(text).toContain('  ✓ +15105550100 leads to my-stack at Twilio')
    expect(text).toContain('    → Add them')
    expect(text).toContain('Calls that go out\n  ? It could not be seen')
    expect(text).toMatch(/1 wrong, 1 unknown, 1 in order$/)
    expect(text).not.toContain('is done')
  })

  test('the way through a carrier that is set up by hand says whose word there is for it', () => {
    const word = { by: 'anna', at: '2026-01-01T10:30:15.123Z', isCurrent: true }
    const link: ChainAnswer['links'][number] = { way: 'inbound', link: 'rule', state: 'ok', detail: 'fine', fix: null }
    const show = (attested: ChainAnswer['attested']) =>
      viewChain({ carrier, links: [link], byHand: true, attested, networks: null }, styleAt(width))
    const flat = (text: string) => text.replaceAll(/\s+/g, ' ')
    for (const attested of [word, { ...word, isCurrent: false }, null]) expect(tooWide(show(attested), width)).toEqual([])
    expect(flat(show(word))).toMatch(/✓ anna said at 2026-01-01 10:30 UTC that it is done 1 in order$/)
    expect(flat(show({ ...word, isCurrent: false }))).toMatch(
      /that it is done; the list is another one since.*apply --done .*sip carrier plan 1 in order$/,
    )
    expect(flat(show(null))).toMatch(/\? Nobody has said yet .*apply --done .*sip carrier plan 1 in order$/)
  })
})

test('nothing to do is told as that, with where to look further', () => {
  expect(viewCarrier(answer({ unchanged: 6, applied: true }), styleAt(80))).toBe(
    '✓ Nothing to change at Twilio, my-stack: 6 as declared\n  See the whole way of a call: voicectl sip carrier show',
  )
})

test("the carrier's text moves no cursor and breaks no line", () => {
  const text = viewCarrier(answer({ changes: [change({ name: 'a\u001B[2Jb\nc' })] }), styleAt(80))
  expect(text).not.toContain('\u001B')
  expect(text).not.toContain('b\nc')
})
