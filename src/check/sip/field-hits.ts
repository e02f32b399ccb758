import type { Edit } from '../../core/finding.ts'
import { entriesOf, type ConfigNode } from '../config-node.ts'
import { textAt } from '../places.ts'
import type { Hit } from '../rule.ts'
import type { Folder } from '../source.ts'
import { plain, problemsOf, type Message, type Problem } from './protojson.ts'

/** A request, what its fields are, and what to call it. */
export interface Subject {
  node: ConfigNode
  message: Message
  /** `the trunk "Twilio"` */
  label: string
  /** Where the fields of other messages belong, by their name without capitals and underscores. */
  elsewhere: Readonly<Record<string, string>>
}

const dropped = '`lk` refuses the whole file because of it. The API and the SDKs drop it without a word, and the setting has no effect.'

/** A hit for each field that the message does not have. */
export function* unknownFields({ node, message, label, elsewhere }: Subject, { sources }: Folder): Iterable<Hit> {
  for (const { kind, at, name, meant } of problemsOf(node, message)) {
    if (kind !== 'unknown') continue
    const place = elsewhere[plain(name)]
    const written = textAt(sources, at)
    const isSpelling = meant !== undefined && plain(meant) === plain(name) && written.includes(name)
    const edits: Edit[] = isSpelling ? [{ kind: 'replace', at, text: written.replace(name, () => meant) }] : []
    const text = place ?? (meant === undefined ? 'Take it out, or look its name up' : `Write ${meant}`)
    yield { message: `There is no field ${name.slice(0, 60)} here, in ${label}`, why: dropped, fix: { text }, places: [at], edits }
  }
}

const taken = '`lk` refuses the whole file because of it. The API and the SDKs take the default in its place, without a word.'

/** A hit for each value that is of the wrong kind. */
export function* wrongValues({ node, message, label }: Omit<Subject, 'elsewhere'>, { sources }: Folder): Iterable<Hit> {
  const why = '`lk` and the API refuse the whole request, so nothing of it is created.'
  for (const problem of problemsOf(node, message)) {
    if (problem.kind !== 'value') continue
    const { at, expected, right, other, isDropped } = problem
    const name = problem.name.slice(0, 60)
    if (other !== undefined) {
      yield {
        message: `${name} and ${other.slice(0, 60)} exclude one another in ${label}`,
        why,
        fix: { text: 'Keep one of them' },
        places: [at],
      }
      continue
    }
    yield {
      message: `${name} in ${label} takes ${expected ?? 'another value'}`,
      why: isDropped ? taken : why,
      fix: { text: fixText(right, expected) },
      places: [at],
      edits: editOf(problem, sources),
    }
  }
}

/** Without the value where that is a text: it may be a password. */
function fixText(right: string | undefined, expected = 'another value'): string {
  if (right?.startsWith('[')) return 'Put brackets around it'
  const isName = right !== undefined && !/^"(?:[A-Z][A-Z0-9_]+|\d+s)"$/.test(right) && right.startsWith('"')
  return isName ? 'Put quotes around it' : `Write ${right ?? expected}`
}

/** Only what keeps the meaning: quotes put on or taken off, a name spelled out. */
function editOf({ at, right }: Problem, sources: Folder['sources']): Edit[] {
  return right === undefined || textAt(sources, at) === '' ? [] : [{ kind: 'replace', at, text: right }]
}

/** A hit for an id in a request that creates: `node` is the id's field. */
export function* givenId(node: ConfigNode | undefined, label: string): Iterable<Hit> {
  if (!node || (node.content.kind === 'scalar' && node.content.value === '')) return
  yield {
    message: `An id is set in ${label}, and the server gives the ids`,
    why: 'LiveKit refuses to create it: "id must not be set". What `lk` prints with `--json` is no file to create it from.',
    fix: { text: 'Take the id out' },
    places: [node.keyAt ?? node.at],
  }
}

/** The fields around a message, besides the message itself. */
export function besides(wrapper: ConfigNode | null, name: string): [name: string, node: ConfigNode][] {
  if (wrapper === null) return []
  return entriesOf(wrapper).filter(([key]) => plain(key) !== plain(name))
}
