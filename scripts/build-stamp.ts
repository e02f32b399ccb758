import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What the build is made from. */
const sources = ['src/**/*.ts', 'web/**/*', 'scripts/*.ts', 'package.json', 'package-lock.json', 'tsconfig*.json']
const stampFile = 'node_modules/.cache/voicectl/build-stamp'

/** A digest of everything the build is made from, by content. */
export async function sourceDigest(root: string): Promise<string> {
  const files: string[] = []
  for await (const entry of glob(sources, { cwd: root, exclude: ['web/dist/**', '**/*.test.ts'], withFileTypes: true })) {
    if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name))
  }
  const digest = createHash('sha256')
  for (const file of files.toSorted()) digest.update(`${path.relative(root, file)}\0`).update(await readFile(file))
  return digest.digest('hex')
}

/** True when dist/ was made from what is there now. */
export async function isBuilt(root: string, digest: string): Promise<boolean> {
  const stamp = await readFile(path.join(root, stampFile), 'utf8').catch(() => null)
  return stamp === digest && existsSync(path.join(root, 'dist/cli/main.js'))
}

export async function markBuilt(root: string, digest: string): Promise<void> {
  const file = path.join(root, stampFile)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, digest)
}
