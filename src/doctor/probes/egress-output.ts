import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Probe, ProbeResult } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** The image's user, by what Ubuntu gives the first user that is added; its group is root's. */
const EGRESS_USERS = [1000, 1001]
const ROOT_GROUP = 0

export const probe: Probe = {
  id: 'egress.output',
  title: 'Folders of recordings',
  after: [],
  timeoutMs: 2000,
  needs: ({ egress }) => {
    if (egress === null) return 'no egress is configured'
    return egress.outputs.length > 0 ? true : 'recordings go to no folder of this machine'
  },
  run: look,
}

async function look({ egress, dir }: Subject): Promise<ProbeResult> {
  const folders = (egress?.outputs ?? []).map((output) => path.resolve(dir, output))
  const seen = await Promise.all(folders.map(async (folder) => ({ folder, state: await stateOf(folder) })))
  const closed = seen.filter(({ state }) => state === 'closed' || state === 'file').map(({ folder }) => folder)
  if (closed.length > 0) {
    return {
      status: 'fail',
      detail: `Egress can't write into ${closed.join(', ')}`,
      cause: 'It does not run as root: recordings end with "permission denied" when they are written, after the call.',
      fix: [{ text: 'Let others write there', command: `chmod a+rwx ${closed.map(quoted).join(' ')}` }],
    }
  }
  const absent = seen.filter(({ state }) => state === 'absent').map(({ folder }) => folder)
  if (absent.length > 0) return { status: 'unknown', detail: `${absent.join(', ')} is not on this machine; does egress run elsewhere?` }
  return { status: 'pass', detail: `egress can write into ${folders.join(', ')}` }
}

/** By the folder's own permissions, not by trying: doctor may be run by root, and writes nothing. */
async function stateOf(folder: string): Promise<'open' | 'closed' | 'file' | 'absent'> {
  const found = await stat(folder).catch(() => null)
  if (found === null) return 'absent'
  if (!found.isDirectory()) return 'file'
  const { mode, uid, gid } = found
  const open = has(mode, 0o003) || (gid === ROOT_GROUP && has(mode, 0o030)) || (EGRESS_USERS.includes(uid) && has(mode, 0o300))
  return open ? 'open' : 'closed'
}

function has(mode: number, bits: number): boolean {
  return (mode & bits) === bits
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
