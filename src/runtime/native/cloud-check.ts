import { Failure } from '../../core/failure.ts'
import type { Report } from '../../core/progress.ts'
import { probeKey } from '../../livekit/probe.ts'
import { serverUrl } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'

/** Asks a LiveKit that others run whether it takes our key: the worker alone would try for ever. Raises LIVEKIT_UNREACHABLE or LIVEKIT_KEY_REFUSED. */
export async function assertCloudAccepts({ config, env }: Stack, report: Report): Promise<void> {
  const url = serverUrl(config)
  const { status, detail } = await probeKey({ url, key: env.get('LIVEKIT_API_KEY') ?? '', secret: env.get('LIVEKIT_API_SECRET') ?? '' })
  if (status === 'accepted') return
  // It may answer in words we don't know; the worker will find out.
  if (status === 'not-livekit') return report({ type: 'warn', text: `Couldn't tell whether the key is accepted: ${detail}` })
  if (status === 'unreachable') {
    throw new Failure({
      code: 'LIVEKIT_UNREACHABLE',
      message: "Couldn't reach LiveKit",
      why: `${detail}.`,
      fix: [
        {
          text: 'Compare livekit.url in voicectl.yaml with the project URL, and look at the network',
          command: `curl -i ${url.replace(/^ws/, 'http')}`,
        },
      ],
      retryable: true,
    })
  }
  throw new Failure({
    code: 'LIVEKIT_KEY_REFUSED',
    message: 'LiveKit does not accept the key of this stack',
    why: `${detail}.`,
    fix: [
      status === 'clock'
        ? { text: "Set this machine's clock", command: 'timedatectl' }
        : { text: "Put LIVEKIT_API_KEY and LIVEKIT_API_SECRET of this project into .env, from the project's page" },
    ],
    exit: 2,
  })
}
