import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { Document, LineCounter } from 'yaml'
import { Failure, type Fix } from '../../../core/failure.ts'
import { hideSecrets } from '../../../core/hide-secrets.ts'
import type { Problem } from '../../../core/problem.ts'
import type { StackConfig } from '../../../stack/schema.ts'
import { LIVEKIT_CONFIG } from './livekit-config.ts'

/** What LiveKit listens on where its file doesn't say. */
const DEFAULT_PORT = 7880
/** Where the agent and the page connect to, and what covers it. */
const OURS = '127.0.0.1'
const COVERS_OURS = new Set([OURS, '0.0.0.0', '::', '::0'])

interface Difference {
  /** The key in livekit.yaml. */
  at: string[]
  /** The value there, and beside it voicectl.yaml's. */
  says: string
  fix: string
}

/**
 * An edit of livekit.yaml is kept, but some values are also known to the programs beside LiveKit. Raises LIVEKIT_CONFIG_DIFFERS with
 * every one that is another than in voicectl.yaml. A file that can't be read is left to LiveKit, which says more about it.
 */
export async function assertAgrees(configFile: string, config: StackConfig): Promise<void> {
  const { LineCounter, parseDocument } = await import('yaml')
  const [text, lines] = [await readFile(configFile, 'utf8'), new LineCounter()]
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) return
  const differences = [...portDifferences(document, config), ...bindDifferences(document), ...redisDifferences(document, config)]
  if (differences.length === 0) return
  const source = hideSecrets(text)
  const problems = differences.map(({ at, says }): Problem => {
    const { line, column } = placeOf(document, lines, at)
    return { file: LIVEKIT_CONFIG, line, column, message: says, source: source[line - 1] ?? '' }
  })
  const [first] = problems
  const one = problems.length === 1
  throw new Failure({
    code: 'LIVEKIT_CONFIG_DIFFERS',
    message: one ? `livekit.yaml:${first?.line} ${first?.message}` : `livekit.yaml and voicectl.yaml differ in ${problems.length} values`,
    why: 'The file was edited by hand. The agent, the page and the checks go by voicectl.yaml, so nothing was started.',
    problems,
    fix: [
      ...differences.map(({ fix }): Fix => ({ text: fix })),
      { text: 'Or derive the file again, without the edits; a copy is kept', command: 'voicectl generate --force' },
    ],
    exit: 2,
  })
}

function portDifferences(document: Document, { target, livekit }: StackConfig): Difference[] {
  const { port, tcpPort, udpPort, udpPortRange } = livekit
  // Self-hosted has a range unless one port is set; the local template has one port.
  const onePort = udpPort ?? (target === 'local' && udpPortRange === undefined ? 7882 : undefined)
  const wanted: Array<[at: string[], name: string, value: number | undefined]> = [
    [['port'], 'livekit.port', port],
    [['rtc', 'tcp_port'], 'livekit.tcpPort', tcpPort],
    [['rtc', 'udp_port'], 'livekit.udpPort', onePort],
  ]
  return wanted.flatMap(([at, name, value]) => {
    const found = document.getIn(at) ?? (name === 'livekit.port' ? DEFAULT_PORT : undefined)
    if (typeof found !== 'number' || found === 0 || value === undefined || found === value) return []
    return [
      { at, says: `has ${at.join('.')} ${found}, voicectl.yaml's ${name} is ${value}`, fix: `Set ${name} in voicectl.yaml to ${found}` },
    ]
  })
}

/** Only addresses are judged: what a name stands for is not known here. */
function bindDifferences(document: Document): Difference[] {
  const listed = (document.toJS({ maxAliasCount: 100 }) as { bind_addresses?: unknown } | null)?.bind_addresses
  const addresses = Array.isArray(listed) ? listed.map(String) : []
  if (addresses.length === 0 || !addresses.every((address) => isIP(address) > 0)) return []
  if (addresses.some((address) => COVERS_OURS.has(address))) return []
  const says = `has bind_addresses ${addresses.join(', ')}, and the agent connects to ${OURS}`
  return [{ at: ['bind_addresses'], says, fix: `Add ${OURS} to bind_addresses in ${LIVEKIT_CONFIG}` }]
}

/** Another host's Redis is somebody's decision; another port of this machine is not the one that is started here. */
function redisDifferences(document: Document, { telephony }: StackConfig): Difference[] {
  const at = ['redis', 'address']
  const port = /^(?:127\.\d+\.\d+\.\d+|localhost):(\d+)$/.exec(String(document.getIn(at) ?? ''))?.[1]
  if (!telephony.enabled || port === undefined || Number(port) === telephony.redisPort) return []
  const says = `has redis.address on port ${port}, voicectl.yaml's telephony.redisPort is ${telephony.redisPort}`
  return [{ at, says, fix: `Set telephony.redisPort in voicectl.yaml to ${port}` }]
}

/** Where a value begins; the file's beginning where it is not there. */
function placeOf(document: Document, lines: LineCounter, at: string[]): { line: number; column: number } {
  const node = document.getIn(at, true) as { range?: [number, number, number] | null } | undefined
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}
