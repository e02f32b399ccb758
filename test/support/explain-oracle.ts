import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { goPeer } from './go-peers.ts'

/** What LiveKit's own matcher, or a real server, makes of a call. */
export interface OracleAnswer {
  outcome: string
  trunk: string | null
  rule: string | null
  auth: boolean
  room: string | null
  /** Only where the whole is asked for. */
  participant?: { identity: string; name: string; metadata: string; attributes: Record<string, string> }
  why?: string
}

/** The answers to calls: by LiveKit's matcher, or by the livekit-server behind the Redis at `redis`. `whole` tells the participant too. */
export async function askOracle(
  cases: readonly object[],
  { redis, whole = false }: { redis?: string; whole?: boolean } = {},
): Promise<OracleAnswer[]> {
  const args = [...(redis === undefined ? [] : ['-redis', redis]), ...(whole ? ['-whole'] : [])]
  const child = spawn(await goPeer('explain-oracle'), args, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {})
  child.stdin.end(cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`explain-oracle ended with ${String(code)}: ${stderr}`)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OracleAnswer)
}
