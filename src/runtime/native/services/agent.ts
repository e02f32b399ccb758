import { modulePath } from '../../../platform/package-root.ts'
import type { Stack } from '../../../stack/load.ts'
import { PROJECT_MARK, SERVICE_MARK } from '../../../platform/stack-marks.ts'
import { ownEnv } from '../child-env.ts'
import { look } from '../http-look.ts'
import type { RuntimePaths } from '../paths.ts'
import type { Readiness, Service } from '../service.ts'

const HOST = '127.0.0.1'
/** What the worker needs after its drain to close and to say so. */
const CLOSING_MS = 10_000

/** The agent worker: a process of its own that lives through the end of running calls, up to agent.drainSeconds. */
export function agentService({ config }: Stack, paths: RuntimePaths): Service {
  const { healthPort, drainSeconds, name } = config.agent
  return {
    name: 'agent',
    command: process.execPath,
    args: [modulePath('agent/main'), 'start'],
    env: ownEnv({ [PROJECT_MARK]: paths.dir, [SERVICE_MARK]: 'agent' }),
    cwd: paths.dir,
    dependsOn: config.target === 'cloud' ? [] : ['livekit'],
    ports: [{ port: healthPort, protocol: 'tcp', host: HOST, key: 'agent.healthPort in voicectl.yaml' }],
    address: `http://${HOST}:${healthPort}`,
    probe: (signal) => isRegistered(`http://${HOST}:${healthPort}`, name, signal),
    readyWithinMs: 60_000,
    stop: [{ signal: 'SIGTERM', waitMs: drainSeconds * 1000 + CLOSING_MS }],
  }
}

/** 200 on / means registered with LiveKit; the name on /worker tells it from another worker on that port. */
async function isRegistered(url: string, name: string, signal: AbortSignal): Promise<Readiness> {
  const health = await look(`${url}/`, signal)
  if ('detail' in health) return { state: 'waiting', detail: health.detail }
  if (health.status !== 200) return { state: 'waiting', detail: 'It is not registered with LiveKit' }
  const worker = await look(`${url}/worker`, signal)
  const seen = 'json' in worker ? (worker.json as { agent_name?: unknown } | null)?.agent_name : undefined
  return seen === name ? { state: 'ready' } : { state: 'waiting', detail: `${url} answers for another worker` }
}
