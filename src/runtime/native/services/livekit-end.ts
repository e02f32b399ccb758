import { readFileSync } from 'node:fs'
import { Failure } from '../../../core/failure.ts'
import type { Problem } from '../../../core/problem.ts'
import type { EarlyEnd } from '../service.ts'
import { LIVEKIT_CONFIG } from './livekit-config.ts'

const REFUSED = /could not parse config|TURN|is not correct|api_key is required|one of key-file or keys|invalid (?!API key|token)/i

/** What an early end of LiveKit means. It ends with exit code 0 whatever it refuses; its words tell. */
export function explainLiveKit({ lines }: EarlyEnd, configFile: string): Failure | null {
  const text = lines.join('\n')
  const said = { why: 'Its own words:', details: lines }
  if (/address already in use/i.test(text)) {
    return new Failure({
      code: 'PORT_TAKEN',
      message: 'A port of LiveKit is taken',
      ...said,
      fix: [{ text: 'Stop the program that holds it, or set livekit.port, livekit.tcpPort or livekit.udpPort in voicectl.yaml' }],
    })
  }
  if (/unable to connect to redis/i.test(text)) {
    return new Failure({
      code: 'LIVEKIT_REDIS_UNREACHABLE',
      message: "LiveKit can't reach Redis",
      ...said,
      fix: [{ text: `Compare redis.address in ${LIVEKIT_CONFIG} with telephony.redisPort in voicectl.yaml` }],
    })
  }
  if (/could not resolve external IP/i.test(text)) {
    return new Failure({
      code: 'LIVEKIT_ADDRESS_UNKNOWN',
      message: "LiveKit couldn't find its public address",
      ...said,
      fix: [
        { text: "Set livekit.nodeIp in voicectl.yaml to this host's public address; nothing is then asked" },
        { text: 'Or let it ask: DNS and UDP to public STUN servers (port 3478 and 19302) must get out' },
      ],
    })
  }
  if (!REFUSED.test(text)) return null
  return new Failure({
    code: 'LIVEKIT_CONFIG_REFUSED',
    message: `LiveKit refuses ${LIVEKIT_CONFIG}`,
    ...said,
    problems: unknownKeys(text, configFile),
    fix: [
      { text: `Take out of ${LIVEKIT_CONFIG} what it names` },
      { text: 'Or derive the file again, without the edits', command: 'voicectl generate --force' },
    ],
    exit: 2,
  })
}

/** The places that its strict parser names. */
function unknownKeys(text: string, configFile: string): Problem[] {
  const source = readFileSync(configFile, 'utf8').split('\n')
  return [...text.matchAll(/line (\d+): field (\S+) not found/g)].map(([, number, key]) => {
    const line = Number(number)
    const content = source[line - 1] ?? ''
    return {
      file: LIVEKIT_CONFIG,
      line,
      column: content.indexOf(key ?? '') + 1 || 1,
      message: `LiveKit knows no key ${key}`,
      source: content,
    }
  })
}
