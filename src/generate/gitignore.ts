import path from 'node:path'
import { diffOf } from '../core/diff.ts'
import { readText, type FileChange } from './file-change.ts'

/** What must never be committed, and the copies that --force keeps. */
const IGNORED = ['.env', '.voicectl/', '*.bak*']

/** .gitignore is added to and otherwise the user's own. A pattern that is there in another spelling counts. */
export async function planGitignore(dir: string): Promise<FileChange> {
  const file = '.gitignore'
  const current = await readText(path.join(dir, file))
  const present = new Set((current ?? '').split(/\r?\n/).map(plain))
  const missing = IGNORED.filter((pattern) => !present.has(plain(pattern)))
  const change = { path: file, about: 'keeps .env, .voicectl/ and copies out of git', derived: null, edited: false, problems: [] }
  if (missing.length === 0) return { ...change, action: 'unchanged', content: null, diff: '' }
  const kept = current === null || current === '' || current.endsWith('\n') ? (current ?? '') : `${current}\n`
  const content = `${kept}${missing.join('\n')}\n`
  return { ...change, action: current === null ? 'create' : 'update', content, diff: diffOf(file, current ?? '', content) }
}

function plain(pattern: string): string {
  return pattern.trim().replace(/^\//, '').replace(/\/$/, '')
}
