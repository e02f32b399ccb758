// `npm start`: a local stack in my-stack (made when there is none), up, and its page opened.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stack = path.join(root, 'my-stack')

/** `npm start` puts nothing on PATH; npx finds the program of this checkout, with the Node that it needs. */
const env = { ...process.env, VOICECTL_LAUNCHED_AS: 'npx voicectl % --project-dir my-stack' }

const ignore = () => {}

/** Runs voicectl in the foreground; a Ctrl-C reaches it by itself, so this only waits for its clean end. */
async function voicectl(args: string[]): Promise<number> {
  const child = spawn(process.execPath, [path.join(root, 'bin/run.js'), ...args], { stdio: 'inherit', cwd: root, env })
  process.on('SIGINT', ignore)
  const forward = () => child.kill('SIGTERM')
  process.on('SIGTERM', forward)
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)))
  })
  process.off('SIGINT', ignore).off('SIGTERM', forward)
  return code
}

const made = existsSync(path.join(stack, 'voicectl.yaml')) ? 0 : await voicectl(['init', 'my-stack', '--target', 'local', '--yes'])
process.exitCode = made === 0 ? await voicectl(['up', '--project-dir', 'my-stack', '--open', ...process.argv.slice(2)]) : made
