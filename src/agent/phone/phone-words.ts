import type { Language } from '../../core/caller.ts'

interface PhoneWords {
  /** Before a caller is handed over. */
  transferring: string
  /** Before the line is cut. */
  goodbye: string
}

const WORDS: Record<Language, PhoneWords> = {
  en: { transferring: 'One moment, I am putting you through.', goodbye: 'Thank you for calling. Goodbye.' },
  hi: { transferring: 'एक पल रुकिए, मैं आपकी कॉल जोड़ रही हूँ।', goodbye: 'कॉल करने के लिए धन्यवाद। नमस्ते।' },
}

/** What the agent says by itself where the model has nothing to say, in the caller's language. */
export function phoneWordsIn(language: Language): PhoneWords {
  return WORDS[language]
}
