import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../core/failure.ts'
import { exists } from '../platform/files.ts'
import { credentialFaults, LIVEKIT_NAMES } from './credentials.ts'
import { serverUrl } from './derive.ts'
import { parseEnvFile } from './env-file.ts'
import { ENV_FILE, loadStack, STACK_FILE, type Stack } from './load.ts'

/** A LiveKit server and what its API is asked with. */
export interface KnownServer {
  url: string
  key: string
  secret: string
  /** True for LiveKit Cloud. */
  cloud: boolean
  /** Absolute path of the folder. */
  dir: string
  /** Null where the folder has no voicectl.yaml. */
  stack: Stack | null
}

/**
 * The server of a folder: of its stack, else as LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET of its .env or of the environment say. Raises as loadStack
 * does, or SERVER_ACCESS_MISSING with all that is missing.
 */
export async function serverOf(dir: string, processEnv: NodeJS.ProcessEnv = process.env): Promise<KnownServer> {
  const root = path.resolve(dir)
  if (await exists(path.join(root, STACK_FILE))) {
    const stack = await loadStack(dir, processEnv)
    const [key = '', secret = ''] = LIVEKIT_NAMES.map((name) => stack.env.get(name))
    return known({ url: serverUrl(stack.config), key, secret }, { dir: root, stack })
  }
  const file = parseEnvFile(await readFile(path.join(root, ENV_FILE), 'utf8').catch(() => ''))
  const value = (name: string) => file.get(name)?.value || processEnv[name] || ''
  const [url, key, secret] = [value('LIVEKIT_URL'), value('LIVEKIT_API_KEY'), value('LIVEKIT_API_SECRET')]
  const faults = [
    ...(/^(wss?|https?):\/\/[^\s/]+/.test(url) ? [] : [url === '' ? 'LIVEKIT_URL is not set' : 'LIVEKIT_URL is no URL']),
    ...LIVEKIT_NAMES.flatMap((name) => (value(name) === '' ? [`${name} is not set`] : placeholderFault(name, value(name)))),
  ]
  if (faults.length > 0) throw missing(root, faults)
  return known({ url, key, secret }, { dir: root, stack: null })
}

/** Short secrets are the server's matter, which may be anybody's. */
function placeholderFault(name: (typeof LIVEKIT_NAMES)[number], value: string): string[] {
  return credentialFaults(name, value).some((fault) => fault.includes('placeholder')) && !isDevelopment(value)
    ? [`${name} is a placeholder`]
    : []
}

/** The pair of `livekit-server --dev`. */
function isDevelopment(value: string): boolean {
  return value === 'devkey' || value === 'secret'
}

function known(access: Pick<KnownServer, 'url' | 'key' | 'secret'>, rest: Pick<KnownServer, 'dir' | 'stack'>): KnownServer {
  return { ...access, ...rest, cloud: /\.livekit\.(?:cloud|run)(?::\d+)?\/?$/i.test(access.url) }
}

function missing(dir: string, faults: readonly string[]): Failure {
  return new Failure({
    code: 'SERVER_ACCESS_MISSING',
    message: `Nothing in ${dir} says which LiveKit server is meant`,
    why: `There is no ${STACK_FILE}, and ${faults.join(', ')}.`,
    fix: [
      { text: 'Set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET, in .env there or in the environment' },
      { text: 'Or name the folder of a stack', command: 'voicectl <command> --project-dir <folder>' },
    ],
    exit: 2,
  })
}
