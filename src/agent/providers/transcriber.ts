import type { stt } from '@livekit/agents'
import { STT as OpenAiSTT } from '@livekit/agents-plugin-openai'
import type { Caller } from '../../core/caller.ts'
import { providerKey, stackMode } from '../../stack/derive.ts'
import type { Stack } from '../../stack/load.ts'
import { providers } from '../../stack/providers.ts'
import { DeepgramStt } from './deepgram-stt.ts'
import { failureLine, keyMissing, speechFailure, type SpeechServer } from './speech-failure.ts'

/**
 * The transcriber for one caller, in the caller's language; null in demo mode. OpenAI's and local ones take whole utterances, so the session
 * needs a VAD. `log` gets a line for each failure. Raises STT_KEY_MISSING.
 */
export function createTranscriber(
  stack: Pick<Stack, 'config' | 'env'>,
  { language }: Caller,
  log: (line: string) => void = console.log,
): stt.STT | null {
  if (stackMode(stack) === 'demo') return null
  const { provider, model, baseUrl } = stack.config.providers.stt
  const { stt: defaults, keys } = providers[provider]
  if (defaults === undefined) throw new Error(`${provider} has no transcriber in the provider table`)
  const server: SpeechServer = {
    kind: 'STT',
    provider,
    setting: 'providers.stt',
    model: model ?? defaults.model,
    baseUrl: baseUrl ?? defaults.baseUrl,
    key: providerKey(stack.env, provider),
  }
  if (server.key === null && keys.length > 0 && baseUrl === undefined) throw keyMissing(server)
  const transcriber = provider === 'deepgram' ? new DeepgramStt({ ...server, language }) : openAi(server, { language, log })
  transcriber.on('error', ({ error }) => log(failureLine(speechFailure(error, server))))
  return transcriber
}

function openAi(server: SpeechServer, { language, log }: { language: Caller['language']; log: (line: string) => void }): stt.STT {
  const { model, baseUrl, key } = server
  const transcriber = new OpenAiSTT({ apiKey: key ?? 'none', baseURL: baseUrl, model, language, useRealtime: false })
  const recognize = transcriber.recognize.bind(transcriber)
  // The SDK logs only that it failed, and goes on.
  transcriber.recognize = async (...args) => {
    try {
      return await recognize(...args)
    } catch (error) {
      log(failureLine(speechFailure(error, server)))
      throw error
    }
  }
  return transcriber
}
