import { errorCode } from './fixes.ts'
import type { Tools } from './probe.ts'
import { serverRedis } from './psrpc-worker.ts'
import { redisView } from './redis.ts'
import { needsAccess } from './server-access.ts'
import type { Subject } from './subject.ts'

const ASK_MS = 1500
/** Where livekit-server listens for jobs on behalf of its workers; a worker without a name has no part for it. */
const CHANNEL = /^AgentInternal\|JobRequest\|(?:(.+)\|)?room\|REQ$/
const CHANNELS = 'AgentInternal|JobRequest|*room|REQ'

/** What a worker says of itself. */
export interface WorkerHealth {
  /** `apart`: it runs and is not connected to LiveKit. `silent`: something holds the port and says nothing. `none`: nobody is there. */
  state: 'registered' | 'apart' | 'silent' | 'none'
  /** Null where it doesn't say; '' for a worker without a name. */
  name: string | null
  activeJobs: number | null
  /** Its own words where it is apart. */
  detail: string
}

/** The agents to look for: those that somebody asks for, else those that files name. */
export function statedNames({ agent }: Pick<Subject, 'agent'>): readonly string[] {
  return [...new Set(agent.wanted.length > 0 ? agent.wanted : agent.names)]
}

/** The same; where no file names one, it may be in the agent's own code: then those that are seen, else a worker without a name. */
export async function namesToProbe(subject: Subject, tools: Tools): Promise<readonly string[]> {
  const stated = statedNames(subject)
  if (stated.length > 0) return stated
  const [redis, health] = await Promise.all([namesInRedis(subject, tools), workerHealth(subject, tools)])
  const seen = [...new Set([...(redis ?? []), ...(health === null || health.name === null ? [] : [health.name])])]
  return seen.length > 0 ? seen : ['']
}

/** For `needs`: true, or that this stack has no agent as far as files tell. */
export function needsAgent(subject: Subject): true | string {
  const { agent, keys } = subject
  const has = statedNames(subject).length > 0 || agent.healthUrl !== null || keys.some(({ user }) => user.split(', ').includes('agent'))
  return has ? needsAccess(subject) : 'no file speaks of an agent'
}

/** Names of all workers that a LiveKit has registered, '' for those without one; null where there is no Redis to see it in. */
export async function namesInRedis(subject: Subject, tools: Tools): Promise<string[] | null> {
  const target = serverRedis(subject)
  // Whether Redis answers is another probe's question.
  const view = target ? await redisView(target, tools).catch(() => null) : null
  if (view === null) return null
  const channels = await view.channels(CHANNELS).catch(() => null)
  return channels?.flatMap((channel) => nameIn(channel)) ?? null
}

/** The worker's name in a channel's: `myu+002dagent` is `my-agent`. */
export function nameIn(channel: string): string[] {
  const match = CHANNEL.exec(channel)
  return match ? [(match[1] ?? '').replaceAll(/u\+([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))] : []
}

/** Asks the worker on its health port. */
export async function workerHealth(subject: Subject, tools: Tools): Promise<WorkerHealth | null> {
  const { healthUrl } = subject.agent
  if (healthUrl === null) return null
  return tools.once(`worker ${healthUrl}`, () => askWorker(healthUrl.replace(/\/$/, '')))
}

async function askWorker(url: string): Promise<WorkerHealth> {
  try {
    const signal = AbortSignal.timeout(ASK_MS)
    const [root, about] = await Promise.all([fetch(`${url}/`, { signal }), fetch(`${url}/worker`, { signal })])
    const [text, worker] = [await root.text(), (await about.json()) as { agent_name?: unknown; active_jobs?: unknown }]
    return {
      state: root.ok ? 'registered' : 'apart',
      name: typeof worker.agent_name === 'string' ? worker.agent_name : null,
      activeJobs: typeof worker.active_jobs === 'number' ? worker.active_jobs : null,
      detail: text.trim().slice(0, 200),
    }
  } catch (error) {
    return { state: errorCode(error) === 'TIMEOUT' ? 'silent' : 'none', name: null, activeJobs: null, detail: '' }
  }
}
