import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../../src/platform/package-root.ts'
import { providerKeyNames } from '../../src/stack/providers.ts'
import { carrierKeyNames } from '../../src/stack/sip/carrier-names.ts'

export interface RunOptions {
  cwd: string
  env?: Record<string, string>
  /** Runs as this user instead; only the superuser may ask for it. */
  uid?: number
}

/** Names by which the developer's own environment would change what a command does. */
const OWN_NAMES = [
  'CI',
  'FORCE_COLOR',
  'VOICECTL_PROJECT_DIR',
  'LIVEKIT_URL',
  'LIVEKIT_API_KEY',
  'LIVEKIT_API_SECRET',
  ...providerKeyNames,
  ...carrierKeyNames,
]

/** This environment without what is the developer's own. */
export function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_NAMES.includes(name)))
}

/** Runs a command from source to its end, without a terminal. */
export async function runVoicectl(args: string[], { cwd, env = {}, uid }: RunOptions) {
  const child = spawn(process.execPath, [path.join(packageRoot, 'bin/dev.js'), ...args], {
    cwd,
    env: { ...cleanEnv(), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, exitCode: exitCode as number }
}
