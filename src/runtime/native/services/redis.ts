import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { Failure } from '../../../core/failure.ts'
import { findOnPath } from '../../../platform/executables.ts'
import type { Stack } from '../../../stack/load.ts'
import { PROJECT_MARK, SERVICE_MARK } from '../../../platform/stack-marks.ts'
import { systemEnv } from '../child-env.ts'
import type { RuntimePaths } from '../paths.ts'
import type { Readiness, Service } from '../service.ts'

const HOST = '127.0.0.1'
const TIMEOUT_MS = 1000

/** Redis for telephony: SIP trunks and dispatch rules live only there, so it keeps an append-only file. Raises REDIS_NOT_FOUND. */
export async function redisService({ config }: Stack, paths: RuntimePaths): Promise<Service> {
  const command = await findOnPath('redis-server')
  if (command === null) throw notFound()
  await mkdir(paths.redisDir, { recursive: true, mode: 0o700 })
  const port = config.telephony.redisPort
  return {
    name: 'redis',
    command,
    args: ['--port', String(port), '--bind', HOST, '--dir', paths.redisDir, '--appendonly', 'yes', '--daemonize', 'no'],
    env: systemEnv({ [PROJECT_MARK]: paths.dir, [SERVICE_MARK]: 'redis' }),
    cwd: paths.dir,
    dependsOn: [],
    ports: [{ port, protocol: 'tcp', host: HOST, key: 'telephony.redisPort in voicectl.yaml' }],
    address: `redis://${HOST}:${port}`,
    probe: () => ping(port),
    readyWithinMs: 10_000,
    stop: [{ signal: 'SIGTERM', waitMs: 10_000 }],
  }
}

/** Redis answers +PONG; while it loads its file it answers -LOADING. */
function ping(port: number): Promise<Readiness> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port, timeout: TIMEOUT_MS }, () => socket.write('PING\r\n'))
    const end = (seen: Readiness) => {
      socket.destroy()
      resolve(seen)
    }
    socket.once('data', (data) => {
      const text = String(data).trim()
      end(text === '+PONG' ? { state: 'ready' } : { state: 'waiting', detail: `Redis answers ${text}` })
    })
    socket.once('timeout', () => end({ state: 'waiting', detail: `${HOST}:${port} does not answer a PING` }))
    socket.once('error', (error) =>
      end({ state: 'waiting', detail: `${HOST}:${port} does not answer (${(error as NodeJS.ErrnoException).code})` }),
    )
  })
}

function notFound(): Failure {
  const command = process.platform === 'darwin' ? 'brew install redis' : 'sudo apt-get install redis-server'
  return new Failure({
    code: 'REDIS_NOT_FOUND',
    message: "Couldn't find redis-server",
    why: 'Telephony needs Redis, and there is no redis-server on PATH.',
    fix: [{ text: 'Install it', command }, { text: 'Or run without telephony: set telephony.enabled to false in voicectl.yaml' }],
  })
}
