import { itemsOf, textOf, type ConfigNode } from '../config-node.ts'
import type { Hit } from '../rule.ts'
import { fieldOf } from './protojson.ts'

const LONGEST_SECONDS = 600

/** A hit for each media setting that has the right form and is refused all the same. `label` is the trunk or rule that has it. */
export function* mediaHits(media: ConfigNode | undefined, label: string): Iterable<Hit> {
  const why = 'LiveKit refuses the whole request, so nothing of it is created.'
  for (const codec of itemsOf(fieldOf(media, 'codecs'))) {
    const name = fieldOf(codec, 'name')
    const text = textOf(name) ?? ''
    if (/^[^\s/]+$/.test(text)) continue
    const fix = { text: 'Write the name alone, such as "name": "PCMU", and "rate": 8000 beside it' }
    yield { message: `A codec of ${label} has ${text === '' ? 'no name' : 'more than a name'}`, why, fix, places: [name?.at ?? codec.at] }
  }
  const timeout = fieldOf(media, 'media_timeout')
  const [, seconds] = /^(-?\d+(?:\.\d+)?)s$/.exec(textOf(timeout) ?? '') ?? []
  if (!timeout || seconds === undefined || (Number(seconds) >= 0 && Number(seconds) <= LONGEST_SECONDS)) return
  const fix = { text: 'Write a time from "1s" to "600s"' }
  yield { message: `media_timeout of ${label} is not between nothing and ten minutes`, why, fix, places: [timeout.at] }
}
