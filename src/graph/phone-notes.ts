import type { Phone } from '../core/phone.ts'
import type { Caller, Language } from './route.ts'

interface Notes {
  onPhone: string
  outbound: string
  number: (number: string) => string
  ourNumber: (number: string) => string
}

const NOTES: Record<Language, Notes> = {
  en: {
    onPhone: 'This is a telephone call: the line may be noisy, and the caller sees nothing.',
    outbound: 'You called them, not they you: say at once why when you know it, and ask whether it suits them.',
    number: (number) => `The caller's number is ${number}. Say it only when they ask for it or want to be called back.`,
    ourNumber: (number) => `The number of this line is ${number}.`,
  },
  hi: {
    onPhone: 'यह टेलीफ़ोन कॉल है: लाइन में शोर हो सकता है और सामने वाला कुछ देख नहीं सकता।',
    outbound: 'कॉल आपने किया है, उन्होंने नहीं: वजह पता हो तो तुरंत बताइए और पूछिए कि अभी बात करना ठीक रहेगा या नहीं।',
    number: (number) => `कॉल करने वाले का नंबर ${number} है। इसे तभी बोलिए जब वे पूछें या वापस कॉल चाहें।`,
    ourNumber: (number) => `इस लाइन का नंबर ${number} है।`,
  },
}

/** What a specialist is told of a phone call besides its task, in its language; empty for callers who are not on the phone. */
export function phoneNotes({ phone, language }: Pick<Caller, 'phone' | 'language'>): string {
  if (phone === undefined) return ''
  const notes = NOTES[language]
  return lines(phone, notes)
    .map((line) => `\n- ${line}`)
    .join('')
}

function lines({ direction, number, ourNumber }: Phone, notes: Notes): string[] {
  return [
    notes.onPhone,
    ...(direction === 'outbound' ? [notes.outbound] : []),
    ...(number === undefined ? [] : [notes.number(number)]),
    ...(ourNumber === undefined ? [] : [notes.ourNumber(ourNumber)]),
  ]
}
