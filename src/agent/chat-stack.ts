import { Failure } from '../core/failure.ts'
import { providerKey } from '../stack/derive.ts'
import { loadStack, type Stack } from '../stack/load.ts'
import { providers } from '../stack/providers.ts'
import { stackSchema } from '../stack/schema.ts'

export interface ChatStack {
  stack: Stack
  /** False where the folder holds no stack and the defaults stand in. */
  found: boolean
}

/** The stack of a folder, or one of defaults where there is none: a text chat needs no server and no speech. */
export async function loadChatStack(dir: string, env: NodeJS.ProcessEnv = process.env): Promise<ChatStack> {
  try {
    return { stack: await loadStack(dir, env), found: true }
  } catch (error) {
    if (error instanceof Failure && error.code === 'CONFIG_NOT_FOUND') return { stack: defaultStack(dir, env), found: false }
    throw error
  }
}

/** Takes only the language model's key from the environment: those of other providers say nothing about a chat. */
function defaultStack(dir: string, env: NodeJS.ProcessEnv): Stack {
  const config = stackSchema.parse({ version: 1, name: 'voicectl', target: 'local' })
  const { provider } = config.providers.llm
  const key = providerKey(new Map(Object.entries(env).map(([name, value]) => [name, value ?? ''])), provider)
  const name = providers[provider].keys[0]
  return { dir, config, env: new Map(key === null || name === undefined ? [] : [[name, key]]) }
}
