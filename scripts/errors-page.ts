// docs/errors.md: every failure's code, as the sources raise it. `node scripts/errors-page.ts` writes it; a contract test holds it fresh.
import { globSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
export const errorsPage = path.join(root, 'docs/errors.md')

interface Raised {
  code: string
  /** One, or those it chooses from. */
  messages: string[]
  /** The folder of src/ it is raised in. */
  folder: string
}

/** From `code:` to the line of `message:`, which is the same or one of the next, and on over the lines of a choice (`? …` and `: …`). */
const codeThenMessage = /\bcode: ([^\n]*?)(?:,\s*|,?\n(?:(?!\bcode:)[^\n]*\n){0,3}?\s*)message: ([^\n]*(?:\n\s*[?:] [^\n]*)*)/g
/** Where the message ends and the next property or the object's end begins. */
const messageEnd = /,\s+(?:why|fix|details|problems|retryable|exit|cause|\.\.\.)\b|,?\s*\}\s*\)?$/
const inserted = /\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\}/g
const quoted = /`([^`]*)`|'([^'\n]*)'|"([^"\n]*)"/g
const speechKinds = ['STT', 'TTS']

/** The codes and messages of one source. A message's variable parts become `…`. */
export function raisedIn(text: string, folder: string): Raised[] {
  return [...text.matchAll(codeThenMessage)].flatMap(([, codeText = '', messageText = '']) => {
    const messages = strings((messageText.split(messageEnd)[0] ?? '').replaceAll(inserted, '…')).map((text) => text.replaceAll('|', '\\|'))
    const codes = strings(codeText)
      .flatMap((code) => (code.startsWith('${kind}') ? speechKinds.map((kind) => code.replace('${kind}', kind)) : [code]))
      .filter((code) => /^[A-Z]+(_[A-Z]+)*$/.test(code))
    const paired = codes.length > 1 && messages.length === codes.length
    return codes.map((code, index) => ({ code, messages: paired ? messages.slice(index, index + 1) : messages, folder }))
  })
}

/** The text of docs/errors.md. */
export function renderErrorsPage(): string {
  const sources = globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }).toSorted()
  const raised = sources.flatMap((file) => raisedIn(readFileSync(path.join(root, file), 'utf8'), file.split(path.sep)[1] ?? ''))
  const byCode = Map.groupBy(raised, ({ code }) => code)
  const rows = [...byCode]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, places]) => {
      const unique = (values: string[]) => [...new Set(values.filter(Boolean))]
      return `| \`${code}\` | ${unique(places.flatMap(({ messages }) => messages)).join('<br>') || 'says what the case is'} | ${unique(places.map(({ folder }) => folder)).join(', ')} |`
    })
  return [
    '# Failures by code',
    '',
    'Written by `npm run docs:errors` from the sources. Every failure has a code that stays, a message, why it happened where that is known,',
    'and what to do. With `--json` it is `{"ok":false,"error":{"code","message","why","fix","retryable","details","problems"}}` on stdout;',
    'otherwise text on stderr. Those of `server` are answers of the HTTP endpoints: `{"error":{"code","message"}}`. The exit codes are in',
    '[exit-codes.md](exit-codes.md). `…` stands for what differs from case to case.',
    '',
    '| Code | Message | Raised in |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function strings(text: string): string[] {
  return [...text.matchAll(quoted)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(errorsPage, renderErrorsPage())
