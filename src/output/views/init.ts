import path from 'node:path'
import { printableLine } from '../../core/printable.ts'
import { shellWord } from '../../core/shell-word.ts'
import type { InitFile, InitResult } from '../../generate/init/init-stack.ts'
import type { Style } from '../style.ts'
import { isLaunched, typed, withTyped } from '../typed.ts'

const WORDS: Record<InitFile['action'], string> = {
  create: 'new',
  update: 'added to',
  merge: 'merged',
  unchanged: 'kept',
  conflict: 'kept',
  overwrite: 'overwritten',
}

/** What init wrote, in which mode the stack will run, which keys it still needs, and what comes next. `from` is the folder the user is in. */
export function viewInit(result: InitResult, style: Style, from: string): string {
  const { color, glyph } = style
  const folder = path.relative(from, result.dir)
  const isNew = result.files[0]?.action === 'create'
  const place = folder === '' ? 'this folder' : `${printableLine(folder)}${path.sep}`
  return [
    `${color.green(glyph.ok)} ${color.bold(result.name)} (${result.target}) ${isNew ? 'is made' : 'is complete'} in ${place}`,
    '',
    ...fileLines(result.files, style),
    '',
    ...keyLines(result, style),
    ...problemLines(result, style),
    ...(isLaunched() ? [] : nextLines(result, folder, style)),
  ].join('\n')
}

function problemLines({ problems, fix }: InitResult, { color, glyph }: Style): string[] {
  if (problems.length === 0) return []
  const lines = problems.map((problem) => `${color.yellow(glyph.warn)} ${problem.file}:${problem.line}: ${problem.message}`)
  return [...lines, ...fix.map(({ text }) => `  ${color.cyan(glyph.arrow)} ${text}`), '']
}

/** What comes next: where something is wrong what mends it, and for a public host also what is not on this machine. */
function nextLines({ exposed, fix, needsSip }: InitResult, folder: string, { color }: Style): string[] {
  const outside = exposed ? [`DNS: ${exposed.names.join(' and ')} lead to this host`, `Firewall: open ${exposed.ports.join(', ')}`] : []
  const mend = fix.flatMap(({ command }) => (command === undefined ? [] : [withTyped(command)]))
  const start = exposed ? [typed('up --detach'), 'caddy run --config Caddyfile'] : [typed('up')]
  const commands = [...(folder === '' ? [] : [`cd ${shellWord(folder)}`]), ...mend, ...start]
  const containers = exposed ? ['  Or LiveKit and Caddy as containers (docker compose up -d): docs/self-hosting.md'] : []
  const sip = needsSip ? ['  Phone calls need livekit-sip beside it: docs/telephony.md'] : []
  return ['Next:', ...outside.map((line) => `  ${line}`), ...commands.map((command) => `  ${color.cyan(command)}`), ...containers, ...sip]
}

function fileLines(files: InitFile[], { color, glyph }: Style): string[] {
  const width = Math.max(...files.map((file) => file.path.length))
  return files.map(({ path: file, about, action, backup }, index) => {
    const branch = index === files.length - 1 ? glyph.treeEnd : glyph.tree
    const copy = backup === null ? '' : ` (copy: ${backup})`
    const kept = action === 'unchanged' || action === 'conflict'
    const word = WORDS[action].padEnd(kept || action === 'create' ? 4 : 0)
    return `  ${color.dim(branch)} ${file.padEnd(width)}  ${kept ? color.dim(word) : color.green(word)}  ${color.dim(about)}${copy}`
  })
}

function keyLines({ mode, missingKeys, environmentKeys }: InitResult, { color, glyph }: Style): string[] {
  const lines: string[] = []
  if (environmentKeys.length > 0) lines.push(`Used from the environment, not written down: ${environmentKeys.join(', ')}`, '')
  if (missingKeys.length === 0) return lines
  const width = Math.max(...missingKeys.map((key) => key.name.length))
  const count = missingKeys.length === 1 ? '1 more key' : `${missingKeys.length} more keys`
  const head =
    mode === 'demo'
      ? [
          `${color.yellow(glyph.warn)} No provider's key is set: it runs in ${color.bold('demo mode')}, a fixed script answers.`,
          '  For real speech put these into .env:',
        ]
      : [`${color.yellow(glyph.warn)} It needs ${count} in .env before it can run:`]
  return [...lines, ...head, ...missingKeys.map(({ name, keyPage }) => `    ${name.padEnd(width)}  ${color.dim(keyPage ?? '')}`), '']
}
