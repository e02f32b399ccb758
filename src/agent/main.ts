import { parseArgs } from 'node:util'
import { Failure } from '../core/failure.ts'
import { renderFailure } from '../output/failure.ts'
import { styleOf } from '../output/style-of.ts'
import { endWithReader } from '../platform/closed-output.ts'
import { listenForStop } from '../platform/stop-signals.ts'
import { dev } from './dev.ts'
import { createLog } from './log.ts'
import { start } from './start.ts'

// The agent worker, a program of its own: `main start` serves calls, `main dev` does so and starts again when a file changes.
const signals = listenForStop()
endWithReader()
// The worker of `dev` leaves it to `dev` to say so.
if (!process.connected) signals.stop.addEventListener('abort', () => createLog().info('Stopping…'))
signals.now.addEventListener('abort', () => process.exit(signals.exitCode() ?? 1))

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, 'drain-seconds': { type: 'string' } },
  })
  const options = {
    stop: AbortSignal.any([signals.stop, launcherGone()]),
    name: values.name ?? null,
    drainSeconds: values['drain-seconds'] === undefined ? null : Number(values['drain-seconds']),
  }
  await (positionals[0] === 'dev' ? dev(options) : start(options))
}

/** `dev` holds a channel to its worker, and closes it to end the worker, also by dying. */
function launcherGone(): AbortSignal {
  const gone = new AbortController()
  process.once('disconnect', () => gone.abort())
  return gone.signal
}

function fail(error: unknown): never {
  const failure = error instanceof Failure ? error : crashed(error)
  process.stderr.write(`${renderFailure(failure, styleOf(process.stderr))}\n`)
  process.exit(failure.exit)
}

function crashed(error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return new Failure({
    code: 'AGENT_CRASHED',
    message: `The worker failed: ${message}`,
    details: process.env['VOICECTL_DEBUG'] ? (stack ?? '').split('\n') : [],
    fix: [{ text: 'Start it again; if it fails again, run it with VOICECTL_DEBUG=1 in front and report what it prints' }],
    cause: error,
  })
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', (reason) => createLog().debug(`Unhandled rejection: ${String(reason)}`))
try {
  await main()
  // The SDK leaves timers behind.
  process.exit(signals.exitCode() ?? 0)
} catch (error) {
  fail(error)
}
