import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SipDispatchRule, SipInboundTrunk, SipOutboundTrunk, SipState } from '../../src/core/sip-resources.ts'
import { planRestore } from '../../src/sip/apply/restore.ts'
import { recordOptions, SipServer } from '../../src/sip/apply/run.ts'
import { readSince, snapshotNames } from '../../src/sip/apply/snapshot.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { lacks } from '../support/require.ts'
import { accessOf, applyTo, plainState, startSipStack, writeStackFiles, type SipStack } from '../support/sip-server.ts'
import { runVoicectl } from '../support/voicectl.ts'

const PASSWORD = 'carrier-password-1'
const PIN = '471100'

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('sip pull and rollback', () => {
  let stack: SipStack
  beforeAll(async () => void (stack = await startSipStack()))
  afterEach(() => stack.clear())
  afterAll(() => stack.stop())

  const file = (name: string) => path.join(stack.dir, name)
  const voicectl = (...args: string[]) => runVoicectl(['sip', ...args], { cwd: stack.dir })

  const writeStack = (text = '') => writeStackFiles(stack, text)

  /** What somebody made by hand: with and without names, twice the same name, with secrets. */
  async function byHand(): Promise<void> {
    const trunk = (await stack.api.create('inbound', {
      name: 'in',
      numbers: ['+15550000001'],
      authUsername: 'u',
      authPassword: PASSWORD,
    })) as SipInboundTrunk
    await stack.api.create('inbound', { numbers: ['+15550000002'], ringingTimeout: '90s' })
    await stack.api.create('outbound', { name: 'out', address: 'a.example.com', numbers: ['+15550000003'] })
    await stack.api.create('outbound', { name: 'out', address: 'b.example.com', numbers: ['+15550000004'] })
    const rule = { dispatchRuleDirect: { roomName: 'lobby', pin: PIN } }
    await stack.api.create('rules', {
      name: 'desk',
      rule,
      trunkIds: [trunk.sipTrunkId ?? ''],
      roomConfig: { agents: [{ agentName: 'front' }] },
    })
  }

  it('writes what others made into voicectl.yaml, so that nothing is left to say, and secrets into .env', async () => {
    await writeStack()
    await byHand()
    const before = await readFile(file('voicectl.yaml'), 'utf8')
    const { stdout, exitCode } = await voicectl('pull')
    expect(exitCode, stdout).toBe(0)
    const after = await readFile(file('voicectl.yaml'), 'utf8')
    expect(after.startsWith(before)).toBe(true)
    const env = await readFile(file('.env'), 'utf8')
    expect((await stat(file('.env'))).mode & 0o777).toBe(0o600)
    for (const secret of [PASSWORD, PIN]) {
      expect(env).toContain(secret)
      expect(after).not.toContain(secret)
      expect(stdout).not.toContain(secret)
    }
    expect((await voicectl('pull', '--json')).stdout).toContain('"changed":[]')
    expect(await readFile(file('voicectl.yaml'), 'utf8')).toBe(after)
    // They are not ours yet: taking them over is all that an apply would do.
    const planned = await voicectl('plan', '--json')
    expect(planned.exitCode, planned.stdout).toBe(0)
    const plan = JSON.parse(planned.stdout) as {
      data: { changes: { action: string; fields: { path: string }[] }[] }
    }
    expect(plan.data.changes.map(({ action }) => action)).toEqual(Array.from({ length: 5 }, () => 'update'))
    expect(new Set(plan.data.changes.flatMap(({ fields }) => fields.map(({ path: name }) => name)))).toEqual(new Set(['owner', 'name']))
    expect((await voicectl('apply', '--yes', '--json')).exitCode).toBe(0)
    expect(JSON.parse((await voicectl('plan', '--json', '--check')).stdout)).toMatchObject({ ok: true, data: { unchanged: 5 } })
  })

  it('the state in --json is for programs, with secrets only where they are asked for', async () => {
    await writeStack()
    await byHand()
    const hidden = await voicectl('pull', '--json', '--dry-run')
    expect(hidden.stdout).not.toContain(PASSWORD)
    expect(JSON.parse(hidden.stdout)).toMatchObject({
      data: { written: false, state: { inbound: [{}, {}], outbound: [{}, {}], rules: [{ name: 'desk' }] } },
    })
    expect(await readFile(file('voicectl.yaml'), 'utf8')).not.toContain('sip:')
    const shown = await voicectl('pull', '--json', '--dry-run', '--show-secrets')
    expect(shown.stdout).toContain(PASSWORD)
  })

  it('what was changed on the server comes into the file, beside comments, and what is gone there is named', async () => {
    await writeStack(`telephony: {enabled: true}
sip:
  inbound:
    # the office
    - name: in
      numbers: ['+15550000001'] # main line
      ringingTimeout: 1m
    - name: gone # no more
      numbers: ['+15550000009']
`)
    expect((await voicectl('apply', '--json')).exitCode).toBe(0)
    const state = await stack.api.list()
    const [trunk, gone] = ['in', 'gone'].map((name) => state.inbound.find((each) => each.name === name))
    await stack.api.replace('inbound', trunk?.sipTrunkId ?? '', { ...trunk, numbers: ['+15550000005'] })
    await stack.api.delete('inbound', gone?.sipTrunkId ?? '')
    const { stdout } = await voicectl('pull')
    expect(stdout).toContain('inbound trunk "gone" is declared and not on the server')
    expect(await readFile(file('voicectl.yaml'), 'utf8')).toContain(`    # the office
    - name: in
      numbers: ['+15550000005'] # main line
      ringingTimeout: 1m
    - name: gone # no more
`)
    expect((await voicectl('pull', '--prune')).exitCode).toBe(0)
    expect(await readFile(file('voicectl.yaml'), 'utf8')).not.toContain('gone')
  })

  it('rollback brings back how it was before any apply, whatever came after', async () => {
    const number = fc.constantFrom('+15550000001', '+15550000002', '+15550000003', '+15550000004')
    const state = fc
      .record({
        a: fc.uniqueArray(number, { maxLength: 2 }).map((list) => list.toSorted()),
        b: fc.uniqueArray(number, { maxLength: 2 }).map((list) => list.toSorted()),
        rule: fc.option(fc.constantFrom('one', 'two'), { nil: null }),
        out: fc.boolean(),
      })
      .map(({ a, b, rule, out }): SipState => {
        const others = b.filter((each) => !a.includes(each))
        const inbound = [
          ...(a.length > 0 ? [{ name: 'a', numbers: a, authUsername: 'u', authPassword: `${PASSWORD}${a.length}` }] : []),
          ...(others.length > 0 ? [{ name: 'b', numbers: others }] : []),
        ]
        const rules: SipDispatchRule[] =
          rule !== null && a.length > 0
            ? [{ name: 'r', trunkIds: ['a'], metadata: rule, rule: { dispatchRuleIndividual: { roomPrefix: 'c' } } }]
            : []
        const outbound: SipOutboundTrunk[] = out ? [{ name: 'o', address: 'a.example.com', numbers: ['+15550000009'] }] : []
        return { inbound, outbound, rules }
      })
    // One of a name goes and another takes the name: the rule needs the one that is made again.
    const rules = [{ name: 'r', trunkIds: ['a'], metadata: 'one', rule: { dispatchRuleIndividual: { roomPrefix: 'c' } } }]
    const before: SipState = { inbound: [{ name: 'a', numbers: ['+15550000004'] }], outbound: [], rules }
    const later = ['b', 'a'].map((name): SipState => ({ inbound: [{ name, numbers: ['+15550000001'] }], outbound: [], rules: [] }))
    await fc.assert(
      fc.asyncProperty(state, fc.array(state, { minLength: 1, maxLength: 3 }), async (first, others) => {
        await stack.clear()
        await applyTo(stack, first, { prune: true })
        const was = await plainState(stack.api)
        const snapshots: string[] = []
        for (const after of others) snapshots.push((await applyTo(stack, after, { prune: true })).applied?.snapshot ?? '')
        const oldest = snapshots.find((name) => name !== '')
        if (oldest === undefined) return
        await rollback(oldest)
        expect(await plainState(stack.api)).toEqual(was)
      }),
      { numRuns: 40, examples: [[before, later]] },
    )
  })

  async function rollback(name: string): Promise<void> {
    const target = { access: accessOf(stack.livekit), cloud: false, dir: stack.dir, owner: 'test-stack' }
    const snapshot = await readSince(name, recordOptions(target))
    const server = await SipServer.open(target)
    const planAgain = async () => planRestore({ snapshot, stored: await server.stored(), owner: 'test-stack', ...server.comparison })
    const plan = await planAgain()
    expect(plan.problems).toEqual([])
    const { receipts, notStored } = await server.apply(plan, { report: () => {}, planAgain })
    expect(receipts.map(({ outcome }) => outcome)).toEqual(receipts.map(() => 'done'))
    expect(notStored).toEqual([])
  }

  it('leaves what other stacks have made to their own files, unless it is taken over by its id', async () => {
    await writeStack()
    await applyTo(stack, { inbound: [{ name: 'theirs', numbers: ['+15550000007'] }] }, { owner: 'other-stack' })
    await stack.api.create('inbound', { name: 'nobodys', numbers: ['+15550000008'] })
    const { stdout } = await voicectl('pull', '--json')
    const { data } = JSON.parse(stdout) as { data: { changed: string[]; others: unknown[] } }
    expect([data.changed, data.others]).toEqual([
      [expect.stringContaining('"nobodys"')],
      [{ label: expect.stringContaining('"theirs"'), owner: 'other-stack' }],
    ])
    expect((await voicectl('plan')).exitCode).toBe(0)
  })

  it('a rollback can be looked at before, and takes what nobody can be asked about only with --yes', async () => {
    await writeStack()
    await applyTo(stack, { inbound: [{ name: 'a', numbers: ['+15550000001'] }] })
    const looked = await voicectl('rollback', '--dry-run')
    expect([looked.exitCode, looked.stdout]).toEqual([0, expect.stringContaining('- inbound trunk "a"')])
    const { exitCode, stderr } = await voicectl('rollback')
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('voicectl sip rollback --dry-run shows it')])
    expect((await plainState(stack.api)).ours.inbound).toHaveLength(1)
  })

  it('snapshots and the record hold no secret that can be read', async () => {
    const trunk = {
      name: 'a',
      numbers: ['+15550000001'],
      authUsername: 'u',
      authPassword: PASSWORD,
      headers: { 'X-Token': 'header-secret' },
    }
    await applyTo(stack, { inbound: [trunk], rules: [{ name: 'r', rule: { dispatchRuleDirect: { roomName: 'x', pin: PIN } } }] })
    await applyTo(stack, { inbound: [{ ...trunk, authPassword: 'another-password', numbers: ['+15550000002'] }] }, { prune: true })
    const names = await snapshotNames(stack.dir)
    expect(names).toHaveLength(2)
    const texts = await Promise.all(
      [file('.voicectl/sip/applied.json'), ...names.map((name) => file(`.voicectl/sip/snapshots/${name}.json`))].map((each) =>
        readFile(each, 'utf8'),
      ),
    )
    for (const text of texts) for (const secret of [PASSWORD, 'another-password', 'header-secret', PIN]) expect(text).not.toContain(secret)
    expect(texts.join('')).toContain('sealed:')
  })
})
