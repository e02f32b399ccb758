import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../core/failure.ts'
import { parseEnvFile } from '../../stack/env-file.ts'
import { effectiveEnv, ENV_FILE, STACK_FILE } from '../../stack/load.ts'
import { readText } from '../file-change.ts'

/** The folder that a stack is to be made in, as it was found. */
export interface Folder {
  /** Absolute path. */
  dir: string
  dirName: string
  /** Text of voicectl.yaml; null where there is none. */
  stackText: string | null
  /** Text of .env; null where there is none. */
  envText: string | null
  /** Values by name that a stack here would see. */
  env: ReadonlyMap<string, string>
  processEnv: NodeJS.ProcessEnv
  /** How many things were in it. */
  entries: number
}

/** Looks at a folder before anything is asked or written. Raises INIT_NOT_A_FOLDER or FILE_NOT_WRITABLE. */
export async function inspectFolder(dir: string, processEnv: NodeJS.ProcessEnv): Promise<Folder> {
  const root = path.resolve(dir)
  const isThere = await assertUsable(root)
  const [stackText, envText, entries] = isThere
    ? await Promise.all([readText(path.join(root, STACK_FILE)), readText(path.join(root, ENV_FILE)), readdir(root)])
    : [null, null, []]
  const env = effectiveEnv(parseEnvFile(envText ?? ''), processEnv)
  return { dir: root, dirName: path.basename(root), stackText, envText, env, processEnv, entries: entries.length }
}

/** True when the folder is there; false when it can be made. */
async function assertUsable(dir: string, asked = dir): Promise<boolean> {
  const found = await stat(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw notWritable(asked, error.message)
  })
  if (found === null) {
    await assertUsable(path.dirname(dir), asked)
    return false
  }
  if (!found.isDirectory()) {
    throw new Failure({
      code: 'INIT_NOT_A_FOLDER',
      message: `Couldn't make a stack in ${asked}`,
      why: `${dir} is a file.`,
      fix: [{ text: 'Name another folder', command: 'voicectl init <folder>' }],
      exit: 2,
    })
  }
  await access(dir, constants.W_OK | constants.X_OK).catch(() => {
    throw notWritable(asked, `You may not write to ${dir}.`)
  })
  return true
}

function notWritable(dir: string, why: string): Failure {
  return new Failure({
    code: 'FILE_NOT_WRITABLE',
    message: `Couldn't make a stack in ${dir}`,
    why,
    fix: [{ text: 'Name a folder you may write to', command: 'voicectl init <folder>' }],
  })
}
