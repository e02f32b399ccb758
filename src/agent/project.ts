import { pathToFileURL } from 'node:url'
import path from 'node:path'
import type { Stack } from '../stack/load.ts'

/** The folder of the stack that this program and its children serve. */
export function projectDir(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env['VOICECTL_PROJECT_DIR'] ?? '.')
}

/** Absolute path of the user's own agent file, or null where the bundled agent is used. */
export function ownAgentFile({ dir, config }: Pick<Stack, 'dir' | 'config'>): string | null {
  return config.agent.file === undefined ? null : path.resolve(dir, config.agent.file)
}

export function fileUrl(file: string): string {
  return pathToFileURL(file).href
}
