import path from 'node:path'
import { Failure } from '../../../core/failure.ts'
import { probeKey, type KeyProbe } from '../../../livekit/probe.ts'
import { serverUrl } from '../../../stack/derive.ts'
import type { Stack } from '../../../stack/load.ts'
import { PROJECT_MARK, SERVICE_MARK } from '../../../platform/stack-marks.ts'
import { systemEnv } from '../child-env.ts'
import type { LiveKitServer } from '../livekit-server/source.ts'
import type { RuntimePaths } from '../paths.ts'
import type { Readiness, Service } from '../service.ts'
import { explainLiveKit } from './livekit-end.ts'
import { LIVEKIT_CONFIG, livekitPorts } from './livekit-config.ts'

/** LiveKit from its generated config. Keys go by environment: an argument could be read by every user of the machine. */
export async function livekitService(stack: Stack, paths: RuntimePaths, server: LiveKitServer): Promise<Service> {
  const { config, env } = stack
  const [key, secret] = [env.get('LIVEKIT_API_KEY') ?? '', env.get('LIVEKIT_API_SECRET') ?? '']
  const url = `ws://127.0.0.1:${config.livekit.port}`
  const configFile = path.join(paths.dir, LIVEKIT_CONFIG)
  const { command, args, passEnv, cleanup } = server.launch(configFile)
  return {
    name: 'livekit',
    command,
    args,
    origin: `livekit-server: ${server.location} (${server.origin})`,
    // Quoted: a key or secret of digits alone would be read as a number and be dropped.
    env: systemEnv(
      { LIVEKIT_KEYS: `${JSON.stringify(key)}: ${JSON.stringify(secret)}`, [PROJECT_MARK]: paths.dir, [SERVICE_MARK]: 'livekit' },
      passEnv,
    ),
    cwd: paths.dir,
    dependsOn: config.telephony.enabled ? ['redis'] : [],
    ports: await livekitPorts(configFile),
    address: config.livekit.url ? serverUrl(config) : url,
    probe: async () => readiness(await probeKey({ url, key, secret })),
    readyWithinMs: server.origin === 'docker' ? 120_000 : 9000,
    // The first asks it to wait for its participants to leave, the second to send them away.
    stop: [
      { signal: 'SIGTERM', waitMs: 4000 },
      { signal: 'SIGTERM', waitMs: 3000 },
    ],
    explain: (end) => explainLiveKit(end, configFile),
    ...(cleanup ? { cleanup } : {}),
  }
}

function readiness({ status, detail }: KeyProbe): Readiness {
  if (status === 'accepted') return { state: 'ready' }
  if (status === 'unreachable') return { state: 'waiting', detail }
  return {
    state: 'refused',
    failure: new Failure({
      code: 'LIVEKIT_KEY_REFUSED',
      message: 'LiveKit does not accept the key of this stack',
      why: `${detail}. Another server may answer on livekit.port, or ${LIVEKIT_CONFIG} holds keys of its own.`,
      fix: [{ text: `Take keys out of ${LIVEKIT_CONFIG}: voicectl passes those of .env`, command: 'voicectl generate' }],
    }),
  }
}
