import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SipKind, SipState } from '../../src/core/sip-resources.ts'
import { SipApi } from '../../src/livekit/sip-api.ts'
import type { Applied } from '../../src/sip/apply/run.ts'
import { SipServer } from '../../src/sip/apply/run.ts'
import { kinds } from '../../src/sip/kinds.ts'
import type { SipPlan } from '../../src/sip/apply/plan-sip.ts'
import { startLiveKit, type LiveKit } from './livekit-server.ts'
import { startRedis, type RedisServer } from './redis-server.ts'

/** A real livekit-server with its Redis, and nothing on it. */
export interface SipStack {
  livekit: LiveKit
  redis: RedisServer
  api: SipApi
  /** Folder of a project that has applied nothing yet. */
  dir: string
  /** Deletes every trunk and rule, as somebody else would. */
  clear(): Promise<void>
  stop(): Promise<void>
}

export async function startSipStack(): Promise<SipStack> {
  const redis = await startRedis()
  const livekit = await startLiveKit({ config: { redis: { address: redis.address } } })
  const dir = await mkdtemp(path.join(tmpdir(), 'voicectl-sip-'))
  const api = new SipApi(accessOf(livekit), { paged: false })
  const clear = async () => {
    const state = await api.list()
    for (const { sipTrunkId = '' } of [...state.inbound, ...state.outbound]) await api.delete('inbound', sipTrunkId)
    for (const { sipDispatchRuleId = '' } of state.rules) await api.delete('rules', sipDispatchRuleId)
    await rm(path.join(dir, '.voicectl'), { recursive: true, force: true })
  }
  const stop = async () => {
    await livekit.stop()
    await redis.stop()
    await rm(dir, { recursive: true, force: true })
  }
  return { livekit, redis, api, dir, clear, stop }
}

export function accessOf({ url, apiKey, apiSecret }: Pick<LiveKit, 'url' | 'apiKey' | 'apiSecret'>) {
  return { url, key: apiKey, secret: apiSecret }
}

export interface ApplyOptions {
  prune?: boolean
  scope?: readonly SipKind[]
  owner?: string
  signal?: AbortSignal
}

/** Plans and applies as `voicectl sip apply` does. */
export async function applyTo(
  { livekit, dir }: Pick<SipStack, 'livekit' | 'dir'>,
  desired: Partial<SipState>,
  { prune = false, scope = kinds, owner = 'test-stack', signal }: ApplyOptions = {},
): Promise<{ plan: SipPlan; applied: Applied | null }> {
  const server = await SipServer.open({ access: accessOf(livekit), cloud: false, dir, owner })
  const request = { desired: { inbound: [], outbound: [], rules: [], ...desired }, scope, prune }
  const plan = await server.plan(request)
  if (plan.problems.length > 0) return { plan, applied: null }
  const applied = await server.apply(plan, { report: () => {}, planAgain: () => server.plan(request), ...(signal ? { signal } : {}) })
  return { plan, applied }
}
