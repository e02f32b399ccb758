import { Failure } from '../core/failure.ts'

/** What the conversation itself needs. */
export const conversationPackages = ['@langchain/core', '@langchain/langgraph', 'openai'] as const

/** What the worker needs besides. */
export const workerPackages = [
  ...conversationPackages,
  '@livekit/agents',
  '@livekit/agents-plugin-deepgram',
  '@livekit/agents-plugin-elevenlabs',
  '@livekit/agents-plugin-openai',
  '@livekit/rtc-node',
  'ws',
] as const

/** Raises AGENT_NOT_INSTALLED where voicectl was installed without its optional packages. Loads none of them. */
export function assertInstalled(
  packages: readonly string[],
  resolve: (name: string) => string = (name) => import.meta.resolve(name),
): void {
  const missing = packages.filter((name) => !isInstalled(name, resolve))
  if (missing.length === 0) return
  throw new Failure({
    code: 'AGENT_NOT_INSTALLED',
    message: "The agent's packages are not installed",
    why: `voicectl was installed without its optional packages; missing: ${missing.join(', ')}.`,
    fix: [
      { text: 'Install voicectl with them', command: 'npm install --global voicectl --include=optional' },
      { text: 'Or, where voicectl is a dependency of a project', command: 'npm install --include=optional' },
    ],
  })
}

function isInstalled(name: string, resolve: (name: string) => string): boolean {
  try {
    resolve(name)
    return true
  } catch (error) {
    // Another error means that the package is there but resolves in a way of its own.
    return (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND'
  }
}
