import { execFile } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findProgram } from './require.ts'

const folder = fileURLToPath(new URL('./go-peers', import.meta.url))
const run = promisify(execFile)
const built = new Map<string, Promise<string>>()

/** Programs in Go that speak for LiveKit's own code: `explain-oracle` is its matcher, the others play livekit-sip and livekit-egress on the message bus. */
export type GoPeer = 'explain-oracle' | 'sip-peer' | 'egress-peer'

/** Path of a peer, built here from its pinned modules; Go does nothing where nothing has changed. */
export async function goPeer(name: GoPeer): Promise<string> {
  const known = built.get(name) ?? build(name)
  built.set(name, known)
  return known
}

async function build(name: GoPeer): Promise<string> {
  const go = findProgram('go')
  if (go === null) throw new Error('go is not installed here')
  const file = path.join(folder, 'bin', name)
  await run(go, ['build', '-o', file, `./cmd/${name}`], { cwd: folder })
  return file
}
