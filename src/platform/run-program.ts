import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { modulePath } from './package-root.ts'

export interface ProgramOptions {
  /** A module of ours, such as `agent/chat`. */
  program: string
  args?: string[]
  /** Added to this process's environment. */
  env?: Record<string, string>
}

/** Runs a program of ours in the foreground, on this process's own stdin, stdout and stderr. Resolves to its exit code: 128 + n where signal n ended it. */
export async function runProgram({ program, args = [], env = {} }: ProgramOptions): Promise<number> {
  const child = spawn(process.execPath, [modulePath(program), ...args], { stdio: 'inherit', env: { ...process.env, ...env } })
  const forward = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to both of us; a second one from here would read as "stop at once".
    if (signal === 'SIGINT' && hasTerminal()) return
    child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, forward)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
    })
  } finally {
    for (const signal of signals) process.off(signal, forward)
  }
}

function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
}
