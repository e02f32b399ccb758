import { Failure } from '../../core/failure.ts'
import type { ChatModel } from '../../graph/chat-model.ts'
import { providerKey, stackMode } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { missingKeyNames } from '../../stack/needed-keys.ts'
import { providers } from '../../stack/providers.ts'
import type { LlmSelection } from '../../stack/schema.ts'
import { keyFix } from './chat-failure.ts'
import { DemoChatModel } from './demo-chat.ts'
import { FallbackChatModel } from './fallback-chat.ts'
import { OpenAiChatModel } from './openai-chat.ts'

type ModelStack = Pick<Stack, 'config' | 'env'>

/**
 * The language model of a stack: the demo in demo mode, else the chosen provider with its fallback.
 * Raises LLM_KEY_MISSING. `log` gets a line each time the fallback takes over. `keyNames`: what the demo says is to be set.
 */
export function createChatModel(
  stack: ModelStack,
  log: (line: string) => void = console.log,
  keyNames = missingKeyNames(stack),
): ChatModel {
  const { llm } = stack.config.providers
  if (stackMode(stack) === 'demo') return new DemoChatModel(keyNames)
  const first = connectTo(llm, stack)
  return llm.fallback === undefined ? first : new FallbackChatModel({ first, second: connectTo(llm.fallback, stack), log })
}

/** The environment names that the chosen language models take their keys from. */
export function llmKeyNames({ config }: Pick<Stack, 'config'>): string[] {
  const { llm } = config.providers
  const names = [llm, llm.fallback].map((choice) => (choice ? providers[choice.provider].keys[0] : undefined))
  return [...new Set(names.filter((name) => name !== undefined))]
}

function connectTo(choice: LlmSelection, { env }: ModelStack): ChatModel {
  const { provider, temperature } = choice
  const { label, keys, llm: defaults } = providers[provider]
  const baseUrl = choice.baseUrl ?? defaults?.baseUrl
  const model = choice.model ?? defaults?.model
  if (baseUrl === undefined || model === undefined) throw new Error(`${provider} has no language model in the provider table`)
  const key = providerKey(env, provider)
  if (key === null && keys[0] !== undefined && choice.baseUrl === undefined) {
    throw new Failure({
      code: 'LLM_KEY_MISSING',
      message: `${keys[0]} is not set`,
      why: `voicectl.yaml chooses ${label} as the language model.`,
      fix: keyFix({ provider }),
      exit: 2,
    })
  }
  return new OpenAiChatModel({ provider, model, baseUrl, key, temperature })
}
