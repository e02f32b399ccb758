// Makes sure of a livekit-server in voicectl's own way (PATH, cache, download, build) and prints its path: for CI, before the tests need it.
import { findLiveKitServer } from '../src/runtime/native/livekit-server/find.ts'

const report = (event: { type: string; text?: string }): void => {
  if (event.text !== undefined) process.stderr.write(`${event.text}\n`)
}

const server = await findLiveKitServer({ env: process.env, report, signal: new AbortController().signal })
process.stdout.write(`${server.location} (${server.origin})\n`)
