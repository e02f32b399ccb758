import path from 'node:path'
import { Failure } from '../core/failure.ts'
import type { ServerAccess } from '../livekit/server-api.ts'
import { exists } from '../platform/files.ts'
import { serverUrl } from '../stack/derive.ts'
import { loadStack, readEnvFile, STACK_FILE } from '../stack/load.ts'

/** The LiveKit server that a command asks, and what is known of it. */
export interface KnownServer extends ServerAccess {
  /** True for LiveKit Cloud. */
  cloud: boolean
  /** The stack's name; null where no voicectl.yaml is. */
  name: string | null
}

const NAMES = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'] as const

/**
 * Where a folder's server is and its key: those of the stack, or where there is no voicectl.yaml those of the environment or a .env.
 * Raises as loadStack does, or SERVER_ACCESS_MISSING.
 */
export async function serverAccess(dir: string, processEnv: NodeJS.ProcessEnv = process.env): Promise<KnownServer> {
  const root = path.resolve(dir)
  if (await exists(path.join(root, STACK_FILE))) {
    const { config, env } = await loadStack(dir, processEnv)
    const [key = '', secret = ''] = [env.get('LIVEKIT_API_KEY'), env.get('LIVEKIT_API_SECRET')]
    return { url: serverUrl(config), key, secret, cloud: config.target === 'cloud', name: config.name }
  }
  const file = await readEnvFile(root)
  const values = NAMES.map((name) => processEnv[name] || file.get(name)?.value || '')
  const missing = NAMES.filter((_, index) => values[index] === '')
  if (missing.length > 0) throw accessMissing(missing, root)
  const [url = '', key = '', secret = ''] = values
  return { url, key, secret, cloud: /\.livekit\.cloud(?:[:/]|$)/.test(url), name: null }
}

function accessMissing(missing: readonly string[], root: string): Failure {
  return new Failure({
    code: 'SERVER_ACCESS_MISSING',
    message: `It is not known which LiveKit server to ask: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    why: `There is no ${STACK_FILE} in ${root}, and neither the environment nor a .env there has them.`,
    fix: [
      { text: 'Name the folder that holds the stack', command: 'voicectl <command> --project-dir <folder>' },
      { text: `Or set ${missing.join(', ')} in the environment or in ${path.join(root, '.env')}` },
    ],
    exit: 2,
  })
}
