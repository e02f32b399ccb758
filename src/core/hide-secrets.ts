const MASK = '••••••'
/** A value that only says where the secret is. */
const REFERENCE = /^(["']?)\$\{[A-Za-z_]\w*\}\1\s*$/
const NAME = String.raw`["']?(?:[\w.-]*(?:secret|passw(?:or)?d|token|api[-_]?key|private[-_]?key|credential)[\w.-]*|(?:[\w-]*_)?keys|API\w{6,}|(?:[\w-]*_)?pin)["']?`
/** A name of a secret that begins a line, also in a list or a comment. Groups: indentation and list dashes, the rest up to the value, the value. */
const ASSIGNED = new RegExp(String.raw`^(\s*(?:-\s+)*)((?:#+\s*)?(?:export\s+)?${NAME}\s*[:=]\s*)(.*)$`, 'i')
const IN_FLOW = new RegExp(
  String.raw`([{,[]\s*${NAME}\s*:\s*)("(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|[^\s,}\]](?:[^,}\]]*[^\s,}\]])?)`,
  'gi',
)
const KEYS_IN_FLOW = /([{,[]\s*["']?(?:[\w-]*_)?keys["']?\s*:\s*)\S.*$/i
const CHILD = /^(\s*(?:-\s+)*["']?[\w.-]+["']?\s*:\s+)\S.*$/
const URL_PASSWORD = /(:\/\/[^\s/:@]*:)[^\s/]+@/g
const KEY_LIKE = /\b(?:sk|pk|rk|gsk|xai|ghp)[-_][\w-]{8,}|\bAIza[\w-]{20,}/g
// Words, versions and model names have no such runs; digests of images do, and are no secret.
const RANDOM = /(?<!sha256:)(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{24,}(?![A-Za-z0-9])/g

/**
 * The lines of a YAML, JSON or .env text as they may be shown: no values of names that sound secret, nothing of what is nested below such a name,
 * no passwords in URLs and nothing that looks like a key. As many lines as went in.
 */
export function hideSecrets(text: string): string[] {
  let below: { indent: number; child: number | null } | null = null
  return text.split('\n').map((line) => {
    if (line.trim() === '') return line
    const indent = indentOf(line)
    if (below && (indent > below.indent || (indent === below.indent && /^\s*-\s/.test(line)))) {
      below.child ??= indent
      return hideBelow(line, indent === below.child)
    }
    const [, head = '', name = '', value = ''] = ASSIGNED.exec(line) ?? []
    below = name === '' ? null : { indent: head.length, child: null }
    if (name !== '' && value.trim() !== '' && !REFERENCE.test(value)) return `${head}${hideTokens(name)}${MASK}`
    if (KEYS_IN_FLOW.test(line)) below = { indent, child: null }
    return hideTokens(
      line
        .replace(KEYS_IN_FLOW, `$1${MASK}`)
        .replace(IN_FLOW, (found: string, head: string, value: string) => (REFERENCE.test(value) ? found : `${head}${MASK}`)),
    )
  })
}

/** A text without passwords in URLs and without what looks like a key. */
export function hideTokens(text: string): string {
  return text.replace(URL_PASSWORD, `$1${MASK}@`).replace(KEY_LIKE, MASK).replace(RANDOM, MASK)
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

/** A line nested below a secret name. A child's own name stays, so that one sees which of them changed. */
function hideBelow(line: string, isChild: boolean): string {
  const named = isChild ? CHILD.exec(line)?.[1] : undefined
  if (named !== undefined) return `${hideTokens(named)}${MASK}`
  return isChild && /^\s*["']?[\w.-]+["']?:\s*$/.test(line) ? hideTokens(line) : `${' '.repeat(indentOf(line))}${MASK}`
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
