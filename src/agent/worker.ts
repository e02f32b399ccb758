import { AgentServer, initializeLogger, InferenceRunner, ServerOptions, type JobRequest } from '@livekit/agents'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '../core/failure.ts'
import { MODE_ATTRIBUTE } from '../core/probe-job.ts'
import { modulePath } from '../platform/package-root.ts'
import { serverUrl, stackMode } from '../stack/derive.ts'
import type { Stack } from '../stack/load.ts'
import { ASSIGNMENT_MS, CallLimit } from './call-limit.ts'
import { JobProcesses } from './job-processes.ts'
import { createLog, sdkLogLevel, showSdkFrom } from './log.ts'
import { ownAgentFile } from './project.ts'

export interface WorkerOptions {
  stack: Stack
  /** Aborted: take no more calls, wait for the running ones, end. */
  stop: AbortSignal
}

/** One process waits warm for the next call (about 100 MB); another is started as soon as that one is taken. */
const IDLE_PROCESSES = 1
/** Generous: a small machine under load needs many seconds for what a laptop does in one. */
const INITIALIZE_TIMEOUT_MS = 60_000
const FAILED_STARTS = 3
/** LiveKit gives a call up when no answer came within 3 s. */
const ROOM_WAIT_MS = 1500
/**
 * The load told to LiveKit is that of calls: the machine's CPU, the SDK's choice, says nothing on a laptop about room for another call.
 * LiveKit silently drops calls for a worker from load 0.7 on, and hears of a free place up to 2.5 s late; so the load stays below that,
 * and #answer refuses at the moment it matters.
 */
const HIGHEST_LOAD = 0.6
/** What an ended call may still do, and what closing may take, after the drain. */
const CLOSE_TIMEOUT_MS = 5000
const CHECK_MS = 50
/** For the goodbye to LiveKit once all processes have ended: where there is no connection, the SDK sits out its pause before the next try. */
const GOODBYE_MS = 500

const log = createLog()

/** Serves calls until stopped. Resolves after a clean stop with no process left. Raises AGENT_FILE_BROKEN when job processes can't start. */
export async function runWorker({ stack, stop }: WorkerOptions): Promise<void> {
  initializeLogger({ pretty: false, level: sdkLogLevel(ownAgentFile(stack) !== null) })
  if (stack.config.agent.lowMemory) leaveOutTurnDetector()
  const broken = Promise.withResolvers<never>()
  const processes = new JobProcesses({
    onFailedStart: (inARow) => {
      log.warn(`A job process ended before it was ready (${inARow} in a row)`)
      if (inARow >= FAILED_STARTS) broken.reject(cannotStart(inARow))
    },
    onLost: (how) => log.error(`A job process ended ${how}; a call in it is lost`),
  })
  const worker = new Worker(stack, processes)
  const stopped = Promise.withResolvers<void>()
  stop.addEventListener('abort', () => stopped.resolve(), { once: true })
  if (stop.aborted) stopped.resolve()
  try {
    await Promise.race([worker.run(), broken.promise, stopped.promise])
  } finally {
    processes.expectEnd()
    await worker.close()
    processes.killAll()
  }
}

/** The SDK registers the turn detector in every worker's constructor and has no option against it: its process costs about 280 MB. */
function leaveOutTurnDetector(): void {
  InferenceRunner.registerRunner = () => {}
}

function cannotStart(inARow: number): Failure {
  return new Failure({
    code: 'AGENT_FILE_BROKEN',
    message: `The worker stopped: ${inARow} job processes in a row ended before they were ready`,
    why: 'Their last words are above. Callers would hear nothing.',
    fix: [{ text: 'Mend what they complain about and start the worker again' }],
  })
}

class Worker {
  readonly #stack: Stack
  readonly #processes: JobProcesses
  readonly #server: AgentServer
  readonly #limit: CallLimit
  #closing = false

  constructor(stack: Stack, processes: JobProcesses) {
    const { agent } = stack.config
    this.#stack = stack
    this.#processes = processes
    this.#limit = new CallLimit(agent.maxCalls)
    this.#server = new AgentServer(
      new ServerOptions({
        agent: modulePath('agent/entry'),
        agentName: agent.name,
        wsURL: serverUrl(stack.config),
        apiKey: stack.env.get('LIVEKIT_API_KEY') ?? '',
        apiSecret: stack.env.get('LIVEKIT_API_SECRET') ?? '',
        production: true,
        host: '127.0.0.1',
        port: agent.healthPort,
        // The SDK gives up after ten tries, with calls still running.
        maxRetry: Number.POSITIVE_INFINITY,
        numIdleProcesses: IDLE_PROCESSES,
        initializeProcessTimeout: INITIALIZE_TIMEOUT_MS,
        shutdownProcessTimeout: CLOSE_TIMEOUT_MS,
        sessionEndTimeout: CLOSE_TIMEOUT_MS,
        loadFunc: async () => HIGHEST_LOAD * Math.min(this.#held() / agent.maxCalls, 1),
        loadThreshold: 1,
        requestFunc: (request) => this.#answer(request),
      }),
    )
    this.#server.event.on('worker_registered', (id: string) =>
      log.info(`Registered as ${agent.name} at ${serverUrl(stack.config)} (${id})`),
    )
  }

  /** Never resolves before close(). */
  async run(): Promise<void> {
    await this.#server.run()
  }

  /** Waits for running calls as long as the stack allows, then ends everything. */
  async close(): Promise<void> {
    this.#closing = true
    showSdkFrom('error')
    const { drainSeconds } = this.#stack.config.agent
    const deadline = performance.now() + drainSeconds * 1000
    const held = this.#held()
    if (held > 0) log.info(`Waiting up to ${drainSeconds} s for ${calls(held)}`)
    // Marks the worker as full. Its own waiting is not used: it can hang on a process that is just starting.
    this.#server.drain(drainSeconds * 1000 + 1).catch(() => {})
    await until(() => this.#held() === 0, deadline)
    const left = this.#held()
    if (left > 0) log.warn(`Ending ${calls(left)} after ${drainSeconds} s`)
    await this.#closeServer()
    log.info('Stopped')
  }

  async #closeServer(): Promise<void> {
    let latest = performance.now() + CLOSE_TIMEOUT_MS * 2
    let closed = false
    const close = async () => {
      await this.#server.close().catch(() => {})
      closed = true
    }
    void close()
    while (!closed && performance.now() < latest) {
      this.#processes.killStarting()
      if (this.#processes.allEnded) latest = Math.min(latest, performance.now() + GOODBYE_MS)
      await pause(CHECK_MS)
    }
  }

  #running(): string[] {
    return this.#server.activeJobs.map(({ job }) => job.id)
  }

  #held(): number {
    return this.#limit.held(this.#running())
  }

  async #answer(request: JobRequest): Promise<void> {
    const { name, maxCalls } = this.#stack.config.agent
    const refuse = async (why: string) => {
      log.warn(`Call refused: ${why}`)
      this.#limit.giveBack(request.id)
      await request.reject()
    }
    if (this.#closing) return refuse('the worker is stopping')
    // A call that has just ended gives its place back, and a process gets ready, in less than this.
    const deadline = performance.now() + ROOM_WAIT_MS
    const hasPlace = await until(() => this.#limit.take(request.id, this.#running()), deadline)
    if (!hasPlace) return refuse(`the most calls at one time are ${maxCalls} (agent.maxCalls)`)
    const isReady = await until(() => this.#processes.ready > this.#running().length, deadline)
    if (!isReady && !this.#processes.isStarting) return refuse('no process is ready to take it')
    log.info(`Call accepted: ${request.room?.name ?? request.id} (${this.#held()} of ${maxCalls})`)
    await request.accept(name, '', '', { [MODE_ATTRIBUTE]: stackMode(this.#stack) })
    // The SDK does not tell when a process takes it, and a call of a second is over before anybody asks again: its place would stay taken.
    void until(() => this.#limit.hasBegun(request.id, this.#running()), performance.now() + ASSIGNMENT_MS + CHECK_MS)
  }
}

/** True as soon as the condition holds, false when it did not by the deadline (of performance.now()). */
async function until(condition: () => boolean, deadline: number): Promise<boolean> {
  while (!condition()) {
    if (performance.now() >= deadline) return false
    await pause(CHECK_MS)
  }
  return true
}

function calls(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`
}
