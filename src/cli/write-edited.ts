import { chown, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { EditedFile } from '../check/apply-edits.ts'
import { Failure } from '../core/failure.ts'
import { replaceFile } from '../platform/files.ts'
import { decode, encodeLike } from '../platform/source-tree.ts'

/**
 * Writes an edited file in place: behind its link, in its encoding, for its owner. One that a link named already is left as it is. Raises FILE_CHANGED
 * where somebody else wrote to it meanwhile, or FILE_NOT_WRITABLE.
 */
export async function writeEdited(root: string, { path: file, before, after }: EditedFile, mode: number): Promise<void> {
  const full = await realpath(path.join(root, file)).catch(() => {
    throw changed(file)
  })
  const [bytes, { uid, gid }] = await Promise.all([readFile(full), stat(full)])
  const current = decode(bytes)
  if (current === after && before !== after) return
  if (current !== before) throw changed(file)
  await replaceFile(full, encodeLike(bytes, after), mode)
  // As root it would become root's.
  if (process.getuid?.() === 0 && uid !== 0) await chown(full, uid, gid)
}

function changed(file: string): Failure {
  return new Failure({
    code: 'FILE_CHANGED',
    message: `${file} was changed while check looked at it`,
    why: 'What was to be mended may not be there any more, so that nothing was written to it.',
    fix: [{ text: 'Check again', command: 'voicectl check --fix' }],
    retryable: true,
    exit: 1,
  })
}
