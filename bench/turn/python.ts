import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const VERSION = '1.8.9'
const PACKAGES = ['livekit-agents', 'livekit-plugins-deepgram', 'livekit-plugins-openai', 'livekit-plugins-elevenlabs']

/** A Python interpreter that has the pinned livekit-agents, from a cache that is filled on the first run; or why there is none. */
export async function pythonWithAgents(): Promise<{ python: string } | { skipped: string }> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'voicectl')
  const folder = path.join(cache, `bench-python-${VERSION}`)
  const python = path.join(folder, 'bin', 'python')
  try {
    if (!existsSync(python)) {
      await mkdir(cache, { recursive: true })
      await run('python3', ['-m', 'venv', folder])
    }
    const has = await run(python, ['-c', 'import livekit.agents, livekit.plugins.elevenlabs']).then(
      () => true,
      () => false,
    )
    if (!has) {
      process.stderr.write(`Installing Python livekit-agents ${VERSION} into ${folder} (once, about 400 MB)\n`)
      await run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES.map((name) => `${name}==${VERSION}`)], {
        timeout: 600_000,
        maxBuffer: 16 * 1024 * 1024,
      })
    }
    return { python }
  } catch (error) {
    return { skipped: `Python livekit-agents ${VERSION} couldn't be installed: ${(error as Error).message.trim().split('\n').at(-1)}` }
  }
}
