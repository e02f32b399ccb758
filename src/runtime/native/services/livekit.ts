import path from 'node:path'
import { Failure } from '../../../core/failure.ts'
import { probeKey, type KeyProbe } from '../../../livekit/probe.ts'
import { serverUrl } from '../../../stack/derive.ts'
import type { Stack } from '../../../stack/load.ts'
import { PROJECT_MARK, SERVICE_MARK, systemEnv } from '../child-env.ts'
import type { LiveKitServer } from '../livekit-server/source.ts'
import type { RuntimePaths } from '../paths.ts'
import type { EarlyEnd, Readiness, Service, ServicePort } from '../service.ts'

export const LIVEKIT_CONFIG = 'livekit.yaml'
/** LiveKit's own range where voicectl.yaml names no UDP port is checked by LiveKit itself, port by port as calls come. */
const ALL_ADDRESSES = '0.0.0.0'

/** LiveKit from its generated config. Keys go by environment: an argument could be read by every user of the machine. */
export function livekitService(stack: Stack, paths: RuntimePaths, server: LiveKitServer): Service {
  const { config, env } = stack
  const [key, secret] = [env.get('LIVEKIT_API_KEY') ?? '', env.get('LIVEKIT_API_SECRET') ?? '']
  const url = `ws://127.0.0.1:${config.livekit.port}`
  const { command, args, passEnv, cleanup } = server.launch(path.join(paths.dir, LIVEKIT_CONFIG))
  return {
    name: 'livekit',
    command,
    args,
    // Quoted: a key or secret of digits alone would be read as a number and be dropped.
    env: systemEnv(
      { LIVEKIT_KEYS: `${JSON.stringify(key)}: ${JSON.stringify(secret)}`, [PROJECT_MARK]: paths.dir, [SERVICE_MARK]: 'livekit' },
      passEnv,
    ),
    cwd: paths.dir,
    dependsOn: config.telephony.enabled ? ['redis'] : [],
    ports: livekitPorts(stack),
    address: config.livekit.url ? serverUrl(config) : url,
    probe: async () => readiness(await probeKey({ url, key, secret })),
    readyWithinMs: server.origin === 'docker' ? 120_000 : 9000,
    // The first asks it to wait for its participants to leave, the second to send them away.
    stop: [
      { signal: 'SIGTERM', waitMs: 4000 },
      { signal: 'SIGTERM', waitMs: 3000 },
    ],
    explain: (end) => explain(end),
    ...(cleanup ? { cleanup } : {}),
  }
}

function livekitPorts({ config }: Stack): ServicePort[] {
  const { port, tcpPort, udpPort } = config.livekit
  const ports: ServicePort[] = [
    { port, protocol: 'tcp', host: ALL_ADDRESSES, key: 'livekit.port' },
    { port: tcpPort, protocol: 'tcp', host: ALL_ADDRESSES, key: 'livekit.tcpPort' },
  ]
  return udpPort === undefined ? ports : [...ports, { port: udpPort, protocol: 'udp', host: ALL_ADDRESSES, key: 'livekit.udpPort' }]
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

/** LiveKit ends with exit code 0 whatever it refuses; its words tell. */
function explain({ lines }: EarlyEnd): Failure | null {
  const text = lines.join('\n')
  if (/could not parse config|TURN|is not correct|api_key is required|could not resolve external IP|invalid/i.test(text)) {
    return new Failure({
      code: 'LIVEKIT_CONFIG_REFUSED',
      message: `LiveKit refuses ${LIVEKIT_CONFIG}`,
      why: 'Its own words:',
      details: lines,
      fix: [{ text: `Take out of ${LIVEKIT_CONFIG} what it names, or derive the file again`, command: 'voicectl generate' }],
      exit: 2,
    })
  }
  if (/unable to connect to redis/i.test(text)) {
    return new Failure({
      code: 'LIVEKIT_REDIS_UNREACHABLE',
      message: "LiveKit can't reach Redis",
      why: 'Its own words:',
      details: lines,
      fix: [{ text: `Compare redis.address in ${LIVEKIT_CONFIG} with telephony.redisPort in voicectl.yaml`, command: 'voicectl generate' }],
    })
  }
  if (/address already in use/i.test(text)) {
    return new Failure({
      code: 'PORT_TAKEN',
      message: 'A port of LiveKit is taken',
      why: 'Its own words:',
      details: lines,
      fix: [{ text: 'Stop the program that holds it, or set livekit.port, livekit.tcpPort or livekit.udpPort in voicectl.yaml' }],
    })
  }
  return null
}
