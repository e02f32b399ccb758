import { setImmediate } from 'node:timers/promises'
import type { ChatMessage, ChatModel, ChatOptions } from '../../graph/chat-model.ts'
import type { Language, Mode, Route } from '../../graph/route.ts'

const LONGEST_ECHO = 200

const NAMES: Record<Language, Record<Mode, string>> = {
  en: { general: 'general', sales: 'sales', support: 'support', technical: 'technical' },
  hi: { general: 'सामान्य', sales: 'बिक्री', support: 'सहायता', technical: 'तकनीकी' },
}

/** Stands in for a language model where none is configured, and says so in every answer. Deterministic; uses no network. */
export class DemoChatModel implements ChatModel {
  readonly label = 'demo'
  readonly #keyNames: string[]

  /** `keyNames`: the environment names that all have to be set to end the demo. */
  constructor(keyNames: string[]) {
    this.#keyNames = keyNames
  }

  async *stream(messages: ChatMessage[], { signal, route }: ChatOptions): AsyncGenerator<string> {
    const heard = messages.findLast((message) => message.role === 'user')?.content.trim() ?? ''
    for (const word of demoAnswer(route, heard, this.#keyNames).match(/\S+\s*/g) ?? []) {
      await setImmediate()
      if (signal.aborted) return
      yield word
    }
  }
}

function demoAnswer(route: Route, heard: string, keyNames: string[]): string {
  const [mode, language] = route.split('_') as [Mode, Language]
  // The sentence around it has a full stop of its own.
  const letters = Array.from(heard.replaceAll(/\s+/g, ' ').replace(/[\s.।…]+$/, ''))
  const echo = letters.length > LONGEST_ECHO ? `${letters.slice(0, LONGEST_ECHO).join('')}…` : letters.join('')
  const name = NAMES[language][mode]
  const keys = new Intl.ListFormat(language === 'hi' ? 'hi' : 'en-GB').format(keyNames)
  if (language === 'hi') {
    const said = echo === '' ? 'मैंने अभी कुछ नहीं सुना।' : `मैंने सुना: “${echo}”।`
    return `डेमो जवाब, ${name} विशेषज्ञ की ओर से। ${said} कोई भाषा मॉडल जुड़ा नहीं है; असली जवाबों के लिए ${keys} सेट कीजिए।`
  }
  const said = echo === '' ? 'I heard nothing yet.' : `I heard: “${echo}”.`
  return `Demo answer from the ${name} specialist. ${said} No language model is connected; set ${keys} for real answers.`
}
