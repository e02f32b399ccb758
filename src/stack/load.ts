import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure, type Fix } from '../core/failure.ts'
import type { Problem } from '../core/problem.ts'
import { shellWord } from '../core/shell-word.ts'
import { exists } from '../platform/files.ts'
import { credentialFix, credentialProblems } from './credentials.ts'
import { parseEnvFile, type EnvFile } from './env-file.ts'
import { providerKeyNames } from './providers.ts'
import type { StackConfig } from './schema.ts'
import { referencesIn, secretNamesIn } from './sip/references.ts'

export const STACK_FILE = 'voicectl.yaml'
export const ENV_FILE = '.env'

/** A stack as read from its folder. */
export interface Stack {
  /** Absolute path of the folder. */
  dir: string
  config: StackConfig
  /** Values by name: those of .env, and the process's own for names that .env leaves out or empty. */
  env: ReadonlyMap<string, string>
}

/** Reads voicectl.yaml and .env of a folder. Raises CONFIG_NOT_FOUND, CONFIG_UNREADABLE or CONFIG_INVALID with every problem at once. */
export async function loadStack(dir: string, processEnv: NodeJS.ProcessEnv = process.env): Promise<Stack> {
  const { stack, problems, text, file } = await readStack(dir, processEnv)
  const envProblems = credentialProblems(stack.env, file, ENV_FILE)
  const all = [...problems, ...envProblems]
  if (stack.config !== null && all.length === 0) return { ...stack, config: stack.config }
  // Where the file is not valid its target may still be plain to see.
  const isCloud = stack.config === null ? /^target: *["']?cloud\b/m.test(text) : stack.config.target === 'cloud'
  const fix = envProblems.length > 0 ? [credentialFix(file, { isCloud, command: `${initCommand(dir)} --yes` })] : []
  throw invalid(all, [...fix, ...blankFix(text, dir)])
}

/** The same for what is only looked at: LiveKit's key and secret may be missing. Raises as loadStack does. */
export async function loadDeclared(dir: string, processEnv: NodeJS.ProcessEnv = process.env): Promise<Stack> {
  const { stack, problems, text } = await readStack(dir, processEnv)
  if (stack.config === null) throw invalid(problems, blankFix(text, dir))
  return { ...stack, config: stack.config }
}

interface ReadStack {
  stack: Omit<Stack, 'config'> & { config: StackConfig | null }
  problems: Problem[]
  text: string
  file: EnvFile
}

async function readStack(dir: string, processEnv: NodeJS.ProcessEnv): Promise<ReadStack> {
  const root = path.resolve(dir)
  const text = await readStackFile(root, dir)
  // Validation takes as long to load as all the rest of a light command; what needs only the text does without.
  const { parseStack } = await import('./parse.ts')
  const { config, problems } = parseStack(text, STACK_FILE)
  const file = await readEnvFile(root)
  return {
    stack: { dir: root, config, env: effectiveEnv(file, processEnv, [...referencesIn(text), ...(await carrierNames(config))]) },
    problems,
    text,
    file,
  }
}

function blankFix(text: string, dir: string): Fix[] {
  return isBlank(text)
    ? [{ text: 'Write a new voicectl.yaml; the empty one is kept as a copy', command: `${initCommand(dir)} --force` }]
    : []
}

/** Names of what a stack's carrier is asked with; loaded only where it has one. */
async function carrierNames(config: StackConfig | null): Promise<readonly string[]> {
  return config?.sip?.carrier ? (await import('./sip/carrier-names.ts')).carrierKeyNames : []
}

/**
 * Values by name: those of the .env file, and the process's own for the names a stack knows where the file leaves them out or empty. `referred` are
 * the names that its voicectl.yaml refers to, in so many words or by what it chooses.
 */
export function effectiveEnv(file: EnvFile, processEnv: NodeJS.ProcessEnv, referred: readonly string[] = []): Map<string, string> {
  const env = new Map<string, string>()
  for (const name of ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET', ...providerKeyNames, ...referred]) {
    const value = processEnv[name]
    if (value) env.set(name, value)
  }
  for (const [name, { value }] of file) if (value !== '') env.set(name, value)
  return env
}

/** The values that must never be shown. */
export function secretsOf({ env, config }: Pick<Stack, 'env'> & { config?: Pick<StackConfig, 'sip'> }): string[] {
  const referred = new Set(secretNamesIn(config?.sip))
  return [...env].filter(([name]) => isSecretName(name) || referred.has(name)).map(([, value]) => value)
}

/** True for names in .env whose values are secrets by the look of them. */
export function isSecretName(name: string): boolean {
  return /KEY|SECRET|TOKEN|PASS(?:WORD|WD)?|CREDENTIALS|(?:^|_)PIN(?:$|_)/.test(name)
}

/** The text of a folder's voicectl.yaml. `dir` is how the user named the folder. Raises CONFIG_NOT_FOUND or CONFIG_UNREADABLE. */
export async function readStackFile(root: string, dir = root): Promise<string> {
  try {
    return await readFile(path.join(root, STACK_FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw await notFound(root, dir)
    throw new Failure({
      code: 'CONFIG_UNREADABLE',
      message: `Couldn't read ${path.join(root, STACK_FILE)}`,
      why: (error as Error).message,
      fix: [{ text: 'Make the file readable for you', command: `chmod u+r ${shellWord(path.join(root, STACK_FILE))}` }],
      exit: 2,
      cause: error,
    })
  }
}

async function notFound(root: string, dir: string): Promise<Failure> {
  const isThere = await exists(root)
  return new Failure({
    code: 'CONFIG_NOT_FOUND',
    message: isThere ? `There is no ${STACK_FILE} in ${root}` : `There is no folder ${root}`,
    why: 'voicectl works on a folder that holds a stack.',
    fix: [
      { text: isThere ? 'Make a stack here' : 'Make it, and a stack in it', command: initCommand(dir) },
      { text: 'Or name the folder of one', command: 'voicectl <command> --project-dir <folder>' },
    ],
    exit: 2,
  })
}

async function readEnvFile(root: string): Promise<EnvFile> {
  try {
    return parseEnvFile(await readFile(path.join(root, ENV_FILE), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw new Failure({
      code: 'CONFIG_UNREADABLE',
      message: `Couldn't read ${path.join(root, ENV_FILE)}`,
      why: (error as Error).message,
      exit: 2,
      cause: error,
    })
  }
}

function invalid(problems: Problem[], fix: Fix[]): Failure {
  return new Failure({
    code: 'CONFIG_INVALID',
    message: problems.length === 1 ? 'The stack has 1 problem' : `The stack has ${problems.length} problems`,
    problems,
    fix,
    exit: 2,
  })
}

/** True for a file that says nothing: empty, or comments alone. */
function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*)?$/.test(line.replace(/^\uFEFF/, '')))
}

/** `voicectl init` for a folder, absolute or as the user named it; flags go behind. */
export function initCommand(dir: string): string {
  return path.resolve(dir) === path.resolve('.') ? 'voicectl init' : `voicectl init ${shellWord(dir)}`
}
