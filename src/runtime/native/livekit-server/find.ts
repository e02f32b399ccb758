import { Failure } from '../../../core/failure.ts'
import { byBuild } from './build.ts'
import { byDocker } from './docker.ts'
import { byDownload } from './download.ts'
import { fromEnvironment, inCache, onPath } from './installed.ts'
import { LIVEKIT_VERSION, type LiveKitServer, type Source, type SourceContext } from './source.ts'

const SOURCES: Source[] = [fromEnvironment, onPath, inCache, byDownload, byBuild, byDocker]

/** A livekit-server from the first source that has one. Raises LIVEKIT_SERVER_NOT_FOUND with every source and its reason. */
export async function findLiveKitServer(context: SourceContext, sources: Source[] = SOURCES): Promise<LiveKitServer> {
  const tried: string[] = []
  for (const source of sources) {
    context.signal.throwIfAborted()
    const result = await source.find(context)
    if ('found' in result) return result.found
    tried.push(`${source.label}: ${result.reason}`)
    // A checksum that does not match deserves a word even where another source then helps.
    if (/checksum/.test(result.reason)) context.report({ type: 'warn', text: `livekit-server by ${source.label}: ${result.reason}` })
  }
  throw notFound(tried)
}

function notFound(tried: string[]): Failure {
  const command = process.platform === 'darwin' ? 'brew install livekit' : 'curl -sSL https://get.livekit.io | bash'
  return new Failure({
    code: 'LIVEKIT_SERVER_NOT_FOUND',
    message: "Couldn't find or get livekit-server",
    why: 'What was tried:',
    details: tried,
    fix: [
      { text: `Install livekit-server (${LIVEKIT_VERSION} is what voicectl is made for)`, command },
      { text: 'Or name one that is there already', command: 'export VOICECTL_LIVEKIT_SERVER=/path/to/livekit-server' },
    ],
  })
}
