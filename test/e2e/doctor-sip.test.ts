import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SipClient } from 'livekit-server-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { probe as registered } from '../../src/doctor/probes/agent-registered.ts'
import { probe as egressAlive } from '../../src/doctor/probes/egress-alive.ts'
import { compareDeclared } from '../../src/sip/apply/compare-declared.ts'
import { probe as sipDeclared } from '../../src/doctor/probes/sip-declared.ts'
import { probe as sipRules } from '../../src/doctor/probes/sip-rules.ts'
import { probe as sipService } from '../../src/doctor/probes/sip-service.ts'
import type { Subject } from '../../src/doctor/subject.ts'
import { loadStack } from '../../src/stack/load.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { bareSubject, runOne } from '../support/probing.ts'
import { startAgent } from '../support/programs.ts'
import { listenOn, startRedis, type RedisServer } from '../support/redis-server.ts'
import { lacks } from '../support/require.ts'
import { writeStack } from '../support/stack.ts'
import { Undo } from '../support/undo.ts'
import { runVoicectl } from '../support/voicectl.ts'

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('doctor looks at telephony', () => {
  const last = new Undo()
  const undo = new Undo()
  let redis: RedisServer
  let livekit: LiveKit
  let sip: SipClient
  let subject: Subject

  beforeAll(async () => {
    redis = last.add(await startRedis(), (server) => server.stop())
    livekit = last.add(await startLiveKit({ config: { redis: { address: redis.address } } }), (server) => server.stop())
    sip = new SipClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret)
    subject = bareSubject({
      serverUrl: livekit.url,
      keys: [{ user: 'livekit', key: livekit.apiKey, secret: livekit.apiSecret }],
      redis: [{ user: 'livekit', host: '127.0.0.1', port: redis.port, db: 0, username: null, password: null, tls: false }],
      sip: { host: '127.0.0.1', port: 5060, tlsPort: null, healthUrl: null },
      egress: { healthUrl: null, outputs: [] },
    })
  })
  afterEach(() => undo.run())
  afterAll(() => last.run())

  it('services that listen on the Redis of LiveKit, and those that are gone', async () => {
    const stop = await listenOn(redis.port, ['SIPInternal|CreateSIPParticipant|REQ', 'EgressInternal|StartEgress|REQ'])
    expect(await runOne(sipService, subject)).toMatchObject({
      status: 'pass',
      detail: expect.stringContaining('one livekit-sip takes work'),
    })
    expect((await runOne(egressAlive, subject)).status).toBe('pass')
    await stop()
    const ill = await runOne(sipService, subject)
    expect(ill).toMatchObject({ status: 'fail', detail: expect.stringContaining(redis.address) })
    expect(ill.finding?.fix).toMatchObject({ command: 'docker compose up --detach' })
    expect((await runOne(egressAlive, subject)).status).toBe('fail')
    undo.add(await listenOn(redis.port, ['SIPInternal|CreateSIPParticipant|REQ']), (close) => close())
    expect((await runOne(sipService, subject)).status).toBe('pass')
  })

  it('what voicectl.yaml declares and the server lacks, until it is applied', async () => {
    const cwd = await mkdtemp(path.join(tmpdir(), 'voicectl-declared-'))
    undo.add(cwd, (folder) => rm(folder, { recursive: true, force: true }))
    const sip = {
      inbound: [{ name: 'declared-in', numbers: ['+15557770001'] }],
      dispatch: [{ name: 'declared', rule: { direct: { roomName: 'r' } }, trunks: ['declared-in'] }],
    }
    const { apiKey, apiSecret, url } = livekit
    await writeFile(path.join(cwd, 'voicectl.yaml'), stringify({ version: 1, name: 's', target: 'cloud', livekit: { url }, sip }))
    await writeFile(path.join(cwd, '.env'), `LIVEKIT_API_KEY=${apiKey}\nLIVEKIT_API_SECRET=${apiSecret}\n`, { mode: 0o600 })
    const declaring = { ...subject, stack: await loadStack(cwd) }
    const ill = await runOne(sipDeclared, declaring, { declaredSip: compareDeclared })
    expect(ill).toMatchObject({ status: 'fail', detail: expect.stringContaining('inbound trunk "declared-in", dispatch rule "declared"') })
    // The fix, to the letter.
    expect(ill.finding?.fix.command).toBe('voicectl sip apply')
    expect((await runVoicectl(['sip', 'apply'], { cwd })).exitCode).toBe(0)
    expect(await runOne(sipDeclared, declaring, { declaredSip: compareDeclared })).toMatchObject({
      status: 'pass',
      detail: 'The server has all 2 as voicectl.yaml declares them',
    })
    const [trunk] = sip.inbound
    const other = { ...sip, inbound: [{ ...trunk, allowedAddresses: ['203.0.113.7'] }] }
    await writeFile(path.join(cwd, 'voicectl.yaml'), stringify({ version: 1, name: 's', target: 'cloud', livekit: { url }, sip: other }))
    const differing = await runOne(sipDeclared, { ...subject, stack: await loadStack(cwd) }, { declaredSip: compareDeclared })
    expect(differing).toMatchObject({
      status: 'warn',
      detail: 'The server has inbound trunk "declared-in" otherwise than voicectl.yaml declares',
    })
    await runVoicectl(['sip', 'rollback', '--yes'], { cwd })
    expect((await runOne(sipDeclared, declaring, { declaredSip: compareDeclared })).status).toBe('fail')
    expect((await runOne(sipDeclared, subject)).status).toBe('skipped')
  })

  it('workers by their names in the Redis of LiveKit', async () => {
    const stack = await writeStack({ livekit, agent: { name: 'front-desk.2', lowMemory: true, drainSeconds: 0 } })
    undo.add(stack, () => stack.remove())
    undo.add(await startAgent(stack), (program) => program.stop())
    const asking = (name: string) => ({ ...subject, agent: { names: [], wanted: [name], healthUrl: null } })
    expect(await runOne(registered, asking('front-desk.2'))).toMatchObject({
      status: 'pass',
      detail: "front-desk.2 is registered, seen in LiveKit's Redis",
    })
    expect(await runOne(registered, asking('front-desk'))).toMatchObject({
      status: 'fail',
      detail: 'No worker is registered as front-desk, but one is as front-desk.2',
    })
  })

  it('rules and trunks as the server has them, until the printed fix is done', async () => {
    expect(await runOne(sipRules, subject)).toMatchObject({ status: 'warn', detail: 'There is no trunk and no dispatch rule yet' })
    const stack = await writeStack({ livekit, agent: { name: 'desk', lowMemory: true, drainSeconds: 0 } })
    undo.add(stack, () => stack.remove())
    undo.add(await startAgent(stack), (program) => program.stop())
    const trunk = await sip.createSipInboundTrunk('desk', ['+15550100'], { authUsername: 'u', authPassword: 'a-password-not-shown' })
    const rule = await sip.createSipDispatchRule(
      { type: 'individual', roomPrefix: 'call' },
      { name: 'calls', trunkIds: [trunk.sipTrunkId], roomConfig: { agents: [{ agentName: 'desk' }] } as never },
    )
    expect(await runOne(sipRules, subject)).toMatchObject({
      status: 'pass',
      detail: '1 inbound trunk, 0 outbound trunks, 1 dispatch rule, all in order',
    })

    await sip.deleteSipTrunk(trunk.sipTrunkId)
    const ill = await runOne(sipRules, subject)
    expect(ill).toMatchObject({
      status: 'fail',
      detail: `Dispatch rule calls (${rule.sipDispatchRuleId}) is for ${trunk.sipTrunkId}, which does not exist`,
    })
    expect(ill.finding?.fix.text).toContain('Put the id of an inbound trunk into trunk_ids')

    const again = await sip.createSipInboundTrunk('desk', ['+15550100'], { authUsername: 'u', authPassword: 'a-password-not-shown' })
    await sip.updateSipDispatchRuleFields(rule.sipDispatchRuleId, { trunkIds: { set: [again.sipTrunkId] } as never })
    expect((await runOne(sipRules, subject)).status).toBe('pass')

    const open = await sip.createSipDispatchRule({ type: 'direct', roomName: 'lobby' }, { name: 'open' })
    const both = await runOne(sipRules, subject)
    expect(both.status).toBe('fail')
    expect(both.detail).toContain('takes calls that belong to no trunk')
    expect(both.detail).toContain('sends no agent, and every worker has a name')
    expect(JSON.stringify(both)).not.toContain('a-password-not-shown')
    await sip.deleteSipDispatchRule(open.sipDispatchRuleId)
    expect((await runOne(sipRules, subject)).status).toBe('pass')
  })

  it('a server without Redis', async () => {
    const alone = undo.add(await startLiveKit(), (server) => server.stop())
    const keys = [{ user: 'livekit', key: alone.apiKey, secret: alone.apiSecret }]
    expect(await runOne(sipRules, { ...subject, serverUrl: alone.url, keys })).toMatchObject({
      status: 'fail',
      detail: 'LiveKit itself has no Redis, so it knows no trunks and no rules',
    })
  })
})
