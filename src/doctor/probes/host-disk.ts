import { statfs } from 'node:fs/promises'
import type { Probe } from '../probe.ts'

const MEGABYTE = 1024 * 1024
const FAIL_BYTES = 100 * MEGABYTE
const WARN_BYTES = 1024 * MEGABYTE

/** Space for logs, Redis and recordings in the stack's folder. */
export const probe: Probe = {
  id: 'host.disk',
  title: 'Disk space',
  after: [],
  timeoutMs: 3000,
  needs: () => true,
  run: async ({ dir }) => {
    const { bavail, bsize, blocks } = await statfs(dir)
    const [free, size] = [bavail * bsize, blocks * bsize]
    const detail = `${inWords(free)} of ${inWords(size)} are free where ${dir} is`
    if (free >= WARN_BYTES) return { status: 'pass', detail }
    return {
      status: free < FAIL_BYTES ? 'fail' : 'warn',
      detail,
      cause: 'On a full disk Redis refuses writes, so trunks and rooms are lost, and logs and recordings end in the middle.',
      fix: [
        { text: 'See what takes the space', command: `du -xh --max-depth=2 ${dir} | sort -h | tail` },
        { text: 'Remove images that nothing uses', command: 'docker image prune' },
      ],
    }
  },
}

function inWords(bytes: number): string {
  return bytes < 10 * 1024 * MEGABYTE ? `${Math.floor(bytes / MEGABYTE)} MB` : `${Math.floor(bytes / MEGABYTE / 1024)} GB`
}
