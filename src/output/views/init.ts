import path from 'node:path'
import { printableLine } from '../../core/printable.ts'
import { shellWord } from '../../core/shell-word.ts'
import type { InitFile, InitResult } from '../../generate/init/init-stack.ts'
import type { Style } from '../terminal.ts'
import { isLaunched, typed } from '../typed.ts'

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
    ...result.problems.map((problem) => `${color.yellow(glyph.warn)} ${problem.file}:${problem.line}: ${problem.message}`),
    ...(isLaunched() ? [] : nextLines(folder, style)),
  ].join('\n')
}

function nextLines(folder: string, { color }: Style): string[] {
  return ['Next:', ...(folder === '' ? [] : [`  ${color.cyan(`cd ${shellWord(folder)}`)}`]), `  ${color.cyan(typed('up'))}`]
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
          `${color.yellow(glyph.warn)} No provider's key is set, so it runs in ${color.bold('demo mode')}: a small fixed script answers.`,
          '  For real speech put these into .env:',
        ]
      : [`${color.yellow(glyph.warn)} It needs ${count} in .env before it can run:`]
  return [...lines, ...head, ...missingKeys.map(({ name, keyPage }) => `    ${name.padEnd(width)}  ${color.dim(keyPage ?? '')}`), '']
}
