import type { Language } from './route.ts'

/** Keys that the caller pressed, as a turn of the conversation: apart from one another, so that nobody reads them as one large number. */
export function pressed(keys: string, language: Language): string {
  const apart = Array.from(keys).join(' ')
  return language === 'hi' ? `कॉल करने वाले ने ${apart} दबाया।` : `The caller pressed ${apart}.`
}
