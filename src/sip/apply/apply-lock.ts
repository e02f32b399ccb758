import path from 'node:path'
import { Failure } from '../../core/failure.ts'
import { exists } from '../../platform/files.ts'
import { takeLock } from '../../platform/lock-file.ts'
import { SIP_FOLDER } from './record.ts'

/** Does work while no other apply of this project runs. Raises SIP_APPLY_RUNNING. */
export async function whileAlone<T>(dir: string, work: () => Promise<T>): Promise<T> {
  // A folder that is not there is none to be made: the work says so.
  if (!(await exists(dir))) return work()
  const lock = await takeLock(path.join(path.resolve(dir), SIP_FOLDER, 'lock'))
  if ('holder' in lock) {
    throw new Failure({
      code: 'SIP_APPLY_RUNNING',
      message: `Another apply of this stack is at work (process ${lock.holder.pid})`,
      why: 'Two at one time would each plan without what the other writes.',
      fix: [{ text: 'Wait for it to end, or answer the question that it asks' }],
      retryable: true,
    })
  }
  try {
    return await work()
  } finally {
    await lock.release()
  }
}
