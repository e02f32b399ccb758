import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { cachedFile, cacheFolder } from './source.ts'

const PREFIX = 'work-'
const ABANDONED_MS = 24 * 60 * 60 * 1000

/**
 * Gives a folder of its own in the cache to make a program in, moves the finished program into place in one step, and clears up.
 * Nothing half-made is ever found in the cache, and two at once do not meet. Returns the program's file in the cache.
 */
export async function makeInCache(env: NodeJS.ProcessEnv, make: (folder: string) => Promise<string>): Promise<string> {
  const root = cacheFolder(env)
  await mkdir(root, { recursive: true })
  await removeAbandoned(root)
  const folder = path.join(root, `${PREFIX}${randomUUID()}`)
  try {
    await mkdir(folder)
    const made = await make(folder)
    await chmod(made, 0o755)
    const file = cachedFile(env)
    await mkdir(path.dirname(file), { recursive: true })
    await rename(made, file)
    return file
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A run that was killed could not clear up after itself. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = path.join(root, name)
    const modified = await stat(folder).catch(() => null)
    if (modified !== null && Date.now() - modified.mtimeMs > ABANDONED_MS) await rm(folder, { recursive: true, force: true })
  }
}
