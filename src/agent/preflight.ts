import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { Failure } from '../core/failure.ts'
import { modulePath } from '../platform/package-root.ts'
import type { PreflightMessage, PreflightVerdict } from './preflight-message.ts'

/** For the agent file alone, and for loading the SDK before it on a busy machine. */
const TIME_LIMIT_MS = 7000
const LOAD_LIMIT_MS = 60_000
const STACK_LINES = 15
const OUTPUT_LINES = 10

export interface PreflightOptions {
  /** The agent file as a user knows it, for messages. */
  agentFile: string
  projectDir: string
  timeoutMs?: number
  signal?: AbortSignal
}

/**
 * Imports the agent and runs its prewarm in a process of its own before the worker registers. Otherwise the SDK takes calls, forks
 * processes that can't start for ever, and callers hear nothing. Raises AGENT_FILE_BROKEN, or the agent's own Failure.
 */
export async function preflight(options: PreflightOptions): Promise<void> {
  const { projectDir, timeoutMs = TIME_LIMIT_MS, signal } = options
  const child = fork(modulePath('agent/preflight-child'), [], {
    env: { ...process.env, VOICECTL_PROJECT_DIR: projectDir },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = collect(child)
  const kill = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', kill, { once: true })
  let late = false
  const tooLate = () => {
    late = true
    kill()
  }
  let timer = setTimeout(tooLate, LOAD_LIMIT_MS)
  const begin = () => {
    clearTimeout(timer)
    timer = setTimeout(tooLate, timeoutMs)
  }
  try {
    const verdict = await verdictOf(child, begin)
    if (signal?.aborted || verdict?.ok) return
    if (late)
      throw broken(options, `It was not ready after ${timeoutMs / 1000} s. Does its top level or prewarm wait for something?`, output())
    if (verdict === null) throw broken(options, `It ended its process (${endOf(child)}).`, output())
    throw failureOf(options, verdict)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', kill)
    kill()
  }
}

function verdictOf(child: ChildProcess, onBegun: () => void): Promise<PreflightVerdict | null> {
  return new Promise((resolve) => {
    child.on('message', (message: PreflightMessage) => ('begun' in message ? onBegun() : resolve(message)))
    child.once('close', () => resolve(null))
  })
}

function failureOf(options: PreflightOptions, verdict: Extract<PreflightVerdict, { ok: false }>): Failure {
  const { failure, stage, stack } = verdict
  if (failure !== null) {
    const { why, ...rest } = failure
    return new Failure({ ...rest, ...(why === null ? {} : { why }) })
  }
  return broken(options, stage === 'import' ? 'It fails when it is imported:' : 'Its prewarm fails:', userLines(stack))
}

function broken({ agentFile, projectDir }: PreflightOptions, why: string, details: string[]): Failure {
  const own = path.isAbsolute(agentFile)
  return new Failure({
    code: 'AGENT_FILE_BROKEN',
    message: `The agent file ${own ? path.relative(projectDir, agentFile) || agentFile : agentFile} can't be used`,
    why,
    details,
    fix: own
      ? [{ text: `Mend ${agentFile} and start the worker again` }]
      : [{ text: 'Install voicectl again, or run with VOICECTL_DEBUG=1 and report what it prints' }],
    exit: 2,
  })
}

/** A stack trace without Node's frames and those of the preflight. */
function userLines(stack: string): string[] {
  const lines = stack.split('\n').filter((line) => !/^\s+at .*(node:|\/agent\/preflight-child\.)/.test(line))
  return lines.slice(0, STACK_LINES)
}

function collect(child: ChildProcess): () => string[] {
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(String(chunk)))
  return () => chunks.join('').trim().split('\n').filter(Boolean).slice(-OUTPUT_LINES)
}

function endOf(child: ChildProcess): string {
  return child.signalCode ?? `code ${child.exitCode}`
}
