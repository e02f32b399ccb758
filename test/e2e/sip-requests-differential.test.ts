import fc from 'fast-check'
import { AccessToken } from 'livekit-server-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { lacks } from '../support/require.ts'
import { sipRequests, type SipRequest } from '../support/sip-requests.ts'

const SEED = Number(process.env['VOICECTL_TEST_SEED'] ?? 20_261_122)
const RUNS = Number(process.env['VOICECTL_TEST_RUNS'] ?? 600)

/** The rules whose errors say that LiveKit refuses the request. */
const REFUSED = [
  'trunk.invalid-value',
  'trunk.header-invalid',
  'trunk.address-not-host',
  'trunk.outbound-no-number',
  'trunk.no-auth-no-allowlist',
  'dispatch.invalid-value',
  'dispatch.no-rule',
  'dispatch.conflict',
]

function objections({ body }: SipRequest): string[] {
  const source = { path: 'request.json', text: JSON.stringify(body, null, 2), mode: 0o644, git: 'none' as const }
  const { findings } = check({ sources: [source], unread: [] }, { rules: REFUSED, severity: 'error' })
  // What is dropped without a word is an error too, and not refused.
  const refusals = findings.filter(({ why }) => !why.includes('without a word'))
  return refusals.map(({ id, message }) => `${id}: ${message}`)
}

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('check and the SIP service of the real livekit-server', () => {
  let redis: RedisServer
  let server: LiveKit
  let token: string

  beforeAll(async () => {
    redis = await startRedis()
    server = await startLiveKit({ config: { redis: { address: redis.address } } })
    const access = new AccessToken(server.apiKey, server.apiSecret, { ttl: 3600 })
    access.addSIPGrant({ admin: true })
    token = await access.toJwt()
  })

  afterAll(async () => {
    await server?.stop()
    await redis?.stop()
  })

  async function call(method: string, body: unknown): Promise<{ status: number; answer: Record<string, string> }> {
    const response = await fetch(`${server.httpUrl}/twirp/livekit.SIP/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    return { status: response.status, answer: (await response.json()) as Record<string, string> }
  }

  test(`say the same of ${RUNS} requests`, { timeout: 180_000 }, async () => {
    const apart: string[] = []
    let refused = 0
    for (const request of fc.sample(sipRequests, { seed: SEED, numRuns: RUNS })) {
      const { status, answer } = await call(request.method, request.body)
      const found = objections(request)
      if (status === 200) {
        // One request must not stand in another's way.
        if (answer['sip_trunk_id']) await call('DeleteSIPTrunk', { sip_trunk_id: answer['sip_trunk_id'] })
        if (answer['sip_dispatch_rule_id']) await call('DeleteSIPDispatchRule', { sip_dispatch_rule_id: answer['sip_dispatch_rule_id'] })
      } else {
        refused++
      }
      if ((status === 200) !== (found.length === 0)) {
        apart.push(
          `${request.method} ${JSON.stringify(request.body)}\nit says: ${status} ${answer['msg'] ?? ''}\ncheck says: ${found.join('; ') || 'nothing'}`,
        )
      }
    }
    process.stdout.write(
      `livekit-server and check agree on ${RUNS - apart.length} of ${RUNS} SIP requests; ${refused} are refused (seed ${SEED})\n`,
    )
    expect(apart, `seed ${SEED}`).toEqual([])
    expect(refused).toBeGreaterThan(RUNS / 10)
    expect(refused).toBeLessThan(RUNS * 0.9)
  })
})
