import { TokenVerifier } from 'livekit-server-sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { API_KEY, API_SECRET, closeServed, errorOf, serve } from '../../test/support/served-app.ts'

afterEach(closeServed)

async function claimsOf(answer: { text: string }) {
  const details = JSON.parse(answer.text) as Record<string, string>
  return { details, claims: await new TokenVerifier(API_KEY, API_SECRET).verify(details['participantToken'] ?? '') }
}

describe('POST /api/token', () => {
  it('starts a call in a room of its own, with the least grants and our agent', async () => {
    const { port, post } = await serve()
    const answer = await post('/api/token', { language: 'hi', mode: 'sales', voice: 'gemini' })
    expect(answer.status).toBe(201)
    expect(answer.headers['cache-control']).toBe('no-store')
    const { details, claims } = await claimsOf(answer)
    expect(details).toMatchObject({ serverUrl: 'ws://127.0.0.1:7880', participantName: 'Caller' })
    expect(details['roomName']).toMatch(/^call-\w{16}$/)
    expect(claims.video).toEqual({
      room: details['roomName'],
      roomJoin: true,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
      canPublishSources: ['microphone'],
      canUpdateOwnMetadata: false,
    })
    expect(claims.roomConfig).toMatchObject({ agents: [{ agentName: 'desk-agent' }] })
    expect(JSON.parse(claims.metadata ?? '')).toEqual({ language: 'hi', mode: 'sales', voice: 'gemini' })
    const { exp = 0, nbf = 0 } = claims as { exp?: number; nbf?: number }
    expect(exp - nbf).toBeLessThanOrEqual(15 * 60)
    expect(port).toBeGreaterThan(0)
  })

  it("answers in the spellings of LiveKit's TokenSource and of the starters alike", async () => {
    const { post } = await serve()
    const { details } = await claimsOf(await post('/api/token', ''))
    expect(details['server_url']).toBe(details['serverUrl'])
    expect(details['participant_token']).toBe(details['participantToken'])
    expect(details['room_name']).toBe(details['roomName'])
    expect(details['participant_name']).toBe(details['participantName'])
  })

  it('gives two callers two rooms and two identities', async () => {
    const { post } = await serve()
    const [first, second] = [await claimsOf(await post('/api/token', {})), await claimsOf(await post('/api/token', {}))]
    expect(first.details['roomName']).not.toBe(second.details['roomName'])
    expect(first.claims.sub).not.toBe(second.claims.sub)
  })

  it('takes a room, a name and an identity, the last only as the beginning of a new one', async () => {
    const { post } = await serve()
    const body = { room_name: 'lobby', participant_name: ' Ada ', participant_identity: 'ada@example.com' }
    const { details, claims } = await claimsOf(await post('/api/token', body))
    expect(details).toMatchObject({ roomName: 'lobby', participantName: 'Ada' })
    expect(claims.sub).toMatch(/^ada@example\.com-\w{16}$/)
    const camel = await claimsOf(await post('/api/token', { roomName: 'hall', participantName: 'Bo' }))
    expect(camel.details).toMatchObject({ roomName: 'hall', participantName: 'Bo' })
  })

  it('does not let a client choose the agent, the grants or attributes', async () => {
    const { post } = await serve()
    const body = {
      room_config: { agents: [{ agent_name: 'other' }], max_participants: 500 },
      participant_attributes: { 'lk.agent.state': 'speaking' },
      video: { roomAdmin: true },
      ttl: 999_999,
    }
    const { claims } = await claimsOf(await post('/api/token', body))
    expect(claims.roomConfig?.agents.map(({ agentName }) => agentName)).toEqual(['desk-agent'])
    expect(claims.roomConfig?.maxParticipants).toBe(0)
    expect(claims.video).not.toHaveProperty('roomAdmin')
    expect(claims.attributes).toBeUndefined()
  })

  it('reads language, voice and mode out of the standard metadata field too', async () => {
    const { post } = await serve()
    const { claims } = await claimsOf(await post('/api/token', { participant_metadata: '{"mode":"support","language":"hi","admin":true}' }))
    expect(JSON.parse(claims.metadata ?? '')).toEqual({ language: 'hi', mode: 'support' })
  })

  it.each([[{ mode: 'astrology', language: 'fr' }], [{ participant_metadata: '{nonsense' }], [{ mode: null, language: null, voice: '' }]])(
    'falls back to general and en for %j',
    async (body) => {
      const { post } = await serve()
      const { claims } = await claimsOf(await post('/api/token', body))
      expect(JSON.parse(claims.metadata ?? '')).toEqual({ language: 'en', mode: 'general' })
    },
  )

  it.each([
    ['a room name with a slash', { room_name: '../other' }, 'room_name'],
    ['a long room name', { roomName: 'a'.repeat(65) }, 'roomName'],
    ['a name with control characters', { participant_name: 'a\u0000b' }, 'participant_name'],
    ['a mode that is no word', { mode: { $ne: 1 } }, 'mode'],
    ['a list', [1, 2], 'Expected a JSON object'],
    ['null', 'null', 'Expected a JSON object'],
  ])('refuses %s and says which field', async (_what, body, named) => {
    const { post } = await serve()
    const answer = await post('/api/token', body)
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toMatchObject({ code: 'REQUEST_INVALID', message: expect.stringContaining(named) as string })
  })

  it('refuses malformed JSON, and 1 MB of metadata', async () => {
    const { post } = await serve()
    const malformed = await post('/api/token', '{"mode":')
    expect([malformed.status, errorOf(malformed).code]).toEqual([400, 'BODY_NOT_JSON'])
    const huge = await post('/api/token', { participant_metadata: 'x'.repeat(1024 * 1024) })
    expect([huge.status, errorOf(huge).code]).toEqual([413, 'BODY_TOO_LARGE'])
    const again = await post('/api/token', {})
    expect(again.status).toBe(201)
  })

  it('makes a client wait that asks too often, and says for how long', async () => {
    const { post, get } = await serve({ rateLimit: { burst: 2, perMinute: 2 } })
    expect([(await post('/api/token', {})).status, (await get('/api/connection-details')).status]).toEqual([201, 200])
    const refused = await post('/api/token', {})
    expect([refused.status, errorOf(refused).code]).toEqual([429, 'TOO_MANY_CALLS'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(25)
    expect((await get('/api/health')).status).toBe(200)
  })

  it('counts by the address that our own proxy names, and by nothing a client claims', async () => {
    const rateLimit = { burst: 1, perMinute: 1 }
    const direct = await serve({ rateLimit })
    await direct.post('/api/token', {}, { 'x-forwarded-for': '203.0.113.1' })
    expect((await direct.post('/api/token', {}, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(429)
    const domains = { livekit: { domain: 'livekit.example.com' }, web: { domain: 'app.example.com' } }
    const proxied = await serve({ rateLimit, config: { target: 'self-hosted', ...domains } })
    await proxied.post('/api/token', {}, { 'x-forwarded-for': '9.9.9.9, 203.0.113.1' })
    expect((await proxied.post('/api/token', {}, { 'x-forwarded-for': '8.8.8.8, 203.0.113.1' })).status).toBe(429)
    expect((await proxied.post('/api/token', {}, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(201)
  })

  it('logs a line for each token, without the token', async () => {
    const lines: string[] = []
    const { post } = await serve({ log: (line) => lines.push(line) })
    const { details } = await claimsOf(await post('/api/token', { mode: 'technical' }))
    expect(lines).toEqual([`token for ${details['roomName']} (mode technical, language en)`])
  })

  it('names the method it takes', async () => {
    const { get } = await serve()
    const answer = await get('/api/token')
    expect([answer.status, answer.headers['allow'], errorOf(answer).code]).toEqual([405, 'POST', 'METHOD_NOT_ALLOWED'])
  })
})

describe('/api/connection-details', () => {
  it('takes language, voice and mode from the query, or a body as the older starters send it', async () => {
    const { get, post } = await serve()
    const read = await get('/api/connection-details?language=hi&voice=gemini&mode=technical')
    expect(read.status).toBe(200)
    expect(JSON.parse((await claimsOf(read)).claims.metadata ?? '')).toEqual({ language: 'hi', voice: 'gemini', mode: 'technical' })
    const posted = await post('/api/connection-details', { mode: 'sales', room_config: { agents: [] } })
    expect(posted.status).toBe(200)
    expect(JSON.parse((await claimsOf(posted)).claims.metadata ?? '')).toEqual({ language: 'en', mode: 'sales' })
  })

  it('names LiveKit by the host the page was opened under', async () => {
    const { port, get } = await serve()
    const url = async (host: string) =>
      (JSON.parse((await get('/api/connection-details', { host })).text) as { serverUrl: string }).serverUrl
    expect(await url(`localhost:${port}`)).toBe('ws://localhost:7880')
    expect(await url(`[::1]:${port}`)).toBe('ws://[::1]:7880')
  })

  it('names the project of LiveKit Cloud', async () => {
    const { get } = await serve({ config: { target: 'cloud', livekit: { url: 'wss://desk-1.livekit.cloud' } } })
    const answer = await get('/api/connection-details')
    expect(JSON.parse(answer.text)).toMatchObject({ serverUrl: 'wss://desk-1.livekit.cloud' })
    expect(answer.headers['content-security-policy']).toContain(
      'wss://desk-1.livekit.cloud https://desk-1.livekit.cloud wss://*.livekit.cloud',
    )
  })
})
