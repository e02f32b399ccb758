const TOKEN = /[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y
const SPACE = /[ \t\r\n]*/y

type Wanted = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end'

/** The offset from where on a text is not JSON; null where it is. JSON.parse alone doesn't tell, and its message holds a piece of the text. */
export function jsonFault(text: string): number | null {
  const open: ('{' | '[')[] = []
  let wanted: Wanted | 'end' = 'value'
  let at = 0
  for (;;) {
    at = afterSpace(text, at)
    const end = endOfToken(text, at)
    if (end === null) return wanted === 'end' && at === text.length ? null : at
    const next = follow(wanted, text[at] ?? '', open)
    if (next === null) return at
    wanted = next
    at = end
  }
}

function endOfToken(text: string, at: number): number | null {
  if (text[at] === '"') return endOfString(text, at)
  TOKEN.lastIndex = at
  return TOKEN.test(text) ? TOKEN.lastIndex : null
}

/** By hand: a pattern for a string of a megabyte would exhaust the matcher's stack. */
function endOfString(text: string, at: number): number | null {
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character === '"') return index + 1
    if (character < ' ') return null
    if (character !== '\\') continue
    ESCAPE.lastIndex = index
    if (!ESCAPE.test(text)) return null
    index = ESCAPE.lastIndex - 1
  }
  return null
}

/** `first` is the token's first character, which tells what it is. */
function follow(wanted: Wanted | 'end', first: string, open: ('{' | '[')[]): Wanted | 'end' | null {
  if (first === '}' || first === ']') return close(wanted, first, open)
  if (first === ',') return wanted !== 'comma-or-end' ? null : open.at(-1) === '{' ? 'key' : 'value'
  if (first === ':') return wanted === 'colon' ? 'value' : null
  if (wanted === 'key' || wanted === 'key-or-end') return first === '"' ? 'colon' : null
  if (wanted !== 'value' && wanted !== 'value-or-end') return null
  if (first !== '{' && first !== '[') return afterValue(open)
  open.push(first)
  return first === '{' ? 'key-or-end' : 'value-or-end'
}

function close(wanted: Wanted | 'end', token: '}' | ']', open: ('{' | '[')[]): Wanted | 'end' | null {
  const fits = open.at(-1) === (token === '}' ? '{' : '[')
  if (!fits || (wanted !== 'comma-or-end' && wanted !== (token === '}' ? 'key-or-end' : 'value-or-end'))) return null
  open.pop()
  return afterValue(open)
}

function afterValue(open: readonly string[]): Wanted | 'end' {
  return open.length === 0 ? 'end' : 'comma-or-end'
}

function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at
  SPACE.exec(text)
  return SPACE.lastIndex
}
