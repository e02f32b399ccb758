import { access } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../core/failure.ts'
import { browserUrl, pageUrl } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { modeWithKeys } from '../../stack/needed-keys.ts'
import type { StackSummary } from '../runtime.ts'
import { assertCloudAccepts } from './cloud-check.ts'
import { findLiveKitServer } from './livekit-server/find.ts'
import type { SourceContext } from './livekit-server/source.ts'
import type { RuntimePaths } from './paths.ts'
import type { Service } from './service.ts'
import { agentService } from './services/agent.ts'
import { assertAgrees } from './services/livekit-agrees.ts'
import { LIVEKIT_CONFIG } from './services/livekit-config.ts'
import { livekitService } from './services/livekit.ts'
import { redisService } from './services/redis.ts'
import { webService } from './services/web.ts'

/** The services of a stack, in starting order. Raises what keeps one of them from being started: a missing key, program or file. */
export async function planServices(stack: Stack, paths: RuntimePaths, context: SourceContext): Promise<Service[]> {
  modeWithKeys(stack)
  const own = [webService(stack, paths), agentService(stack, paths)]
  if (stack.config.target === 'cloud') {
    await assertCloudAccepts(stack, context.report)
    return own
  }
  await assertConfigFile(stack, paths)
  const redis = stack.config.telephony.enabled ? [await redisService(stack, paths)] : []
  const server = await findLiveKitServer(context)
  return [...redis, await livekitService(stack, paths, server), ...own]
}

export function summarize(stack: Stack, paths: RuntimePaths, options: { detached: boolean; startedAt: Date }): StackSummary {
  const { config } = stack
  return {
    name: config.name,
    dir: paths.dir,
    target: config.target,
    mode: modeWithKeys(stack),
    pageUrl: pageUrl(config),
    livekitUrl: browserUrl(config),
    agentName: config.agent.name,
    logDir: paths.logDir,
    startedAt: options.startedAt.toISOString(),
    detached: options.detached,
    notes: notes(stack),
  }
}

function notes({ config }: Stack): string[] {
  if (config.target !== 'self-hosted') return []
  return [`TLS for ${config.livekit.domain} and ${config.web.domain} is Caddy's part; run it with the generated Caddyfile.`]
}

async function assertConfigFile({ config }: Stack, paths: RuntimePaths): Promise<void> {
  const file = path.join(paths.dir, LIVEKIT_CONFIG)
  try {
    await access(file)
  } catch (error) {
    throw new Failure({
      code: 'LIVEKIT_CONFIG_MISSING',
      message: `There is no ${LIVEKIT_CONFIG} in ${paths.dir}`,
      why: 'LiveKit reads it; it is derived from voicectl.yaml.',
      fix: [{ text: 'Derive it', command: 'voicectl generate' }],
      exit: 2,
      cause: error,
    })
  }
  await assertAgrees(file, config)
}
