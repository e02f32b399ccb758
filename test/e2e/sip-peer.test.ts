import { SipCallError, SipClient } from 'livekit-server-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SipApi } from '../../src/livekit/sip-api.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import type { PhoneCaller } from '../support/phone-caller.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import { lacks } from '../support/require.ts'
import { startSipPeer, type SipPeer } from '../support/sip-peer.ts'
import { Undo } from '../support/undo.ts'
import { waitFor } from '../support/wait.ts'

const CALLER = '+15105550100'
const DESK = '+15105550199'

/** The double of livekit-sip, held to a real server and to LiveKit's own client. */
describe.skipIf(lacksLiveKit() || lacks('redis-server', 'go', 'sox'))('sip-peer plays livekit-sip', () => {
  const last = new Undo()
  let redis: RedisServer
  let livekit: LiveKit
  let peer: SipPeer
  let sip: SipClient
  let outboundTrunk: string

  beforeAll(async () => {
    redis = last.add(await startRedis(), (server) => server.stop())
    livekit = last.add(await startLiveKit({ config: { redis: { address: redis.address } } }), (server) => server.stop())
    peer = last.add(await startSipPeer({ livekit, redis }), (program) => program.stop())
    const access = { url: livekit.url, key: livekit.apiKey, secret: livekit.apiSecret }
    const api = new SipApi(access, { paged: false })
    const trunk = await api.create('inbound', { name: 'desk', numbers: [DESK], authUsername: 'carrier', authPassword: 'let-me-in' })
    await api.create('rules', {
      name: 'desk',
      trunkIds: [(trunk as { sipTrunkId: string }).sipTrunkId],
      rule: { dispatchRuleIndividual: { roomPrefix: 'call' } },
      metadata: '{"mode":"support"}',
      attributes: { campaign: 'spring' },
    })
    const out = await api.create('outbound', { name: 'out', address: 'sip.carrier.example', numbers: [DESK] })
    outboundTrunk = (out as { sipTrunkId: string }).sipTrunkId
    sip = new SipClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret)
  })
  afterEach(() => peer.hangUpAll())
  afterAll(() => last.run())

  describe('inbound', () => {
    it('asks the server for the password and the room, and joins as a phone caller', async () => {
      const caller = await peer.dialIn({ from: CALLER, to: DESK })
      const { auth, dispatch } = caller.verdict
      expect(auth).toMatchObject({ username: 'carrier', password: 'let-me-in' })
      expect(dispatch).toMatchObject({ result: 'ACCEPT', participantIdentity: `sip_${CALLER}`, participantMetadata: '{"mode":"support"}' })
      expect(caller.roomName).toMatch(/^call_\+15105550100_/)
      expect(caller.room.localParticipant).toMatchObject({ identity: `sip_${CALLER}`, kind: 3, metadata: '{"mode":"support"}' })
      expect(caller.room.localParticipant?.attributes).toMatchObject({
        campaign: 'spring',
        'sip.callStatus': 'ringing',
        'sip.phoneNumber': CALLER,
        'sip.trunkPhoneNumber': DESK,
      })
    })

    it('is dropped by the server where no rule takes the call', async () => {
      const { dispatch, token } = await peer.ask({ from: CALLER, to: '+15105550777' })
      expect([dispatch.result, token]).toEqual(['DROP', undefined])
    })
  })

  describe('outbound', () => {
    const call = (options: { waitUntilAnswered?: boolean } = {}) =>
      sip.createSipParticipant(outboundTrunk, CALLER, 'out', { participantIdentity: 'callee', ringingTimeout: 20, ...options })
    const statusOf = () => peer.dials.at(-1)?.callee.status

    it('is answered at once, and rings and is picked up meanwhile', async () => {
      peer.onDial = { rings: true, end: 'answered' }
      expect(await call()).toMatchObject({ participantIdentity: 'callee', roomName: 'out', sipCallId: expect.stringMatching(/^SCL_/) })
      await waitFor(() => statusOf() === 'active', { what: 'the callee to answer' })
      expect(peer.dials.at(-1)?.wanted).toMatchObject({ callTo: CALLER, number: DESK, address: 'sip.carrier.example' })
    })

    it('is answered when the callee answers, where that is waited for', async () => {
      await call({ waitUntilAnswered: true })
      expect(statusOf()).toBe('active')
    })

    it.each([486, 403, 404, 480, 503])("fails with the carrier's %i, as LiveKit's client tells it", async (status) => {
      peer.onDial = { rings: false, end: { sip: status, text: 'No' } }
      const error = await call({ waitUntilAnswered: true }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(SipCallError)
      expect(error).toMatchObject({ sipStatusCode: status, sipStatus: 'No' })
    })

    it('fails where nobody answers, without a status', async () => {
      peer.onDial = { rings: true, end: 'nobody' }
      const ringing = { participantIdentity: 'callee', ringingTimeout: 1, waitUntilAnswered: true }
      const error = await sip.createSipParticipant(outboundTrunk, CALLER, 'out', ringing).catch((reason: unknown) => reason)
      expect(error).not.toBeInstanceOf(SipCallError)
      expect(error).toMatchObject({ code: 'canceled', message: expect.stringContaining('sip request timed out') })
    })
  })

  describe('a transfer', () => {
    const transfer = ({ roomName, identity }: PhoneCaller) =>
      sip.transferSipParticipant(roomName, identity, 'tel:+15105550123', { headers: { 'X-Why': 'asked' } })

    it('is accepted, and the caller is gone', async () => {
      peer.onTransfer = null
      const caller = await peer.dialIn({ from: CALLER, to: DESK })
      await transfer(caller)
      expect(peer.transfers.at(-1)).toMatchObject({
        call: caller.verdict.call,
        wanted: { transferTo: 'tel:+15105550123', headers: { 'X-Why': 'asked' } },
      })
      await caller.over
    })

    it("is refused with the carrier's status, and the call goes on", async () => {
      peer.onTransfer = { sip: 603, text: 'Decline' }
      const caller = await peer.dialIn({ from: CALLER, to: DESK })
      await expect(transfer(caller)).rejects.toMatchObject({ sipStatusCode: 603, sipStatus: 'Decline' })
      expect(caller.room.isConnected).toBe(true)
    })
  })
})
