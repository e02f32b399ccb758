import { Failure } from '../../core/failure.ts'
import { takeLock } from '../../platform/lock-file.ts'
import { findOrphans, stopOrphans } from './orphans.ts'
import { runSession, type SessionOptions, type SessionResult } from './session.ts'

/** Runs a session while holding the stack's lock, after clearing up what a dead supervisor left. Raises STACK_LOCKED where another holds it. */
export async function runLocked(options: SessionOptions): Promise<SessionResult> {
  const { paths, report } = options
  const lock = await takeLock(paths.lockFile)
  if ('holder' in lock) throw lockedBy(lock.holder.pid)
  try {
    const left = await findOrphans(paths)
    if (left.length > 0) {
      report({ type: 'warn', text: `A supervisor ended without stopping ${left.map(({ name }) => name).join(', ')}; that is done first` })
      await stopOrphans(paths, { report, now: false })
    }
    return await runSession(options)
  } finally {
    await lock.release()
  }
}

export function lockedBy(pid: number): Failure {
  return new Failure({
    code: 'STACK_LOCKED',
    message: 'This stack is being started or stopped by another voicectl',
    why: `Process ${pid} holds its lock and does not answer.`,
    fix: [
      { text: 'See what runs', command: 'voicectl status' },
      { text: 'Stop it', command: 'voicectl down' },
    ],
    retryable: true,
  })
}
