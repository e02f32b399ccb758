import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SipDispatchRule, SipInboundTrunk, SipKind, SipResource, SipState } from '../../src/core/sip-resources.ts'
import { SipApi } from '../../src/livekit/sip-api.ts'
import type { Applied } from '../../src/sip/apply/run.ts'
import { SipServer } from '../../src/sip/apply/run.ts'
import { kinds } from '../../src/sip/kinds.ts'
import { splitOwner } from '../../src/sip/owner.ts'
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

/** Writes voicectl.yaml and .env into a stack's folder. `text` stands below what names the server, `env` below its key. */
export async function writeStackFiles({ livekit, dir }: Pick<SipStack, 'livekit' | 'dir'>, text: string, env = ''): Promise<void> {
  const { port, apiKey, apiSecret } = livekit
  await writeFile(
    path.join(dir, 'voicectl.yaml'),
    `# ours\nversion: 1\nname: test-stack # keep\ntarget: local\nlivekit: {port: ${port}}\n${text}`,
  )
  await writeFile(path.join(dir, '.env'), `LIVEKIT_API_KEY=${apiKey}\nLIVEKIT_API_SECRET=${apiSecret}\n${env}`, { mode: 0o600 })
}

/** Plans and applies as `voicectl sip apply` does. */
export async function applyTo(
  { livekit, dir }: Pick<SipStack, 'livekit' | 'dir'>,
  desired: Partial<SipState>,
  { prune = false, scope = kinds, owner = 'test-stack', signal }: ApplyOptions = {},
): Promise<{ plan: SipPlan; applied: Applied | null }> {
  const server = await SipServer.open({ access: accessOf(livekit), cloud: false, dir, owner })
  const request = { desired: { inbound: [], outbound: [], rules: [], ...desired }, scope, partial: false, prune }
  const plan = await server.plan(request)
  if (plan.problems.length > 0) return { plan, applied: null }
  const applied = await server.apply(plan, { report: () => {}, planAgain: () => server.plan(request), ...(signal ? { signal } : {}) })
  return { plan, applied }
}

/** What a server has, in the order of names and without ids and marks: rules name their trunks. `foreign` is what nobody has marked. */
export async function plainState(api: SipApi): Promise<{ ours: SipState; foreign: SipResource[] }> {
  const state = await api.list()
  const names = new Map(state.inbound.map(({ sipTrunkId = '', name = '' }) => [sipTrunkId, name]))
  const foreign: SipResource[] = []
  const mine = (kind: SipKind): SipResource[] =>
    state[kind].flatMap((stored: SipResource) => {
      const { resource, owner } = splitOwner(kind, stored)
      const { sipTrunkId: _t, sipDispatchRuleId: _r, trunkIds, ...rest } = resource as SipInboundTrunk & SipDispatchRule
      const plain = trunkIds ? { ...rest, trunkIds: trunkIds.map((id) => names.get(id) ?? id) } : rest
      if (owner === null) foreign.push(plain)
      return owner === null ? [] : [plain]
    })
  return { ours: { inbound: byName(mine('inbound')), outbound: byName(mine('outbound')), rules: byName(mine('rules')) }, foreign }
}

function byName<Resource extends SipResource>(list: readonly Resource[]): Resource[] {
  return list.toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
}
