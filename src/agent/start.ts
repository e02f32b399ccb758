import { Failure } from '../core/failure.ts'
import { probeKey } from '../livekit/probe.ts'
import { serverUrl } from '../stack/derive.ts'
import { loadStack, secretsOf, type Stack } from '../stack/load.ts'
import { modeWithKeys } from '../stack/needed-keys.ts'
import { requireHealthPort } from './health-port.ts'
import { createLog, showSdkFrom, tidyOutput } from './log.ts'
import { preflight } from './preflight.ts'
import { ownAgentFile, projectDir } from './project.ts'
import type { runWorker } from './worker.ts'

export interface StartOptions {
  stop: AbortSignal
  /** Registers under this name instead of the stack's. */
  name: string | null
  /** Instead of the stack's agent.drainSeconds. */
  drainSeconds: number | null
}

/** Settings of the SDK that would change what the stack says: the agent's name, or the use of LiveKit's cloud services. */
const SDK_SETTINGS = ['LIVEKIT_DEV_MODE', 'LIVEKIT_AGENT_NAME', 'LIVEKIT_AGENT_NAME_OVERRIDE', 'LIVEKIT_WORKER_TOKEN']

const log = createLog()

/** Serves the calls of a stack until stopped. Refuses to start, before it registers, where callers would hear nothing. */
export async function start({ stop, name, drainSeconds }: StartOptions): Promise<void> {
  sealEnvironment()
  const stack = override(await loadStack(projectDir()), { name, drainSeconds })
  tidyOutput(secretsOf(stack))
  showSdkFrom('warn')
  const { agent } = stack.config
  const keys = modeWithKeys(stack)
  await requireHealthPort(agent.healthPort, agent.name)
  const file = ownAgentFile(stack)
  const checked = preflight({ agentFile: file ?? 'that comes with voicectl', projectDir: stack.dir, signal: stop })
  // Loading the SDK takes as long as the preflight does; they run side by side. Where it is missing, that is the cause of both failures.
  checked.catch(() => {})
  await requireAcceptedKey(stack)
  const worker = await importWorker()
  await checked
  if (stop.aborted) return
  const mode = keys === 'demo' ? 'demo (no provider keys are set)' : 'live'
  log.info(`Worker ${agent.name}: ${mode}, up to ${agent.maxCalls} calls, ${agent.lowMemory ? 'low memory' : 'with turn detector'}`)
  await worker.runWorker({ stack, stop })
}

function sealEnvironment(): void {
  for (const name of SDK_SETTINGS) delete process.env[name]
  // Otherwise rtc-node logs every connection at debug level, as JSON and past our log.
  process.env['NODE_ENV'] ??= 'production'
}

function override(stack: Stack, { name, drainSeconds }: Pick<StartOptions, 'name' | 'drainSeconds'>): Stack {
  const agent = {
    ...stack.config.agent,
    ...(name === null ? {} : { name }),
    ...(drainSeconds === null ? {} : { drainSeconds }),
  }
  return { ...stack, config: { ...stack.config, agent } }
}

/** The SDK would try for ever with a key that is refused. A server that isn't there yet is waited for. */
async function requireAcceptedKey({ config, env }: Stack): Promise<void> {
  const url = serverUrl(config)
  const { status, detail } = await probeKey({ url, key: env.get('LIVEKIT_API_KEY') ?? '', secret: env.get('LIVEKIT_API_SECRET') ?? '' })
  if (status === 'accepted') return
  if (status === 'unreachable') return log.warn(`Waiting for LiveKit: ${detail}`)
  const aboutKey = status === 'unknown-key' || status === 'wrong-secret'
  throw new Failure({
    code: aboutKey ? 'LIVEKIT_KEY_REJECTED' : status === 'clock' ? 'LIVEKIT_CLOCK_SKEW' : 'LIVEKIT_NOT_FOUND',
    message: aboutKey ? `LiveKit at ${url} refuses the key in .env` : `Couldn't register at ${url}`,
    why: detail,
    fix: [
      aboutKey
        ? { text: 'Give the server and .env the same LIVEKIT_API_KEY and LIVEKIT_API_SECRET, and start the server again' }
        : status === 'clock'
          ? { text: 'Set the clock of both machines', command: 'timedatectl set-ntp true' }
          : { text: 'Set livekit.port or livekit.url in voicectl.yaml to where LiveKit listens' },
    ],
  })
}

async function importWorker(): Promise<{ runWorker: typeof runWorker }> {
  try {
    return await import('./worker.ts')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Failure({
      code: 'AGENT_NOT_INSTALLED',
      message: "The agent's packages are not installed",
      why: (error as Error).message,
      fix: [{ text: 'Install voicectl with them', command: 'npm install --global voicectl --include=optional' }],
      cause: error,
    })
  }
}
