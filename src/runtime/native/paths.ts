import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'

/** What macOS takes; Linux takes four more. */
const LONGEST_SOCKET_BYTES = 103

/** Where the native runtime keeps things, for one stack. */
export interface RuntimePaths {
  dir: string
  stateDir: string
  stateFile: string
  lockFile: string
  logDir: string
  redisDir: string
  /** A unix socket; its path must stay short, so it is outside the stack's folder. */
  socket: string
}

export function runtimePaths(dir: string, env: NodeJS.ProcessEnv = process.env): RuntimePaths {
  const root = real(dir)
  const stateDir = path.join(root, '.voicectl')
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const socketIn = (folder: string) => path.join(folder, `voicectl-${userInfo().uid}`, `${hash}.sock`)
  const preferred = socketIn(env['XDG_RUNTIME_DIR'] || tmpdir())
  return {
    dir: root,
    stateDir,
    stateFile: path.join(stateDir, 'state.json'),
    lockFile: path.join(stateDir, 'lock'),
    logDir: path.join(stateDir, 'logs'),
    redisDir: path.join(stateDir, 'redis'),
    socket: Buffer.byteLength(preferred) > LONGEST_SOCKET_BYTES ? socketIn('/tmp') : preferred,
  }
}

/** The same stack reached through a link is the same stack. */
function real(dir: string): string {
  try {
    return realpathSync(dir)
  } catch {
    return path.resolve(dir)
  }
}
