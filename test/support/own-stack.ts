import { readdir } from 'node:fs/promises'
import { runtimePaths } from '../../src/runtime/native/paths.ts'
import type { ServiceStatus, StackStatus } from '../../src/runtime/runtime.ts'
import { freePort } from './free-port.ts'
import { startProgram, type Program } from './programs.ts'
import { writeStack, type StackFolder, type StackOptions } from './stack.ts'
import type { Undo } from './undo.ts'
import { cleanEnv, runVoicectl } from './voicectl.ts'

export const OWN_SECRET = 'an-api-secret-that-must-not-be-shown-anywhere'

interface Ended {
  exitCode: number
  stdout: string
  /** Both outputs. */
  text: string
  tookMs: number
}

/** A stack that runs its own LiveKit, on free ports. */
export interface OwnStack extends StackFolder {
  livekitPort: number
  /** Runs a command on it to its end. */
  run(args: string[], env?: Record<string, string>): Promise<Ended>
  /** Starts a command that goes on. */
  begin(args: string[]): Promise<Program>
  status(): Promise<StackStatus>
  service(name: string): Promise<ServiceStatus>
  /** What still answers or is still recorded as running. */
  leftovers(): Promise<string[]>
}

/** Writes such a stack; at the end it is stopped and removed. */
export async function newOwnStack(
  undo: Undo,
  { livekitPort, ...options }: Partial<StackOptions> & { livekitPort?: number } = {},
): Promise<OwnStack> {
  const livekit = {
    port: livekitPort ?? (await freePort()),
    tcpPort: await freePort(),
    udpPort: await freePort(),
    apiKey: 'APIe2e',
    apiSecret: OWN_SECRET,
  }
  const folder = await writeStack({ livekit, ...options, agent: { lowMemory: true, drainSeconds: 2, ...options.agent } })
  const { dir } = folder
  const run: OwnStack['run'] = async (args, env = {}) => {
    const began = performance.now()
    const { stdout, stderr, exitCode } = await runVoicectl(args, { cwd: dir, env })
    return { exitCode, stdout, text: stderr + stdout, tookMs: performance.now() - began }
  }
  const status = async () => (JSON.parse((await run(['status', '--json'])).stdout) as { data: StackStatus }).data
  undo.add(folder, () => folder.remove())
  undo.add(folder, () => run(['down', '--now']))
  return {
    ...folder,
    livekitPort: livekit.port,
    run,
    status,
    begin: async (args) =>
      undo.add(
        await startProgram({ script: 'bin/dev.js', args, cwd: dir, env: withoutUndefined({ ...cleanEnv(), NO_COLOR: '1' }) }),
        (program) => program.stop('SIGKILL'),
      ),
    service: async (name) => {
      const found = (await status()).services.find((each) => each.name === name)
      if (!found) throw new Error(`no service ${name}`)
      return found
    },
    leftovers: async () => {
      const ports = [livekit.port, folder.webPort, folder.healthPort]
      const answering = await Promise.all(ports.map(async (port) => ((await answers(port)) ? [`port ${port}`] : [])))
      const files = await readdir(runtimePaths(dir).stateDir).catch(() => [])
      return [...answering.flat(), ...files.filter((name) => !['logs', 'base', 'redis'].includes(name))]
    },
  }
}

/** True when something speaks HTTP there. */
export function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
