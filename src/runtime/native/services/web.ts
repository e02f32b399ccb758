import { modulePath } from '../../../platform/package-root.ts'
import type { Stack } from '../../../stack/load.ts'
import { PROJECT_MARK, SERVICE_MARK } from '../../../platform/stack-marks.ts'
import { ownEnv } from '../child-env.ts'
import { look } from '../http-look.ts'
import type { RuntimePaths } from '../paths.ts'
import type { Readiness, Service } from '../service.ts'

const ANY_ADDRESS = ['0.0.0.0', '::']

/** The page and its token endpoint. */
export function webService({ config }: Stack, paths: RuntimePaths): Service {
  const { host, port } = config.web
  const reached = ANY_ADDRESS.includes(host) ? '127.0.0.1' : host
  const url = `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
  return {
    name: 'web',
    command: process.execPath,
    args: [modulePath('server/main')],
    env: ownEnv({ [PROJECT_MARK]: paths.dir, [SERVICE_MARK]: 'web' }),
    cwd: paths.dir,
    dependsOn: config.target === 'cloud' ? [] : ['livekit'],
    ports: [{ port, protocol: 'tcp', host, key: 'web.port in voicectl.yaml' }],
    address: url,
    probe: (signal) => isOurs(url, config.name, signal),
    readyWithinMs: 20_000,
    stop: [{ signal: 'SIGTERM', waitMs: 5000 }],
  }
}

async function isOurs(url: string, name: string, signal: AbortSignal): Promise<Readiness> {
  const seen = await look(`${url}/api/health`, signal)
  if ('detail' in seen) return { state: 'waiting', detail: seen.detail }
  const body = seen.json as { ok?: unknown; name?: unknown } | null
  return seen.status === 200 && body?.ok === true && body.name === name
    ? { state: 'ready' }
    : { state: 'waiting', detail: `${url} answers for another program` }
}
