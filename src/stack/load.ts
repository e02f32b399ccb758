import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../core/failure.ts'
import type { Problem } from '../core/problem.ts'
import { credentialProblems } from './credentials.ts'
import { parseEnvFile, type EnvFile } from './env-file.ts'
import { providerKeyNames } from './providers.ts'
import type { StackConfig } from './schema.ts'

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
  const root = path.resolve(dir)
  const text = await readStackFile(root)
  // Validation takes as long to load as all the rest of a light command; what needs only the text does without.
  const { parseStack } = await import('./parse.ts')
  const { config, problems } = parseStack(text, STACK_FILE)
  const { env, envProblems } = await readEnv(root, processEnv)
  const all = [...problems, ...envProblems]
  if (config === null || all.length > 0) throw invalid(all)
  return { dir: root, config, env }
}

/** Values by name: those of the .env file, and the process's own for the names a stack knows where the file leaves them out or empty. */
export function effectiveEnv(file: EnvFile, processEnv: NodeJS.ProcessEnv): Map<string, string> {
  const env = new Map<string, string>()
  for (const name of ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET', ...providerKeyNames]) {
    const value = processEnv[name]
    if (value) env.set(name, value)
  }
  for (const [name, { value }] of file) if (value !== '') env.set(name, value)
  return env
}

/** The values that must never be shown. */
export function secretsOf(stack: Pick<Stack, 'env'>): string[] {
  return [...stack.env].filter(([name]) => /(KEY|SECRET|TOKEN|PASSWORD|CREDENTIALS)/.test(name)).map(([, value]) => value)
}

/** The text of a folder's voicectl.yaml. Raises CONFIG_NOT_FOUND or CONFIG_UNREADABLE. */
export async function readStackFile(root: string): Promise<string> {
  try {
    return await readFile(path.join(root, STACK_FILE), 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Failure({
      code: missing ? 'CONFIG_NOT_FOUND' : 'CONFIG_UNREADABLE',
      message: missing ? `There is no ${STACK_FILE} in ${root}` : `Couldn't read ${path.join(root, STACK_FILE)}`,
      why: missing ? 'voicectl works on a folder that holds a stack.' : (error as Error).message,
      fix: missing
        ? [
            { text: 'Make a stack here', command: 'voicectl init' },
            { text: 'Or name the folder of one', command: 'voicectl <command> --project-dir <folder>' },
          ]
        : [{ text: 'Make the file readable for you', command: `chmod u+r ${path.join(root, STACK_FILE)}` }],
      exit: 2,
      cause: error,
    })
  }
}

async function readEnv(root: string, processEnv: NodeJS.ProcessEnv): Promise<{ env: Map<string, string>; envProblems: Problem[] }> {
  const file = await readEnvFile(root)
  const env = effectiveEnv(file, processEnv)
  return { env, envProblems: credentialProblems(env, file, ENV_FILE) }
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

function invalid(problems: Problem[]): Failure {
  const aboutEnv = problems.some((problem) => problem.file === ENV_FILE)
  return new Failure({
    code: 'CONFIG_INVALID',
    message: problems.length === 1 ? 'The stack has 1 problem' : `The stack has ${problems.length} problems`,
    problems,
    fix: aboutEnv ? [{ text: 'Write a new key and secret into .env where they are missing', command: 'voicectl init --yes' }] : [],
    exit: 2,
  })
}
