import type { GenerateResult } from '../../generate/generate-files.ts'
import type { Style } from '../style.ts'
import { viewDiff } from './diff.ts'

type File = GenerateResult['files'][number]

/** What was derived anew, with the changes as a diff. */
export function viewGenerate({ dryRun, files, leftOver }: GenerateResult, style: Style): string {
  const { color, glyph } = style
  const changed = files.filter((file) => file.action !== 'unchanged')
  const edited = files.filter((file) => file.action === 'unchanged' && file.edited).map((file) => file.path)
  const kept = [
    ...(edited.length > 0 ? [`  Your edits are kept in ${edited.join(', ')}`] : []),
    ...(leftOver.length > 0 ? [`  No longer derived, yours to delete: ${leftOver.join(', ')}`] : []),
  ]
  if (changed.length === 0)
    return [`${color.green(glyph.ok)} All ${files.length} files follow voicectl.yaml; nothing to change`, ...kept].join('\n')
  const diffs = changed.filter((file) => file.diff !== '').flatMap((file) => [viewDiff(file.diff, style), ''])
  const width = Math.max(...changed.map((file) => file.path.length))
  const lines = changed.map((file) => `${color.green(dryRun ? glyph.bullet : glyph.ok)} ${file.path.padEnd(width)}  ${said(file, dryRun)}`)
  return [...diffs, ...lines, ...kept, ...(dryRun ? ['', 'Nothing was written: --dry-run'] : [])].join('\n')
}

function said({ action, backup }: File, dryRun: boolean): string {
  const words: Record<File['action'], [done: string, planned: string]> = {
    create: ['new', 'would be new'],
    update: ['derived again', 'would be derived again'],
    merge: ['derived again, with your edits kept', 'would be derived again, with your edits kept'],
    overwrite: ['overwritten', 'would be overwritten'],
    unchanged: ['unchanged', 'unchanged'],
    conflict: ['left as it is', 'would be left as it is'],
  }
  return `${words[action][dryRun ? 1 : 0]}${backup === null ? '' : `, your copy is ${backup}`}`
}
