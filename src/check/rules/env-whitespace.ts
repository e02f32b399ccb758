import type { Edit } from '../../core/finding.ts'
import type { EnvFact } from '../facts.ts'
import { textAt } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import type { Source } from '../source.ts'

const QUOTES = /^[\u201C\u201D\u201E\u2018\u2019\u201A\u00AB\u00BB]|[\u201C\u201D\u2018\u2019\u00AB\u00BB]$/
const INVISIBLE = /[\u00A0\u2000-\u200F\u2028-\u202F\u2060\uFEFF]/
const EXACT = /(?:KEY|SECRET|TOKEN|PASSWORD|URL|HOST|_SID|_ID)S?$/

export const rule: Rule = {
  id: 'env.whitespace',
  severity: 'error',
  summary: 'typographic quotes and spaces that became part of a value',
  story: `Values that come out of a chat, a document or a password manager bring more along than one sees: a space behind the key, \u201Ctypographic\u201D quotes, which are letters like any other to a .env file, or a space that is no space.

The program takes them as part of the key. LiveKit answers 401 \`invalid API key\` or \`signature is invalid\`, a provider 401, and the value looks right wherever it is printed.

Type the quotes anew, as ' or ", or leave them off.`,
  *find(facts, { sources }) {
    const seen = new Set<string>()
    for (const env of facts.all('env')) {
      const value = env.value?.value
      const place = `${env.value?.at.file}:${env.value?.at.line}`
      if (!env.value || value === undefined || value === '' || seen.has(place) || env.value.through?.length) continue
      seen.add(place)
      if (env.in === 'example' || value.includes('\n')) continue
      if (QUOTES.test(value)) yield hit(env, 'stands in typographic quotes, which become part of it')
      else if (INVISIBLE.test(value)) yield hit(env, 'holds a character that can not be seen')
      else if (EXACT.test(env.name) && value.trim() !== value)
        yield { ...hit(env, 'begins or ends with a space, within its quotes'), edits: trimmed(env, sources) }
    }
  },
}

function hit({ name, value, at }: EnvFact, what: string): Hit {
  return {
    message: `The value of ${name} ${what}`,
    why: 'The program takes it as part of the value, and the other side refuses it.',
    fix: { text: 'Write the value without it' },
    places: [value?.at ?? at],
  }
}

/** Only the spaces are touched: an edit with the value in it would show the value. */
function trimmed({ value }: EnvFact, sources: readonly Source[]): Edit[] {
  if (!value) return []
  const text = textAt(sources, value.at)
  const match = /^(["'`])(\s*)\S(?:.*\S)?(\s*)\1$/.exec(text)
  if (!match) return []
  const [, , before = '', after = ''] = match
  const part = (offset: number, length: number): Edit[] =>
    length === 0 ? [] : [{ kind: 'replace', at: { ...value.at, column: value.at.column + offset, length }, text: '' }]
  return [...part(1, before.length), ...part(text.length - 1 - after.length, after.length)]
}
