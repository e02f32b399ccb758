import { chmod, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Failure, type Fix } from '../../core/failure.ts'
import type { Problem } from '../../core/problem.ts'
import { credentialFix, credentialProblems } from '../../stack/credentials.ts'
import { parseEnvFile } from '../../stack/env-file.ts'
import { chosenProviders, missingKeys, stackMode } from '../../stack/derive.ts'
import { effectiveEnv, ENV_FILE, initCommand, STACK_FILE } from '../../stack/load.ts'
import { parseStack } from '../../stack/parse.ts'
import { providerKeyNames, providers } from '../../stack/providers.ts'
import type { StackConfig, Target } from '../../stack/schema.ts'
import { applyFiles, keepCopy, linkTarget, writeInPlace } from '../apply-files.ts'
import { publicPorts } from '../livekit-yaml.ts'
import type { FileChange } from '../file-change.ts'
import { BASE_DIR, planFiles } from '../plan-files.ts'
import { planEnv } from './env-plan.ts'
import type { Folder } from './folder.ts'

const ENV_MODE = 0o600

export interface InitFile {
  path: string
  about: string
  action: FileChange['action']
  /** Copy of what was overwritten. */
  backup: string | null
}

export interface InitResult {
  dir: string
  name: string
  target: Target
  mode: 'demo' | 'live'
  files: InitFile[]
  missingKeys: Array<{ name: string; provider: string; keyPage: string | null }>
  /** Names whose values are in the environment and not in .env. */
  environmentKeys: string[]
  /** What is still wrong with values that were kept, such as a secret that is too short. */
  problems: Problem[]
  /** What mends those. */
  fix: Fix[]
  /** Flags that a stack which was there doesn't follow. */
  ignored: string[]
  /** What the world must reach of a self-hosted stack; null for the others. */
  exposed: { names: string[]; ports: string[] } | null
  /** Phone calls need livekit-sip beside this stack, which voicectl does not start. */
  needsSip: boolean
}

export interface InitChoice {
  /** The new voicectl.yaml; null keeps the one that is there. */
  stackText: string | null
  /** What the one or the other says. */
  config: StackConfig
  /** Values for .env by name. */
  secrets: Record<string, string>
  /** Flags that the voicectl.yaml which is kept doesn't follow. */
  ignored: string[]
  /** Overwrites voicectl.yaml and edited files, keeping copies. */
  force: boolean
}

/** Makes or completes a stack. Everything is planned before the first file is written, and a stack that can't be finished is taken away again. */
export async function initStack(folder: Folder, { stackText, config, secrets, force, ignored }: InitChoice): Promise<InitResult> {
  const { dir } = folder
  const changes = await planFiles({ dir, config }, { force })
  // In a stack of ours an edited file simply stays; in somebody else's folder a file of that name is not for us to change.
  if (folder.stackText === null) assertNoClash(dir, changes)
  const chosen = chosenProviders(config).map(({ provider }) => provider)
  const env = planEnv({ text: folder.envText, target: config.target, secrets, providers: chosen })
  const files = await writeAll(folder, { changes, env: env.content, stackText })
  return { ...describe(folder, { config, files, envText: env.content ?? folder.envText ?? '' }), ignored }
}

interface Writes {
  changes: FileChange[]
  env: string | null
  stackText: string | null
}

/** .gitignore comes before .env, so that it is never open to a commit; voicectl.yaml comes last, because it makes the folder a stack. */
async function writeAll(folder: Folder, { changes, env, stackText }: Writes): Promise<InitFile[]> {
  const { dir } = folder
  const at = (file: string) => path.join(dir, file)
  const made = [...changes.filter(({ action }) => action === 'create').map((change) => change.path), BASE_DIR]
  if (folder.envText === null) made.push(ENV_FILE)
  const madeFolder = await mkdir(dir, { recursive: true })
  try {
    const [ignore, ...rest] = changes
    const ignored = ignore ? await applyFiles(dir, [ignore]) : []
    if (env !== null) await writeInPlace(at(ENV_FILE), env, ENV_MODE)
    else await chmod(at(ENV_FILE), ENV_MODE)
    const derived = await applyFiles(dir, rest)
    const backup = stackText !== null && folder.stackText !== null ? path.basename(await keepCopy(at(STACK_FILE))) : null
    if (stackText !== null) await writeInPlace(at(STACK_FILE), stackText)
    return [
      { path: STACK_FILE, about: 'what the stack is; everything follows from it', action: actionOf(folder.stackText, stackText), backup },
      { path: ENV_FILE, about: 'keys and secrets, readable by you only', action: actionOf(folder.envText, env, 'update'), backup: null },
      ...[...ignored, ...derived].map(({ path: file, about, action, backup: copy }) => ({ path: file, about, action, backup: copy })),
    ]
  } catch (error) {
    if (madeFolder !== undefined) await rm(madeFolder, { recursive: true, force: true })
    // A link was there before and stays; what was written through it goes.
    else if (folder.stackText === null)
      await Promise.all(made.map(async (file) => rm(await linkTarget(at(file)), { recursive: true, force: true })))
    throw error
  }
}

function actionOf(before: string | null, after: string | null, change: 'overwrite' | 'update' = 'overwrite'): FileChange['action'] {
  if (after === null) return 'unchanged'
  return before === null ? 'create' : change
}

/** The config of a voicectl.yaml. Raises CONFIG_INVALID with all its problems. */
export function validConfig(stackText: string, dir: string): StackConfig {
  const { config, problems } = parseStack(stackText, STACK_FILE)
  if (config !== null) return config
  throw new Failure({
    code: 'CONFIG_INVALID',
    message: problems.length === 1 ? `${STACK_FILE} has 1 problem` : `${STACK_FILE} has ${problems.length} problems`,
    problems,
    fix: [{ text: 'Mend it, or write a new one; the old one is kept as a copy', command: `${initCommand(dir)} --force` }],
    exit: 2,
  })
}

function assertNoClash(dir: string, changes: FileChange[]): void {
  const clashes = changes.filter(({ action }) => action === 'conflict')
  if (clashes.length === 0) return
  const problems: Problem[] = clashes.flatMap((change) => change.problems)
  throw new Failure({
    code: 'INIT_WOULD_OVERWRITE',
    message: clashes.length === 1 ? `${clashes[0]?.path} is in the way` : `${clashes.length} files are in the way`,
    why: 'A stack has files of these names, and those that are here are not its own. Nothing was written.',
    problems,
    fix: [
      { text: 'Make the stack in a folder of its own', command: 'voicectl init my-stack' },
      { text: 'Or overwrite them, keeping copies', command: `${initCommand(dir)} --force` },
    ],
  })
}

function describe(
  { dir, processEnv }: Folder,
  { config, files, envText }: { config: StackConfig; files: InitFile[]; envText: string },
): Omit<InitResult, 'ignored'> {
  const envFile = parseEnvFile(envText)
  const env = effectiveEnv(envFile, processEnv)
  const choices = chosenProviders(config)
  const problems = credentialProblems(env, envFile, ENV_FILE)
  return {
    dir,
    name: config.name,
    target: config.target,
    mode: stackMode({ config, env }),
    files,
    missingKeys: missingKeys(choices, env).map(({ name, provider }) => ({
      name,
      provider: providers[provider].label,
      keyPage: providers[provider].keyPage,
    })),
    environmentKeys: providerKeyNames.filter((name) => processEnv[name] && !envFile.get(name)?.value),
    problems,
    fix: problems.length > 0 ? [credentialFix(envFile, { isCloud: config.target === 'cloud', command: `${initCommand(dir)} --yes` })] : [],
    exposed: exposedBy(config),
    needsSip: config.telephony.enabled && config.target !== 'cloud',
  }
}

function exposedBy(config: StackConfig): InitResult['exposed'] {
  const { target, livekit, web } = config
  return target === 'self-hosted' ? { names: [livekit.domain ?? '', web.domain ?? ''], ports: publicPorts(config) } : null
}
