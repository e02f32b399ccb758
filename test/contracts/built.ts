import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const runFile = path.join(root, 'bin/run.js')

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Flags for Node itself. */
  node?: string[]
  file?: string
}

/** Runs the built voicectl to its end, with nothing on stdin and none of the caller's voicectl settings. */
export function voicectl(args: string[], options: RunOptions = {}): Promise<Run> {
  const { node = [], file = runFile, cwd = root, env = {} } = options
  return run(process.execPath, [...node, file, ...args], { cwd, env })
}

/** Runs any program to its end. */
export function run(command: string, args: string[], { cwd = root, env = {} }: Pick<RunOptions, 'cwd' | 'env'> = {}): Promise<Run> {
  const child = spawn(command, args, { cwd, env: { ...plainEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += String(chunk)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...output }))
  })
}

/** The environment without what vitest and the developer's shell would change in voicectl's output. */
export function plainEnv(): NodeJS.ProcessEnv {
  const dropped = /^(VOICECTL_|FORCE_COLOR$|NO_COLOR$|NODE_ENV$|NODE_OPTIONS$|VITEST|CI$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)))
}

export interface ManifestFlag {
  name: string
  type: string
  char?: string
  summary?: string
  description?: string
  hidden?: boolean
}

export interface ManifestCommand {
  id: string
  summary?: string
  examples?: Array<string | { command: string }>
  flags: Record<string, ManifestFlag>
  args: Record<string, { name: string; description?: string }>
  hidden?: boolean
}

/** The commands as the checked-in manifest lists them. */
export function manifestCommands(): ManifestCommand[] {
  const manifest = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as { commands: Record<string, ManifestCommand> }
  return Object.values(manifest.commands)
}

/** A command's words as one types them. */
export function wordsOf({ id }: ManifestCommand): string[] {
  return id.split(':')
}
