import { statSync, type Stats } from 'node:fs'
import path from 'node:path'
import { isCode } from '../check/readers/agent-code.ts'
import type { Folder } from '../check/source.ts'
import { Failure } from '../core/failure.ts'
import { briefly } from '../platform/brief-work.ts'
import { gitStates } from '../platform/git-states.ts'
import { readSourceTree } from '../platform/source-tree.ts'
import { agentCode } from './agent-code.ts'

const LARGEST_BYTES = 1024 * 1024
// In sets and not in one expression: all names of a repository are asked for, and a large expression takes a while to compile.
const STARTS = ['.env.', 'caddyfile', 'dockerfile', 'containerfile']
const EXTENSIONS = new Set([
  'yaml',
  'yml',
  'json',
  'conf',
  'env',
  'dockerfile',
  'caddy',
  'caddyfile',
  'template',
  'vhost',
  'toml',
  'dockerignore',
])
/** Big files that programs write for themselves. */
const NOT_OURS = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'composer.lock.json',
  '.eslintrc.json',
  'deno.json',
  'pnpm-lock.yaml',
  'pubspec.lock.yaml',
])
const NOT_OURS_ENDS = ['.min.json', '.schema.json', '.test.json', '.spec.json']
const SITES = /(^|\/)(nginx|sites-(available|enabled)|conf\.d)\//
const FOLDERS_LEFT_OUT = new Set([
  '.git',
  '.hg',
  '.svn',
  '.voicectl',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.next',
  '.nuxt',
  '.svelte-kit',
  '.turbo',
  '.cache',
  '.terraform',
  'dist',
  'coverage',
  'vendor',
  'target',
  '.pnpm-store',
  '.yarn',
  '.idea',
  '.vscode',
])

/** A folder and the file in it that a path names, where it names one. Raises PATH_NOT_FOUND. */
export function folderAndFile(given: string): { root: string; file: string | null } {
  const full = path.resolve(given)
  const stats = statsOf(full)
  if (stats === null) {
    throw new Failure({
      code: 'PATH_NOT_FOUND',
      message: `There is no file or folder ${given}`,
      why: 'check reads the config files below a folder.',
      fix: [{ text: 'Name the folder that holds the stack', command: 'voicectl check <folder>' }],
      exit: 2,
    })
  }
  return stats.isDirectory() ? { root: full, file: null } : { root: path.dirname(full), file: path.basename(full) }
}

function statsOf(file: string): Stats | null {
  try {
    return statSync(file)
  } catch {
    return null
  }
}

/** The files below a folder that may be part of a stack, as `check` takes them; with `code`, what starts agent workers too. Raises FOLDER_UNREADABLE. */
export async function readFolder(root: string, { code = false } = {}): Promise<Folder> {
  try {
    const { files, listed, unread } = briefly(() =>
      readSourceTree(root, {
        wants: (file) => mayMatter(file),
        ...(code ? { lists: isCode } : {}),
        enters: (name) => !FOLDERS_LEFT_OUT.has(name),
        largestBytes: LARGEST_BYTES,
      }),
    )
    files.push(...agentCode(root, listed, files))
    const gitState = await gitStates(
      root,
      files.map((file) => file.path),
    )
    return { sources: files.map((file) => ({ ...file, git: gitState(file.path) })), unread }
  } catch (error) {
    throw new Failure({
      code: 'FOLDER_UNREADABLE',
      message: `Couldn't read ${root}`,
      why: (error as Error).message,
      exit: 2,
      cause: error,
    })
  }
}

function mayMatter(file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase()
  if (NOT_OURS.has(name) || NOT_OURS_ENDS.some((end) => name.endsWith(end))) return false
  if (name.startsWith('tsconfig') && /^[\w.-]+\.json$/.test(name)) return false
  if (EXTENSIONS.has(name.slice(name.lastIndexOf('.') + 1)) && name.includes('.')) return true
  if (STARTS.some((start) => name.startsWith(start))) return true
  if (name.startsWith('requirements') && /^[\w.-]+\.txt$/.test(name)) return true
  return !name.includes('.') && SITES.test(file)
}

/** NO_STACK_FOUND for a command that looks at any stack; `folder` is how it takes one. */
export function noStackIn(given: string, { command, folder, why }: { command: string; folder: string; why: string }): Failure {
  return new Failure({
    code: 'NO_STACK_FOUND',
    message: `Found nothing of a LiveKit stack in ${given}`,
    why,
    fix: [
      { text: 'Name the folder that holds the stack', command: `voicectl ${command} ${folder}` },
      { text: 'Or make a stack', command: 'voicectl init' },
    ],
    exit: 2,
  })
}
