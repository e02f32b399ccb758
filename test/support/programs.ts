import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../src/platform/package-root.ts'
import type { StackFolder } from './stack.ts'
import { waitFor } from './wait.ts'

export interface Program {
  pid: number
  /** Every line of both outputs so far. */
  lines: string[]
  /** Waits for a line at or after index `from` (0 unless given), and returns it. */
  waitForLine(pattern: string | RegExp, options?: { from?: number; timeoutMs?: number }): Promise<string>
  /** Resolves with the exit code, or the signal's name, when it has ended. */
  ended: Promise<number | string>
  /** Asks it to end as a user or init system does, and returns how it ended. Killed where it doesn't within the time limit. */
  stop(signal?: NodeJS.Signals, timeoutMs?: number): Promise<number | string>
}

export interface ProgramOptions {
  /** Path of a script, relative to the package's folder: `src/agent/main.ts`. */
  script: string
  /** What runs it; this Node unless given. */
  interpreter?: string
  args?: string[]
  cwd?: string
  env?: Record<string, string>
  /** Answers with 200 when the program is ready. */
  readyUrl?: string
  readyTimeoutMs?: number
}

const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'XDG_CACHE_HOME', 'VOICECTL_LIVEKIT_SERVER']

/** Starts one of our programs with a clean environment: nothing of the developer's own keys reaches it. Waits until it is ready. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  const child = spawn(options.interpreter ?? process.execPath, [path.join(packageRoot, options.script), ...(options.args ?? [])], {
    cwd: options.cwd,
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const program = watch(child)
  try {
    const { readyUrl } = options
    if (readyUrl) await untilReady(program, child, { url: readyUrl, timeoutMs: options.readyTimeoutMs ?? 60_000 })
  } catch (error) {
    await program.stop('SIGKILL')
    throw error
  }
  return program
}

/** Starts the worker of a stack and waits until it is registered. */
export function startAgent(stack: StackFolder, env: Record<string, string> = {}): Promise<Program> {
  return startProgram({
    script: 'src/agent/main.ts',
    args: ['start'],
    cwd: stack.dir,
    env: { VOICECTL_PROJECT_DIR: stack.dir, ...env },
    readyUrl: `http://127.0.0.1:${stack.healthPort}/`,
  })
}

/** Starts the web page's server of a stack and waits until it answers. */
export function startWeb(stack: StackFolder, env: Record<string, string> = {}): Promise<Program> {
  return startProgram({
    script: 'src/server/main.ts',
    cwd: stack.dir,
    env: { VOICECTL_PROJECT_DIR: stack.dir, ...env },
    readyUrl: `http://127.0.0.1:${stack.webPort}/api/health`,
  })
}

function watch(child: ChildProcess): Program {
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => lines.push(line))
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
    child.once('error', (error) => resolve(error.message))
  })
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    waitForLine: (pattern, { from = 0, timeoutMs = 15_000 } = {}) =>
      waitFor(() => lines.slice(from).find((line) => (typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line))), {
        what: `a line like ${String(pattern)}`,
        timeoutMs,
        context: () => lines.slice(-40).join('\n'),
      }),
    stop: async (signal = 'SIGTERM', timeoutMs = 15_000) => {
      if (child.exitCode !== null || child.signalCode !== null) return ended
      child.kill(signal)
      const hard = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
      const result = await ended
      clearTimeout(hard)
      return result
    },
  }
}

async function untilReady(program: Program, child: ChildProcess, { url, timeoutMs }: { url: string; timeoutMs: number }): Promise<void> {
  const context = () => program.lines.slice(-40).join('\n')
  const answers = async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The program ended with ${await program.ended}:\n${context()}`)
    return fetch(url).then(
      (response) => response.ok,
      () => false,
    )
  }
  await waitFor(answers, { what: `${url} to answer`, timeoutMs, context })
}
