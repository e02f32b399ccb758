import type { EnvFact } from '../facts.ts'
import { textAt } from '../places.ts'
import type { Rule } from '../rule.ts'
import type { Source } from '../source.ts'

/** The last line of a value that ended at the opening quote of the next one. */
const NEXT_ASSIGNMENT = /^(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=[ \t]*$/

export const rule: Rule = {
  id: 'env.unclosed-quote',
  severity: 'error',
  summary: 'a quote in a .env file that is never closed, or closes at the next value',
  story: `A value that begins with a quote goes on to the next quote of the same kind, also over several lines. Where one is forgotten, it closes at the quote of a later value, and every setting between is part of the first one; or there is none up to the end of the file.

What then happens depends on the reader. Docker Compose ends with \`unterminated quoted value\`. python-dotenv leaves the setting out with a warning that few see. Node takes the quote as the first character of the value: the key has one character too many, and the other side answers 401.

To be sure: \`docker compose config\` shows the values as programs get them.`,
  *find(facts, { sources }) {
    const seen = new Set<string>()
    for (const env of facts.all('env')) {
      const place = `${env.at.file}:${env.at.line}`
      if (env.in !== 'env-file' || seen.has(place)) continue
      seen.add(place)
      const fault = faultOf(env, sources)
      if (!fault) continue
      yield {
        message: `The quote before the value of ${env.name} ${fault}`,
        why: 'Some programs refuse the whole file, others leave the setting out or take the quote as a part of it.',
        fix: { text: 'Close the quote behind the value, or leave both quotes off' },
        places: [env.value?.at ?? env.at],
      }
    }
  },
}

function faultOf({ value }: EnvFact, sources: readonly Source[]): string | null {
  // Any other value is closed: no need to look at how it is written.
  if (value === null || !/^["'`]|\n/.test(value.value)) return null
  const written = textAt(sources, value.at)
  const quote = /^["'`]/.exec(written)?.[0]
  if (quote === undefined || written.includes(quote, 1)) return null
  // Kept as a character: nothing closes it.
  if (value.value.startsWith(quote)) return 'is never closed'
  return NEXT_ASSIGNMENT.test(value.value.split('\n').at(-1) ?? '') && value.value.includes('\n') ? 'closes at that of a later one' : null
}
