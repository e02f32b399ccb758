import type { Edit } from '../../core/finding.ts'
import { internationalForm, isE164, normaliseNumber } from '../../stack/sip-numbers.ts'
import type { TrunkFact } from '../facts.ts'
import { textAt } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'
import { labelOf, textsOf, type Text } from '../sip/subject.ts'

export const rule: Rule = {
  id: 'trunk.number-not-e164',
  severity: 'warning',
  summary: 'a number on a trunk in a form that the carrier does not send',
  story: `An inbound trunk takes a call when its number is the called one. LiveKit takes spaces, dashes and parentheses out of both and puts a plus in front, and does no more: \`0262 …\` becomes \`+0262…\`, which is not \`+90262…\` (sip#38, sip#197, sip#484, sip#501). Dots, \`tel:\` and \`sip:\` are not taken out, and there are no patterns.

It shows as \`No SIP trunk matched\` in the log of the server, and as a call that rings and is dropped.

Write the number as the carrier sends it: usually a plus, the country code and the rest. Where the carrier sends a national form, list both. On an outbound trunk \`"*"\` stands for a number that is chosen for each call.

To be sure: livekit-sip logs the called user (\`toUser\`) of each INVITE; it is one of the numbers.`,
  *find(facts, { sources }) {
    for (const trunk of facts.all('trunk')) {
      const numbers = textsOf(trunk.field('numbers'))
      for (const number of numbers) {
        const hit = judge(number, numbers, trunk.direction)
        if (!hit) continue
        const { right, ...said } = hit
        const edits: Edit[] =
          right !== undefined && textAt(sources, number.at).startsWith('"')
            ? [{ kind: 'replace', at: number.at, text: JSON.stringify(right) }]
            : []
        yield { ...said, message: `numbers of ${labelOf(trunk)} ${said.message}`, places: [number.at], edits }
      }
    }
  },
}

type Judged = Omit<Hit, 'places'> & { right?: string }

function judge({ value }: Text, numbers: readonly Text[], direction: TrunkFact['direction']): Judged | null {
  const normal = normaliseNumber(value)
  if (/\$\{|\{\{/.test(value) || (isE164(normal) && !/^\+?\d{10}$/.test(value))) return null
  if (/[*?^[\]\\|]/.test(value)) return direction === 'outbound' && value === '*' ? null : pattern
  const right = internationalForm(value)
  if (/[.:@/]/.test(value) && right !== null)
    return { message: 'holds a number with signs in it', why: unmatched(direction), fix: { text: `Write ${right}` }, right }
  if (direction === 'outbound' || !/^\+?\d+$/.test(normal)) return null
  return national(value, normal, numbers)
}

const pattern: Judged = {
  message: 'holds a pattern, and LiveKit knows none',
  why: 'It is compared letter by letter, so no call fits: it rings and is dropped.',
  fix: { text: 'List each number, or leave numbers out for all, with allowed addresses or a password' },
  severity: 'error',
}

function national(value: string, normal: string, numbers: readonly Text[]): Judged | null {
  const digits = normal.slice(1)
  const isListed = numbers.some(
    (other) =>
      other.value !== value &&
      isE164(normaliseNumber(other.value)) &&
      other.value.replaceAll(/\D/g, '').endsWith(digits.replace(/^0+/, '')),
  )
  if (isListed) return null
  const right = internationalForm(value)
  if (right !== null && digits.startsWith('00')) {
    const why = `LiveKit reads it as ${normal}, and carriers send ${right}: the call fits no trunk and is dropped.`
    return { message: 'holds a number with 00 in place of the plus', why, fix: { text: `Write ${right}` }, right }
  }
  if (/^0\d{6,}$/.test(digits)) {
    return {
      message: 'holds a number without its country',
      why: `LiveKit reads it as ${normal}, and most carriers send the country code: the call fits no trunk and is dropped.`,
      fix: { text: 'Write it with + and the country code, as the carrier sends it' },
    }
  }
  if (!/^[2-9]\d{9}$/.test(value)) return null
  return {
    message: `holds ${value}, which LiveKit reads as ${normal}`,
    why: 'Where this is a number of North America, its country code is missing, and no call fits.',
    fix: { text: `Write +1${value} where that is meant` },
    severity: 'info',
  }
}

function unmatched(direction: TrunkFact['direction']): string {
  return direction === 'inbound'
    ? 'LiveKit takes no such signs out before it compares, so no call fits: it rings and is dropped.'
    : 'It goes into the From header as it is, and carriers refuse calls from a number that they do not know.'
}
