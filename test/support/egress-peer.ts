import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { goPeer } from './go-peers.ts'
import type { RedisServer } from './redis-server.ts'
import { withTimeout } from './wait.ts'

/** A recording that the server asked for, in the protocol's JSON. */
export interface Recording {
  roomComposite?: { roomName?: string; audioOnly?: boolean; fileOutputs?: { fileType?: string; filepath?: string }[] }
}

export interface EgressPeer {
  readonly recordings: Recording[]
  stop(): Promise<void>
}

/** Starts what plays livekit-egress for a server on that Redis; it records nothing. */
export async function startEgressPeer({ redis }: { redis: RedisServer }): Promise<EgressPeer> {
  const env = { ...process.env, EGRESS_PEER_REDIS: redis.address }
  const child = spawn(await goPeer('egress-peer'), [], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const recordings: Recording[] = []
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  child.once('exit', (code) => reject(new Error(`egress-peer ended with ${code}`)))
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') resolve()
    else recordings.push(JSON.parse(line) as Recording)
  })
  await withTimeout(ready, { what: 'egress-peer to be ready' })
  const stop = async () => {
    child.stdin.end()
    await gone
  }
  return { recordings, stop }
}
