import { afterEach, describe, expect, test } from 'vitest'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { probe as exposed } from '../../src/doctor/probes/redis-exposed.ts'
import { probe as reachable } from '../../src/doctor/probes/redis-reachable.ts'
import { probe as shared } from '../../src/doctor/probes/redis-shared.ts'
import { probe as serverReachable } from '../../src/doctor/probes/server-reachable.ts'
import { probe as sipAlive } from '../../src/doctor/probes/sip-alive.ts'
import { probe as sipService } from '../../src/doctor/probes/sip-service.ts'
import { probe as versions } from '../../src/doctor/probes/versions-known-traps.ts'
import type { RedisTarget } from '../../src/doctor/subject.ts'
import { freePort } from '../support/free-port.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { bareSubject, runAll, runOne } from '../support/probing.ts'
import { listenOn, startRedis, type RedisServer } from '../support/redis-server.ts'
import { lacks } from '../support/require.ts'
import { Undo } from '../support/undo.ts'

const PASSWORD = 'a-password-of-redis-that-nobody-may-see'
const undo = new Undo()
afterEach(() => undo.run())

async function redisServer(options: Parameters<typeof startRedis>[0] = {}): Promise<RedisServer> {
  return undo.add(await startRedis(options), (server) => server.stop())
}

function target(port: number, more: Partial<RedisTarget> = {}): RedisTarget {
  return { user: 'livekit', host: '127.0.0.1', port, db: 0, username: null, password: null, tls: false, ...more }
}

describe.skipIf(lacks('redis-server'))('redis.reachable', () => {
  const look = (redis: RedisTarget) => runOne(reachable, bareSubject({ redis: [redis], secrets: [PASSWORD] }))

  test('stopped: told; started again: passes', async () => {
    const redis = await redisServer()
    expect(await look(target(redis.port))).toMatchObject({ status: 'pass', detail: `Redis answers at ${redis.address}` })
    await redis.stop()
    expect(await look(target(redis.port))).toMatchObject({ status: 'fail', detail: expect.stringContaining('nothing listens there') })
    await redisServer({ port: redis.port })
    expect((await look(target(redis.port))).status).toBe('pass')
  })

  test('no password, a wrong one, the right one', async () => {
    const redis = await redisServer({ options: ['--requirepass', PASSWORD] })
    expect(await look(target(redis.port))).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('asks for a password, and none is set for livekit'),
    })
    const wrong = await look(target(redis.port, { password: `${PASSWORD}-not` }))
    expect(wrong).toMatchObject({ status: 'fail', detail: expect.stringContaining('refuses the password') })
    expect(JSON.stringify(wrong)).not.toContain(PASSWORD)
    expect((await look(target(redis.port, { password: PASSWORD }))).status).toBe('pass')
  })

  test('somebody who never answers does not hold it up, and is told', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    undo.add(silent, async () => silent.close())
    const seen = await look(target((silent.address() as AddressInfo).port))
    expect(seen).toMatchObject({ status: 'fail', detail: expect.stringContaining('no answer came in time') })
    expect(seen.ms).toBeLessThan(4500)
  })
})

describe.skipIf(lacks('redis-server') || !outerAddress())('redis.exposed', () => {
  const look = (port: number, password: string | null = null) => runOne(exposed, bareSubject({ redis: [target(port, { password })] }))
  const open = ['--bind', '0.0.0.0', '--protected-mode', 'no']

  test('open to everybody: told with the address; with a password, or bound to this machine, it passes', async () => {
    const everywhere = await redisServer({ options: open })
    expect(await look(everywhere.port)).toMatchObject({
      status: expect.stringMatching(/^(warn|fail)$/),
      detail: expect.stringContaining(String(outerAddress())),
    })
    const locked = await redisServer({ options: [...open, '--requirepass', PASSWORD] })
    expect((await look(locked.port, PASSWORD)).status).toBe('pass')
    const here = await redisServer()
    expect((await look(here.port)).status).toBe('pass')
    const guarded = await redisServer({ options: ['--bind', '0.0.0.0', '--protected-mode', 'yes'] })
    expect((await look(guarded.port)).status).toBe('pass')
  })
})

/** An address of this machine that others could reach; undefined where it has none. */
function outerAddress(): string | undefined {
  const all = Object.entries(networkInterfaces()).flatMap(([name, each]) => (/^(docker|br-)/.test(name) ? [] : (each ?? [])))
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('redis.shared', () => {
  async function server(redis: RedisServer | null): Promise<LiveKit> {
    return undo.add(await startLiveKit(redis ? { config: { redis: { address: redis.address } } } : {}), (each) => each.stop())
  }
  const subjectFor = (livekit: LiveKit, redis: RedisTarget[]) =>
    bareSubject({ serverUrl: livekit.url, keys: [{ user: 'stack', key: livekit.apiKey, secret: livekit.apiSecret }], redis })

  test('the server on the Redis of the files passes, and the version is known from both', async () => {
    const redis = await redisServer()
    const livekit = await server(redis)
    const seen = await runAll([reachable, shared, versions], subjectFor(livekit, [target(redis.port)]))
    expect(seen).toMatchObject([
      { status: 'pass' },
      { status: 'pass', detail: `livekit listens on the Redis at ${redis.address}` },
      { status: 'pass' },
    ])
  })

  test('a server without Redis, and one on another, are told; on the same one it passes', async () => {
    const [redis, other] = [await redisServer(), await redisServer()]
    const alone = await server(null)
    expect(await runOne(shared, subjectFor(alone, [target(redis.port)]))).toMatchObject({
      status: 'fail',
      detail: `No LiveKit server listens on the Redis at ${redis.address}`,
      finding: { why: expect.stringContaining('None has ever used it') },
    })
    const elsewhere = await server(other)
    expect((await runOne(shared, subjectFor(elsewhere, [target(redis.port)]))).status).toBe('fail')
    expect((await runOne(shared, subjectFor(elsewhere, [target(other.port)]))).status).toBe('pass')
  })

  test('programs on two Redis servers, or two databases of one, are told apart', async () => {
    const [redis, other] = [await redisServer(), await redisServer()]
    const livekit = await server(redis)
    const sip = { user: 'sip' }
    const two = await runOne(shared, subjectFor(livekit, [target(redis.port), target(other.port, sip)]))
    expect(two).toMatchObject({ status: 'fail', detail: `livekit uses Redis ${redis.address} and sip uses ${other.address}` })
    const databases = await runOne(shared, subjectFor(livekit, [target(redis.port), target(redis.port, { ...sip, db: 3 })]))
    expect(databases).toMatchObject({ status: 'fail', detail: expect.stringContaining(`sip uses ${redis.address}/3`) })
    // The same server by another of its names.
    const names = await runOne(shared, subjectFor(livekit, [target(redis.port), target(redis.port, { ...sip, host: 'localhost' })]))
    expect(names.status).toBe('pass')
  })

  test('a server that hangs because its Redis does is told so, and what to begin with', async () => {
    const silent = async () => {
      const server = createServer(() => {})
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      undo.add(server, async () => server.close())
      return (server.address() as AddressInfo).port
    }
    const subject = bareSubject({ serverUrl: `ws://127.0.0.1:${await silent()}`, redis: [target(await silent())] })
    expect(await runOne(serverReachable, subject)).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('neither does its Redis'),
      finding: { fix: { command: 'voicectl doctor --only redis.reachable' } },
    })
    expect((await runOne(serverReachable, { ...subject, redis: [] })).finding?.why).toContain('LiveKit hangs')
  })

  test('a SIP service that is gone is told once, by what it does not answer', async () => {
    const redis = await redisServer()
    const livekit = await server(redis)
    const subject = {
      ...subjectFor(livekit, [target(redis.port)]),
      sip: { host: '127.0.0.1', port: await freePort(), tlsPort: null, healthUrl: null },
    }
    expect(await runAll([reachable, shared, sipAlive, sipService], subject)).toMatchObject([
      { status: 'pass' },
      { status: 'pass', detail: `livekit listens on the Redis at ${redis.address}` },
      { status: 'fail' },
      { status: 'skipped', detail: 'because the SIP service does not answer (sip.alive)' },
    ])
    expect(await runOne(sipService, subject)).toMatchObject({ status: 'fail' })
    undo.add(await listenOn(redis.port, ['SIPInternal|CreateSIPParticipant|REQ']), (end) => end())
    expect(await runOne(shared, subject)).toMatchObject({ status: 'pass', detail: `livekit, sip listen on the Redis at ${redis.address}` })
  })

  test('a Redis that a newer server has used is a warning', async () => {
    const redis = await redisServer()
    const livekit = await server(redis)
    const { createClient } = await import('@redis/client')
    const client = await createClient({ url: `redis://${redis.address}` }).connect()
    await client.set('livekit_version', '99.0.0')
    await client.close()
    expect(await runOne(versions, subjectFor(livekit, [target(redis.port)]))).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('99.0.0'),
    })
  })
})
