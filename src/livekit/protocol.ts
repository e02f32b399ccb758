import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type * as Protocol from '@livekit/protocol'

/**
 * LiveKit's messages as livekit-server-sdk itself has them. Not a dependency of ours: another version of it beside the SDK's makes types that look
 * alike and are not the same.
 */
export async function protocolOfSdk(): Promise<typeof Protocol> {
  const sdk = createRequire(import.meta.resolve('livekit-server-sdk'))
  return (await import(pathToFileURL(sdk.resolve('@livekit/protocol')).href)) as typeof Protocol
}
