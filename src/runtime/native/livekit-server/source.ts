import { homedir } from 'node:os'
import path from 'node:path'
import type { Report } from '../../../core/progress.ts'

/** The release that is downloaded, built or pulled where no livekit-server is installed. */
export const LIVEKIT_VERSION = 'v1.13.5'

interface Launch {
  command: string
  args: string[]
  /** Further names of this process's environment that the program needs. */
  passEnv: string[]
  /** Run after the end. */
  cleanup?: { command: string; args: string[] }
}

/** A livekit-server that can be started. */
export interface LiveKitServer {
  origin: 'env' | 'path' | 'cache' | 'download' | 'build' | 'docker'
  /** The program's file, or the image. */
  location: string
  launch(configFile: string): Launch
}

export interface SourceContext {
  env: NodeJS.ProcessEnv
  report: Report
  signal: AbortSignal
}

/** A reason says why a source has none. */
export type Found = { found: LiveKitServer } | { reason: string }

/** One place a livekit-server may come from. */
export interface Source {
  label: string
  find(context: SourceContext): Promise<Found>
}

/** A server that is a program of this machine. */
export function program(origin: LiveKitServer['origin'], file: string): LiveKitServer {
  return { origin, location: file, launch: (configFile) => ({ command: file, args: ['--config', configFile], passEnv: [] }) }
}

/** Where voicectl keeps its own livekit-server, by version. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'voicectl', 'livekit-server')
}

export function cachedFile(env: NodeJS.ProcessEnv): string {
  return path.join(cacheFolder(env), LIVEKIT_VERSION, process.platform === 'win32' ? 'livekit-server.exe' : 'livekit-server')
}
