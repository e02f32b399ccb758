import { existsSync } from 'node:fs'
import path from 'node:path'

export type GitState = 'tracked' | 'untracked' | 'ignored' | 'none'

/** How git sees files below a folder; `none` for all where there is no repository or no git. */
export async function gitStates(root: string, files: readonly string[]): Promise<(file: string) => GitState> {
  if (files.length === 0 || !isInRepository(root)) return () => 'none'
  const [tracked, ignored] = await Promise.all([
    git(root, ['ls-files', '-z', '--cached'], ''),
    // Ends with 1 when none is ignored.
    git(root, ['check-ignore', '-z', '--stdin'], files.join('\0')),
  ])
  if (tracked === null || ignored === null) return () => 'none'
  return (file) => (tracked.has(file) ? 'tracked' : ignored.has(file) ? 'ignored' : 'untracked')
}

function isInRepository(root: string): boolean {
  for (let folder = path.resolve(root); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return true
    if (folder === path.dirname(folder)) return false
  }
}

/** The names that git prints, each ended by NUL; null where git is not there or refuses. */
async function git(root: string, args: string[], input: string): Promise<Set<string> | null> {
  const { spawn } = await import('node:child_process')
  return new Promise((resolve) => {
    const child = spawn('git', args, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true })
    const chunks: Buffer[] = []
    child.once('error', () => resolve(null))
    // It may end before it has read everything.
    child.stdin.once('error', () => {})
    child.stdin.end(input)
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('close', (code) =>
      resolve(code === 0 || code === 1 ? new Set(Buffer.concat(chunks).toString('utf8').split('\0').filter(Boolean)) : null),
    )
  })
}
