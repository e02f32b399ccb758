import { spawn } from 'node:child_process'

export interface Verdict {
  accepted: boolean
  /** The last that the server said. */
  said: string
}

/** The machine said no, not the server: the config got as far as listening. */
const STARTED = /starting LiveKit server|bind: (address already in use|permission denied)/
const FAILED = /could not start server|^panic:/m
/** A crash of what runs beside shows within a moment. */
const GRACE_MS = 40
const LONGEST_MS = 20_000

/** Starts a real livekit-server with a config, and ends it as soon as it is clear whether it takes the config. */
export function serverVerdict(binary: string, body: string): Promise<Verdict> {
  const child = spawn(binary, [], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LIVEKIT_CONFIG: body },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let grace: NodeJS.Timeout | undefined
  const longest = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const hear = (chunk: Buffer) => {
    output += String(chunk)
    if (STARTED.test(output)) grace ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(grace)
      clearTimeout(longest)
      resolve({ accepted: STARTED.test(output) && !FAILED.test(output), said: output.trim().split('\n').slice(-3).join('\n') })
    })
  })
}
