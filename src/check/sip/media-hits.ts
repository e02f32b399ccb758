import { itemsOf, textOf } from '../config-node.ts'
import type { DispatchRuleFact, TrunkFact } from '../facts.ts'
import type { Hit } from '../rule.ts'
import { fieldOf } from './protojson.ts'
import { fieldName, isDeclared, labelOf } from './subject.ts'

const LONGEST_SECONDS = 600

/** A hit for each media setting of a trunk or rule that has the right form and is refused all the same. */
export function* mediaHits(subject: TrunkFact | DispatchRuleFact): Iterable<Hit> {
  const [media, label] = [subject.field('media'), labelOf(subject)]
  const why = 'LiveKit refuses the whole request, so nothing of it is created.'
  for (const codec of itemsOf(fieldOf(media, 'codecs'))) {
    const name = fieldOf(codec, 'name')
    const text = textOf(name) ?? ''
    if (/^[^\s/]+$/.test(text)) continue
    const [codecName, rate] = isDeclared(subject) ? ['name: PCMU', 'rate: 8000'] : ['"name": "PCMU"', '"rate": 8000']
    const fix = { text: `Write the name alone, such as ${codecName}, and ${rate} beside it` }
    yield { message: `A codec of ${label} has ${text === '' ? 'no name' : 'more than a name'}`, why, fix, places: [name?.at ?? codec.at] }
  }
  const timeout = fieldOf(media, 'media_timeout')
  const [, seconds] = /^(-?\d+(?:\.\d+)?)s$/.exec(textOf(timeout) ?? '') ?? []
  if (!timeout || seconds === undefined || (Number(seconds) >= 0 && Number(seconds) <= LONGEST_SECONDS)) return
  const fix = { text: isDeclared(subject) ? 'Write a time from 1s to 10m' : 'Write a time from "1s" to "600s"' }
  yield {
    message: `${fieldName(subject, 'media_timeout')} of ${label} is not between nothing and ten minutes`,
    why,
    fix,
    places: [timeout.at],
  }
}
