import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { findProgram } from './require.ts'
import type { Undo } from './undo.ts'
import { waitFor, withTimeout } from './wait.ts'

const run = promisify(execFile)

export interface SippOptions {
  /** A file of test/support/sipp without its ending. */
  scenario: 'answer' | 'drop' | 'hang-up' | 'options' | 'password' | 'refuse' | 'ring' | 'trying'
  transport?: 'udp' | 'tcp'
  /** What the scenario has in brackets that SIPp does not know. */
  keys?: Record<string, string>
  /** How many calls it takes before it ends; one unless given. */
  calls?: number
  /** A free one unless given. */
  port?: number
  /** The address it is bound to; loopback unless given. */
  host?: string
  /** Goes before its command: a network namespace. */
  within?: string[]
}

export interface Sipp {
  port: number
  /** Where it plays audio back. */
  audioPort: number
  /** Ends by itself when its calls went as the scenario says; raises what did not otherwise. */
  done(): Promise<void>
  /** Every message that came and went so far. */
  messages(): Promise<string>
}

/** Starts a real SIPp as the called side of a scenario, and waits until it is bound. It is stopped at the end. */
export async function startSipp(undo: Undo, options: SippOptions): Promise<Sipp> {
  const { scenario, transport = 'udp', keys = {}, calls = 1, host = '127.0.0.1', within = [] } = options
  const program = findProgram('sipp')
  if (program === null) throw new Error('sipp is not installed here')
  const dir = undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-sipp-')), (folder) => rm(folder, { recursive: true, force: true }))
  const [port, audioPort, controlPort] = [options.port ?? (await freePort()), await freePort(), await freePort()]
  await writeFile(
    path.join(dir, 'scenario.xml'),
    await filled(scenario, { contact: `${host}:${port}`, sdp_ip: host, extra: 'X-Nothing: here', ...keys }),
  )
  const args = [
    `-sf scenario.xml -m ${calls} -i ${host} -p ${port} -t ${transport === 'udp' ? 'u1' : 't1'} -mi ${host} -mp ${audioPort} -rtp_echo`,
    `-cp ${controlPort} -nostdin -nd -trace_err -error_file errors -trace_msg -message_file messages`,
  ].flatMap((line) => line.split(' '))
  const command = [...within, program, ...args]
  const child = spawn(command[0] ?? program, command.slice(1), { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] })
  const said = text(child.stderr)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  undo.add(child, async () => {
    child.kill('SIGKILL')
    await ended
  })
  const errors = () => readFile(path.join(dir, 'errors'), 'utf8').catch(() => '')
  await waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`sipp ended with ${child.exitCode}: ${await said}${await errors()}`)
      return isBound(port, transport, within)
    },
    { what: 'sipp to be bound' },
  )
  return {
    port,
    audioPort,
    done: async () => {
      const code = await withTimeout(ended, { what: `sipp to end its ${scenario}` })
      if (code !== 0) throw new Error(`sipp ended with ${code}: ${await errors()}`)
    },
    messages: () => readFile(path.join(dir, 'messages'), 'utf8'),
  }
}

/** SIPp's own -key does not reach everything: a status must be there when it reads the file. */
async function filled(scenario: string, keys: Record<string, string>): Promise<string> {
  const file = await readFile(path.join(import.meta.dirname, 'sipp', `${scenario}.xml`), 'utf8')
  return Object.entries(keys).reduce((text, [name, value]) => text.replaceAll(`[${name}]`, value), file)
}

/** As the kernel lists it: a look by binding could take the port away from sipp. */
async function isBound(port: number, transport: 'udp' | 'tcp', within: string[]): Promise<boolean> {
  const command = [...within, 'cat', `/proc/net/${transport}`]
  const { stdout } = await run(command[0] ?? 'cat', command.slice(1))
  const state = transport === 'udp' ? '07' : '0A'
  return new RegExp(`: [0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, '0')} \\S+ ${state} `).test(stdout)
}
