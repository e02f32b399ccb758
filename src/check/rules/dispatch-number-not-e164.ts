import type { Edit } from '../../core/finding.ts'
import { internationalForm, isE164, normaliseNumber } from '../../stack/sip-numbers.ts'
import { textAt } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import { fieldName, labelOf, textsOf, type Text } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'dispatch.number-not-e164',
  severity: 'error',
  summary: 'a number in a dispatch rule that is written as no carrier sends it: rules compare letter by letter',
  story: `Trunks compare numbers without spaces, dashes, parentheses and the leading plus. Dispatch rules don't: \`numbers\` and \`inbound_numbers\` must hold exactly what stands in the SIP message (sip#362, sip#484). \`+1 555 123 4567\` fits no call at all. \`15551234567\` fits only where the carrier sends it without a plus; most send it with one.

There are no wildcards either: \`*\` and patterns are taken letter by letter, since patterns were dropped in 2024.

Write the form that the carrier sends, usually \`+15551234567\`. Don't list it with and without the plus: LiveKit counts that as one number twice, and refuses the rule.

To be sure: livekit-sip logs the called and calling user of each INVITE; the number in the rule is the same text.`,
  *find(facts, { sources }) {
    const lists = facts.all('dispatch-rule').flatMap((rule) => ['numbers', 'inbound_numbers'].map((name) => ({ rule, name })))
    for (const { rule, name } of lists) {
      const numbers = textsOf(rule.field(name))
      const known = new Set(numbers.map(({ value }) => value))
      for (const number of numbers) {
        const hit = judge(number, known)
        if (!hit) continue
        const { right, ...said } = hit
        const isQuoted = textAt(sources, number.at).startsWith('"')
        const edits: Edit[] = right !== undefined && isQuoted ? [{ kind: 'replace', at: number.at, text: JSON.stringify(right) }] : []
        yield { ...said, message: `${fieldName(rule, name)} of ${labelOf(rule)} ${said.message}`, places: [number.at], edits }
      }
    }
  },
}

const never = 'Rules compare letter by letter and no carrier sends it so: the rule takes no call of this number.'

function judge({ value }: Text, known: ReadonlySet<string>): (Omit<Hit, 'places'> & { right?: string }) | null {
  if (isE164(value) || /\$|\{\{/.test(value)) return null
  if (/[*?^[\]\\|]/.test(value)) {
    return {
      message: 'holds a pattern, and numbers are compared letter by letter',
      why: never,
      fix: { text: 'List each number, or leave the list out for all' },
    }
  }
  const right = internationalForm(value)
  if (/[\s().\-/:@]/.test(value) && /\d{3}/.test(value)) {
    const form = right ?? normaliseNumber(value)
    const fix = { text: right === null ? 'Write it as the carrier sends it, usually with + and the country code' : `Write ${form}` }
    return {
      message: 'holds a number with spaces or signs in it',
      why: never,
      fix,
      ...(right === null || known.has(right) ? {} : { right }),
    }
  }
  if (!/^\d{7,15}$/.test(value) || known.has(`+${value}`)) return null
  const isNational = value.startsWith('0')
  if (isNational && [...known].some((other) => other.startsWith('+') && other.endsWith(value.replace(/^0+/, '')))) return null
  return {
    message: isNational ? 'holds a number without its country' : 'holds a number without its plus',
    why: 'Rules compare letter by letter: it fits only where the carrier sends exactly this, and most send a plus and the country code.',
    fix: {
      text: isNational
        ? 'Write it with + and the country code, or keep it where your carrier sends it so'
        : `Write +${value}, or keep it where your carrier sends it so`,
    },
    severity: 'warning',
  }
}
