import { hideBehind, hideInWords, isSecretFlag, MASK } from './hide-words.ts'
import { soundsSecret } from './secret-names.ts'

/** A value that only says where the secret is. */
const REFERENCE = /^(["']?)\$\{[A-Za-z_]\w*\}\1\s*$/
/** Values of which a slip in a name makes no secret. */
const PLAIN = /^(?:true|false|null|yes|no)\s*,?\s*$/i
const KEYS = /^(?:[\w-]*_)?keys$/i
/** A name that begins a line, also in a list or a comment. Groups: indentation and list dashes, the rest up to the value, the name, the value. */
const ASSIGNED = /^(\s*(?:-\s+)*)((?:#+\s*)?(?:export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*)(.*)$/
const NAME_IN_FLOW = /[{,[]\s*["']?([\w.-]+)["']?\s*:\s*/g
const VALUE_IN_FLOW = /"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|[^\s,}\]](?:[^,}\]]*[^\s,}\]])?/y
const REST = /\S.*$/y
const FLAG_ITEM = /^\s*-\s+(["']?)-{1,2}([\w-]+)\1\s*$/
const ITEM = /^(\s*-\s+)\S.*$/
const USER_ITEM = /^(\s*-\s+["']?[^\s:"']+:)\S.*$/
const CHILD = /^(\s*(?:-\s+)*["']?[\w.-]+["']?\s*:\s+)\S.*$/
const URL_PASSWORD = /(:\/\/[^\s/:@]*:)[^\s/]+@/g
const IN_QUERY = /([?&][\w-]*(?:token|key|secret|password|sig(?:nature)?)=)[^&\s"'#]+/gi
/** Who knows the address may write there. */
const WEBHOOK = /((?<![\w-])(?:hooks\.slack\.com\/\w+|discord(?:app)?\.com\/api\/webhooks|[\w-]{1,63}\.webhook\.office\.com)\/)[^\s"'<>]+/g
const KEY_LIKE = /\b(?:sk|pk|rk|gsk|xai|ghp)[-_][\w-]{8,}|\bAIza[\w-]{20,}/g
// Words, versions and model names have no such runs; digests of images do, and are no secret.
const RANDOM = /(?<!sha256:)(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{24,}(?![A-Za-z0-9])/g

/**
 * The lines of a YAML, JSON or .env text as they may be shown: no values of names that sound secret, nothing of what is nested below such a name,
 * no passwords in URLs and nothing that looks like a key. As many lines as went in.
 */
export function hideSecrets(text: string): string[] {
  const hide = lineHider()
  // An end of line as in Windows is no part of a value.
  return text.split('\n').map((line) => (line.endsWith('\r') ? `${hide(line.slice(0, -1))}\r` : hide(line)))
}

/** Hides line after line: what stands above one may make a secret of it. */
function lineHider(): (line: string) => string {
  let below: { indent: number; child: number | null } | null = null
  let behind: RegExp | null = null
  return (line) => {
    if (line.trim() === '') return line
    const value = behind
    behind = valueBehind(line)
    if (value?.test(line) && !behind) return line.replace(value, `$1${MASK}`)
    const indent = indentOf(line)
    if (below && (indent > below.indent || (indent === below.indent && /^\s*-\s/.test(line)))) {
      below.child ??= indent
      return hideBelow(line, indent === below.child)
    }
    const assigned = secretAssigned(line)
    below = assigned && { indent: assigned.head.length, child: null }
    if (assigned && assigned.value.trim() !== '' && !REFERENCE.test(assigned.value))
      return `${assigned.head}${hideTokens(assigned.name)}${MASK}`
    const keys = hideBehind(line, NAME_IN_FLOW, { isSecret: (match) => holdsSecrets(line, match), value: REST })
    if (keys !== line) below = { indent, child: null }
    return hideTokens(
      hideInWords(hideBehind(keys, NAME_IN_FLOW, { isSecret: ([, name = '']) => soundsSecret(name), value: VALUE_IN_FLOW })),
    )
  }
}

/** Maps and lists of secrets: what of the line is theirs can't be told by its brackets, so all of it goes. */
function holdsSecrets(line: string, { 0: head, 1: name = '', index }: RegExpExecArray): boolean {
  return KEYS.test(name) || (/[{[]/.test(line[index + head.length] ?? '') && soundsSecret(name))
}

function secretAssigned(line: string): { head: string; name: string; value: string } | null {
  const [, head = '', before = '', name = '', value = ''] = ASSIGNED.exec(line) ?? []
  return name !== '' && soundsSecret(name) && !PLAIN.test(value) ? { head, name: before, value } : null
}

/** A command as a list: a flag's value is the next item. The form of that where it is secret: of curl's users what is behind their name. */
function valueBehind(line: string): RegExp | null {
  const [, , name = ''] = FLAG_ITEM.exec(line) ?? []
  if (/^(?:u|user|proxy-user)$/i.test(name)) return USER_ITEM
  return name === 'a' || (name !== '' && isSecretFlag(name)) ? ITEM : null
}

/** A text without passwords in URLs and without what looks like a key. */
export function hideTokens(text: string): string {
  return text
    .replace(URL_PASSWORD, `$1${MASK}@`)
    .replace(IN_QUERY, `$1${MASK}`)
    .replace(WEBHOOK, `$1${MASK}`)
    .replace(KEY_LIKE, MASK)
    .replace(RANDOM, MASK)
}

/** Where a column of a line (from 1) is in the same line with its secrets hidden; a column within a secret is where its mask begins. */
export function columnWhenHidden(line: string, hidden: string, column: number): number {
  let [from, to] = [0, 0]
  const kept = hidden.split(MASK)
  for (const [index, text] of kept.entries()) {
    // What is kept begins and ends where the line does; in between it is found in its order.
    const start = index === 0 ? 0 : index === kept.length - 1 ? line.length - text.length : line.indexOf(text, from + 1)
    if (column - 1 < start) return to - MASK.length + 1
    if (column - 1 < start + text.length || index === kept.length - 1) return to + column - start
    from = start + text.length
    to += text.length + MASK.length
  }
  return column
}

/** What of a line its hidden form does not show. */
export function hiddenParts(line: string, hidden: string): string[] {
  const kept = hidden.split(MASK)
  const last = kept.at(-1) ?? ''
  let from = 0
  return kept.slice(0, -1).flatMap((text, index) => {
    const start = (index === 0 ? 0 : Math.max(line.indexOf(text, from), from)) + text.length
    const next = index + 2 === kept.length ? line.length - last.length : line.indexOf(kept[index + 1] ?? '', start + 1)
    from = Math.max(next, start)
    return [line.slice(start, from)]
  })
}

/** A line nested below a secret name. A child's own name stays, so that one sees which of them changed. */
function hideBelow(line: string, isChild: boolean): string {
  const named = isChild ? CHILD.exec(line)?.[1] : undefined
  if (named !== undefined) return `${hideTokens(named)}${MASK}`
  return isChild && /^\s*["']?[\w.-]+["']?:\s*$/.test(line) ? hideTokens(line) : `${' '.repeat(indentOf(line))}${MASK}`
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
