import { idOfResource, type SipResource } from '../../src/core/sip-resources.ts'
import { SipApi } from '../../src/livekit/sip-api.ts'
import { desiredSip } from '../../src/stack/sip/desired.ts'
import { loadStack } from '../../src/stack/load.ts'
import { startRedis, type RedisServer } from './redis-server.ts'
import { startSipPeer, type SipPeer } from './sip-peer.ts'
import { Undo } from './undo.ts'
import { startVoiceStack, type VoiceStack, type VoiceStackOptions } from './voice-stack.ts'

/** A real server with Redis, what plays livekit-sip there, and our worker over stubs of every provider. */
export interface PhoneStack extends VoiceStack {
  redis: RedisServer
  peer: SipPeer
  api: SipApi
  access: { url: string; key: string; secret: string }
  /** Ids of trunks and rules by their names. */
  ids: ReadonlyMap<string, string>
}

/** Starts all of it, with the trunks and rules of the `sip` block on the server. */
export async function startPhoneStack(options: Omit<VoiceStackOptions, 'livekitConfig'>): Promise<PhoneStack> {
  const undo = new Undo()
  try {
    const redis = undo.add(await startRedis(), (server) => server.stop())
    const livekitConfig = { redis: { address: redis.address } }
    const voice = undo.add(await startVoiceStack({ ...options, livekitConfig }), (stack) => stack.stop())
    const { livekit } = voice
    const access = { url: livekit.url, key: livekit.apiKey, secret: livekit.apiSecret }
    const api = new SipApi(access, { paged: false })
    const peer = undo.add(await startSipPeer({ livekit, redis }), (program) => program.stop())
    const ids = await applySip(api, voice.stack.dir)
    return { ...voice, redis, peer, api, access, ids, stop: () => undo.run() }
  } catch (error) {
    await undo.run()
    throw error
  }
}

/** Makes the trunks and rules of a stack by plain API calls. */
async function applySip(api: SipApi, dir: string): Promise<Map<string, string>> {
  const { config, env } = await loadStack(dir)
  const { state, missing } = desiredSip(config, env)
  if (missing.length > 0) throw new Error(`.env lacks ${missing.map(({ name }) => name).join(', ')}`)
  const ids = new Map<string, string>()
  const keep = (name: string | undefined, made: SipResource) => ids.set(name ?? '', idOfResource(made) ?? '')
  for (const trunk of state.inbound) keep(trunk.name, await api.create('inbound', trunk))
  for (const trunk of state.outbound) keep(trunk.name, await api.create('outbound', trunk))
  for (const rule of state.rules) {
    const trunkIds = (rule.trunkIds ?? []).map((name) => ids.get(name) ?? name)
    keep(rule.name, await api.create('rules', { ...rule, trunkIds }))
  }
  return ids
}
