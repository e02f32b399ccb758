import { statSync, type Stats } from 'node:fs'
import path from 'node:path'
import { isCode } from '../check/readers/agent-code.ts'
import type { Folder } from '../check/source.ts'
import { Failure } from '../core/failure.ts'
import { gitStates } from '../platform/git-states.ts'
import { readSourceTree } from '../platform/source-tree.ts'
import { agentCode } from './agent-code.ts'

const LARGEST_BYTES = 1024 * 1024
const NAMES =
  /^(\.env($|\.)|Caddyfile|Dockerfile|Containerfile|requirements[\w.-]*\.txt$)|\.(ya?ml|json|conf|env|dockerfile|caddy|caddyfile|template|vhost|toml)$/i
/** Big files that programs write for themselves. */
const NOT_OURS =
  /^(package-lock|npm-shrinkwrap|composer\.lock|tsconfig[\w.-]*|\.eslintrc|deno)\.json$|^(pnpm-lock|pubspec\.lock)\.yaml$|\.(min|schema|test|spec)\.json$/i
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
    const { files, listed, unread } = readSourceTree(root, {
      wants: (file) => mayMatter(file),
      ...(code ? { lists: isCode } : {}),
      enters: (name) => !FOLDERS_LEFT_OUT.has(name),
      largestBytes: LARGEST_BYTES,
    })
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
  const name = file.slice(file.lastIndexOf('/') + 1)
  if (NOT_OURS.test(name)) return false
  return NAMES.test(name) || (SITES.test(file) && !name.includes('.'))
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
