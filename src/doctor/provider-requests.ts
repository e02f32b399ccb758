import { providers, type ProviderId } from '../stack/providers.ts'
import type { HttpAnswer, HttpQuestion } from './ask-http.ts'
import { bodyOf, verdictOf, type KeyVerdict } from './key-verdict.ts'
import type { ChosenProvider } from './subject.ts'

type Asked = Pick<ChosenProvider, 'parts' | 'key' | 'baseUrl'>

interface KeyRequest {
  question: (asked: Asked) => HttpQuestion
  /** Where the answer says more than its status. */
  verdict?: (answer: HttpAnswer) => KeyVerdict
}

const models: KeyRequest = { question: ({ baseUrl, key }) => ({ url: `${trimmed(baseUrl)}/models`, headers: bearer(key) }) }

/** The cheapest request of each provider that shows whether a key is taken: nothing is spoken, heard or thought. */
const requests: Record<ProviderId, KeyRequest> = {
  openai: models,
  groq: models,
  local: models,
  // Its list of models is open to everybody.
  openrouter: {
    question: (asked) =>
      asked.baseUrl === providers.openrouter.llm?.baseUrl
        ? { url: `${asked.baseUrl}/key`, headers: bearer(asked.key) }
        : models.question(asked),
    verdict: openRouterVerdict,
  },
  // What the worker itself opens; the list of projects would need rights that a key for transcripts has no use for.
  deepgram: {
    question: ({ baseUrl, key }) => ({
      url: `${trimmed(baseUrl)}/v1/listen?model=${providers.deepgram.stt?.model}&encoding=linear16&sample_rate=16000`,
      headers: key === null ? {} : { Authorization: `Token ${key}` },
      upgrade: true,
    }),
  },
  // It has no request that only reads.
  sarvam: {
    question: ({ baseUrl, key }) => ({
      url: `${trimmed(baseUrl)}/text-to-speech/ws?model=${providers.sarvam.tts?.model}&send_completion_event=true`,
      headers: key === null ? {} : { 'api-subscription-key': key },
      upgrade: true,
    }),
  },
  google: {
    question: ({ baseUrl, key, parts }) =>
      /\/openai\/?$/.test(baseUrl ?? '') || !parts.includes('tts')
        ? { url: `${trimmed(baseUrl)}/models`, headers: bearer(key) }
        : { url: `${trimmed(baseUrl)}/models?pageSize=1`, headers: key === null ? {} : { 'x-goog-api-key': key } },
  },
  elevenlabs: {
    question: ({ baseUrl, key }) => ({ url: `${trimmed(baseUrl)}/user/subscription`, headers: key === null ? {} : { 'xi-api-key': key } }),
    verdict: elevenLabsVerdict,
  },
}

/** What a provider is asked. Without a base URL of the stack's own it is the provider's. */
export function keyQuestion(id: ProviderId, asked: Asked): HttpQuestion {
  return requests[id].question({ ...asked, baseUrl: asked.baseUrl ?? officialUrl(id, asked.parts) })
}

export function keyVerdict(id: ProviderId, answer: HttpAnswer): KeyVerdict {
  return requests[id].verdict?.(answer) ?? verdictOf(answer)
}

/** The provider's own address for the first thing it is used for. */
export function officialUrl(id: ProviderId, parts: ChosenProvider['parts']): string | null {
  const part = (['tts', 'stt', 'llm'] as const).find((each) => parts.includes(each))
  return (part && providers[id][part]?.baseUrl) ?? null
}

function openRouterVerdict(answer: HttpAnswer): KeyVerdict {
  const { data } = bodyOf(answer) as { data?: { limit_remaining?: unknown } }
  const left = data?.limit_remaining
  return answer.status === 200 && typeof left === 'number' && left <= 0
    ? { kind: 'no-credit', note: "the key's limit is used up" }
    : verdictOf(answer)
}

function elevenLabsVerdict(answer: HttpAnswer): KeyVerdict {
  const { character_count: used, character_limit: limit, can_extend_character_limit: extends_ } = bodyOf(answer)
  const usedUp = answer.status === 200 && typeof used === 'number' && typeof limit === 'number' && limit > 0 && used >= limit
  return usedUp && extends_ !== true ? { kind: 'no-credit', note: `all ${limit} characters are used` } : verdictOf(answer)
}

function trimmed(baseUrl: string | null): string {
  return (baseUrl ?? '').replace(/^ws/, 'http').replace(/\/$/, '')
}

function bearer(key: string | null): Record<string, string> {
  return key === null ? {} : { Authorization: `Bearer ${key}` }
}
