import { entriesOf, textOf, type ConfigNode } from '../config-node.ts'
import type { Place } from '../../core/place.ts'
import type { TrunkFact } from '../facts.ts'
import type { Rule } from '../rule.ts'
import { fieldName, labelOf } from '../sip/subject.ts'

/** Headers of SIP that LiveKit writes itself, with their short forms. */
const OWN = new Set(
  'accept accept-encoding accept-language allow allow-events call-id contact content-encoding content-length content-type cseq event expires from max-forwards record-route refer-to reply-to k l m o r t u v'.split(
    ' ',
  ),
)

export const rule: Rule = {
  id: 'trunk.header-invalid',
  severity: 'error',
  summary: 'a header on a trunk that LiveKit refuses',
  story: `\`headers\` are sent with each call of the trunk, \`headers_to_attributes\` maps headers of the call to attributes of the caller (header: attribute), \`attributes_to_headers\` the other way round (attribute: header). LiveKit checks the headers' names: letters, digits and \`-.!%*_+'~\`, up to 255 of them, without a colon or space. It sets From, Contact, Call-ID and others itself and refuses them in \`headers\`. A value has up to 1024 printable characters.

One bad header refuses the whole trunk: \`invalid header name\`.

Usual headers of one's own begin with \`X-\`.

To be sure: \`lk sip inbound create\` or \`lk sip outbound create\` prints an id that begins with ST_.`,
  *find(facts) {
    for (const trunk of facts.all('trunk')) {
      for (const { name, at, what } of headersOf(trunk)) {
        yield {
          message: `${fieldName(trunk, name)} of ${labelOf(trunk)} ${what}`,
          why: 'LiveKit refuses the whole trunk because of it.',
          fix: { text: 'Take a name such as X-My-Header, of letters, digits and dashes, and a short printable value' },
          places: [at],
        }
      }
    }
  },
}

interface Wrong {
  name: string
  at: Place
  what: string
}

function headersOf({ field }: TrunkFact): Wrong[] {
  const sent = entriesOf(field('headers')).flatMap(([header, node]) => [
    ...wrongName('headers', header, node.keyAt ?? node.at),
    ...(OWN.has(header.toLowerCase())
      ? [{ name: 'headers', at: node.keyAt ?? node.at, what: 'sets a header that LiveKit writes itself' }]
      : []),
    ...wrongValue(node),
  ])
  const read = entriesOf(field('headers_to_attributes')).flatMap(([header, node]) =>
    wrongName('headers_to_attributes', header, node.keyAt ?? node.at),
  )
  const written = entriesOf(field('attributes_to_headers')).flatMap(([, node]) =>
    wrongName('attributes_to_headers', textOf(node) ?? '', node.at),
  )
  return [...sent, ...read, ...written]
}

function wrongName(name: string, header: string, at: Place): Wrong[] {
  if (header === '') return [{ name, at, what: 'has a header without a name' }]
  if (/^[-.!%*_+`'~A-Za-z\d]{1,255}$/.test(header)) return []
  return [{ name, at, what: 'has a header whose name SIP does not allow' }]
}

function wrongValue(node: ConfigNode): Wrong[] {
  const value = textOf(node) ?? ''
  const printable = !/[^\t\u0020-\u007E\u0080-\u{10FFFF}]/u.test(value)
  if (printable && new TextEncoder().encode(value).length <= 1024) return []
  return [{ name: 'headers', at: node.at, what: printable ? 'has a value of more than 1024 bytes' : 'has a value that is not printable' }]
}
