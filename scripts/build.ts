// Makes what is shipped: dist/ (compiled), schemas/, oclif.manifest.json and web/dist/. With --if-stale only when a source has changed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isBuilt, markBuilt, sourceDigest } from './build-stamp.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string) => path.join(root, 'node_modules/.bin', name)

/** Runs a program to its end; its output is shown. Raises when it fails. */
async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise<number | null>((resolve, reject) => child.once('exit', resolve).once('error', reject))
  if (code !== 0) {
    throw new Error(`${path.basename(command)} ${args.join(' ')} ended with ${code}`)
  }
}

/** Compiles beside the old dist/ and then swaps: a program that runs from dist/ meanwhile is cut off for a moment only. */
async function compile(): Promise<void> {
  const fresh = path.join(root, `node_modules/.cache/voicectl/dist-${process.pid}`)
  try {
    await run(bin('tsc'), ['-p', 'tsconfig.build.json', '--outDir', fresh])
    await rm(path.join(root, 'dist'), { recursive: true, force: true })
    await rename(fresh, path.join(root, 'dist'))
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function build(): Promise<void> {
  const digest = await sourceDigest(root)
  if (process.argv.includes('--if-stale') && (await isBuilt(root, digest))) return
  await compile()
  if (existsSync(path.join(root, 'scripts/schema.ts'))) await run(process.execPath, ['scripts/schema.ts'])
  await run(process.execPath, ['scripts/manifest.ts'])
  await run(process.execPath, ['scripts/bundle.ts'])
  if (existsSync(path.join(root, 'web/vite.config.ts'))) await run(bin('vite'), ['build', 'web', '--logLevel', 'warn'])
  await markBuilt(root, digest)
}

try {
  await build()
} catch (error) {
  process.stderr.write(`build: ${(error as Error).message}\n`)
  process.exitCode = 1
}
