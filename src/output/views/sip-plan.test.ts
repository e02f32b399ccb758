import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { ChangeAnswer } from '../../plan/change-answer.ts'
import type { SipAnswer } from '../../sip/apply/answer.ts'
import { glyphs, type Style } from '../style.ts'
import { viewSipAnswer } from './sip-plan.ts'

const style: Style = { color: new Chalk({ level: 0 }), glyph: glyphs({ LANG: 'C.UTF-8' }), width: 80 }
const change = (more: Partial<ChangeAnswer>): ChangeAnswer => ({
  action: 'update',
  kind: 'inbound trunk',
  name: 'carrier-in',
  id: 'ST_a',
  fields: [],
  outcome: 'planned',
  error: null,
  ...more,
})
const answer = (more: Partial<SipAnswer>): SipAnswer => ({
  server: 'ws://127.0.0.1:7880',
  changes: [],
  unchanged: 2,
  foreign: 0,
  surplus: [],
  trunks: { ST_a: 'carrier-in' },
  warnings: [],
  applied: null,
  ...more,
})

test('a plan says what changes, whose change it is, and what stays', () => {
  const fields = [
    { path: 'numbers', from: ['+1'], to: ['+1', '+2'], side: 'ours' as const },
    { path: 'media.encryption', from: 'SIP_MEDIA_ENCRYPT_ALLOW', to: null, side: 'theirs' as const },
  ]
  const rule = change({
    action: 'create',
    kind: 'dispatch rule',
    name: 'desk\u001b[31m',
    id: null,
    fields: [
      { path: 'trunkIds', from: null, to: ['ST_a', 'new'], side: null },
      { path: 'roomConfig.agents', from: null, to: [{ agentName: 'front', metadata: 'm' }], side: null },
      { path: 'rule.dispatchRuleDirect.roomName', from: null, to: 'lobby', side: null },
    ],
  })
  const text = viewSipAnswer(
    answer({
      changes: [change({ fields }), rule, change({ action: 'delete', name: 'old' })],
      foreign: 1,
      surplus: ['inbound trunk "gone" (ST_b)'],
    }),
    style,
  )
  expect(text).toMatchInlineSnapshot(`
    "~ inbound trunk "carrier-in" (ST_a)
        numbers                 +1 → +1, +2
        media.encryption        allow → -
                                changed on the server since the last apply

    + dispatch rule "desk"
        trunks                  carrier-in (ST_a), new
        agents                  front {"metadata":"m"}
        rule.direct.roomName    lobby

    - inbound trunk "old" (ST_a)

    · inbound trunk "gone" (ST_b) is not declared any more; --prune deletes it
    1 to make, 1 to change, 1 to delete; 2 more as declared, 1 of others left
      alone (ws://127.0.0.1:7880)"
  `)
})

test('what was done, what failed and why, and what was not tried', () => {
  const error = { code: 'SERVER_REFUSED', message: 'LiveKit refused it: no', why: null, fix: [{ text: 'Change it' }] }
  const changes = [change({ outcome: 'done' }), change({ name: 'b', outcome: 'failed', error }), change({ name: 'c', outcome: 'skipped' })]
  const applied = { snapshot: 's', notStored: [{ kind: 'dispatch rule', name: 'r', paths: ['numbers'] }], requests: 9 }
  expect(viewSipAnswer(answer({ changes, applied }), style)).toMatchInlineSnapshot(`
    "✓ inbound trunk "carrier-in" (ST_a) is changed
    ✗ inbound trunk "b" (ST_a) could not be changed
        LiveKit refused it: no
        → Change it
    · inbound trunk "c" (ST_a) was not tried
    ! The server did not keep numbers of the dispatch rule "r"
      It is too old for that, or somebody else has changed it meanwhile. Update
      livekit-server, or apply again.
    ✗ 1 of 3 done on ws://127.0.0.1:7880; 2 more as declared
      Take it back: voicectl sip rollback"
  `)
})

test('nothing to do', () => {
  expect(viewSipAnswer(answer({}), style)).toBe('✓ Nothing to change on ws://127.0.0.1:7880: 2 as declared')
})
