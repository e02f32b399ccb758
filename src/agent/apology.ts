import type { Language } from '../core/caller.ts'

interface Apology {
  /** When the next turn may go well again. */
  retry: string
  /** When the call ends. */
  goodbye: string
}

const APOLOGIES: Record<Language, Apology> = {
  en: {
    retry: 'Sorry, I lost my train of thought. Could you say that again?',
    goodbye: "Sorry, I can't help you right now because of a technical problem. Goodbye.",
  },
  hi: {
    retry: 'माफ़ कीजिए, मैं समझ नहीं पाई। क्या आप फिर से कहेंगे?',
    goodbye: 'माफ़ कीजिए, तकनीकी समस्या के कारण मैं अभी आपकी मदद नहीं कर पा रही हूँ। नमस्ते।',
  },
}

/** What a caller hears when an answer failed, in the caller's language. */
export function apologyIn(language: Language): Apology {
  return APOLOGIES[language]
}
