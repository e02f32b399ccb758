import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../core/failure.ts'

/** Writes a file whole or not at all: a new file is filled, flushed and renamed into place. `mode` is applied also to a file that exists. */
export async function writeFileAtomic(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true })
  } catch (error) {
    throw notWritable(file, error)
  }
  await replaceFile(file, content, mode)
}

/** As `writeFileAtomic`, in a folder that must be there: one that somebody deleted is not made again. */
export async function replaceFile(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(content)
      await handle.chmod(mode)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw notWritable(file, error)
  }
}

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

function notWritable(file: string, error: unknown): Failure {
  return new Failure({
    code: 'FILE_NOT_WRITABLE',
    message: `Couldn't write ${file}`,
    why: (error as Error).message,
    fix: [{ text: 'Choose a folder you may write to, or make this one writable', command: `ls -ld ${path.dirname(file)}` }],
    exit: 1,
    cause: error,
  })
}
