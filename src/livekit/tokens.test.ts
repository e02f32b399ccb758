import { TokenVerifier } from 'livekit-server-sdk'
import { describe, expect, it } from 'vitest'
import { createCallerToken } from './tokens.ts'

const secret = 's'.repeat(40)
const options = {
  key: 'APIkey',
  secret,
  room: 'call-1',
  identity: 'caller-1',
  name: 'Ada',
  metadata: '{"mode":"sales"}',
  agentName: 'desk',
  ttlSeconds: 600,
}

describe('createCallerToken', () => {
  it('grants one room, the microphone and text, and nothing else', async () => {
    const claims = await new TokenVerifier('APIkey', secret).verify(await createCallerToken(options))
    expect(claims.video).toEqual({
      room: 'call-1',
      roomJoin: true,
      canPublish: true,
      canPublishData: true,
      canSubscribe: true,
      canPublishSources: ['microphone'],
      canUpdateOwnMetadata: false,
    })
    expect(Object.keys(claims).toSorted()).toEqual(['exp', 'iss', 'metadata', 'name', 'nbf', 'roomConfig', 'sub', 'video'])
  })

  it('carries who calls, and sends the agent by name', async () => {
    const claims = await new TokenVerifier('APIkey', secret).verify(await createCallerToken(options))
    expect(claims).toMatchObject({ sub: 'caller-1', name: 'Ada', metadata: '{"mode":"sales"}' })
    expect(claims.roomConfig).toMatchObject({ agents: [{ agentName: 'desk' }] })
  })

  it('lives for the time asked', async () => {
    const claims = (await new TokenVerifier('APIkey', secret).verify(await createCallerToken(options))) as { exp?: number; nbf?: number }
    expect((claims.exp ?? 0) - (claims.nbf ?? 0)).toBe(600)
  })

  it('is refused under another secret', async () => {
    const token = await createCallerToken(options)
    await expect(new TokenVerifier('APIkey', 'x'.repeat(40)).verify(token)).rejects.toThrow(/signature/)
  })
})
