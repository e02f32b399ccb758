import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { MediaMessage } from '../livekit/media-message.ts'
import { modulePath } from '../platform/package-root.ts'

export interface MediaRequest {
  url: string
  token: string
  /** How long media may take to find its way once the packages are loaded. */
  limitMs: number
  signal: AbortSignal
}

/** What came of a real connection. `no-path`: signalling works and no media came through in time. `unloaded`: the packages were not loaded in time. */
export type MediaOutcome = Exclude<MediaMessage, { stage: 'loaded' }> | { stage: 'no-path' } | { stage: 'unloaded'; reason: string }

/** Makes a real WebRTC connection in a process of its own: its packages are optional, native, and many. */
export async function mediaPath({ url, token, limitMs, signal }: MediaRequest): Promise<MediaOutcome> {
  const child = spawn(process.execPath, [modulePath('agent/probe-media')], {
    env: { ...process.env, VOICECTL_PROBE_URL: url, VOICECTL_PROBE_TOKEN: token },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const outcome = Promise.withResolvers<MediaOutcome>()
  let timer: NodeJS.Timeout | undefined
  const give = () => outcome.resolve({ stage: 'unloaded', reason: 'its packages were not loaded in time' })
  signal.addEventListener('abort', give, { once: true })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parse(line)
    if (message?.stage === 'loaded') timer = setTimeout(() => outcome.resolve({ stage: 'no-path' }), limitMs)
    else if (message) outcome.resolve(message)
  })
  child.once('error', (error) => outcome.resolve({ stage: 'unloaded', reason: error.message }))
  child.once('close', (code, name) => outcome.resolve({ stage: 'unloaded', reason: `its process ended (${name ?? `code ${code}`})` }))
  try {
    return await outcome.promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', give)
    child.kill('SIGKILL')
  }
}

/** A line of ours; null for what a library prints. */
function parse(line: string): MediaMessage | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'stage' in value ? (value as MediaMessage) : null
  } catch {
    return null
  }
}
