import type { Report } from '../core/progress.ts'
import type { Stack } from '../stack/load.ts'
import { applyFiles, type AppliedFile } from './apply-files.ts'
import { planFiles } from './plan-files.ts'

/** Brings the derived files up to date before a start: notes what changed, warns of a conflict and leaves that file as it is. */
export async function syncFiles(stack: Pick<Stack, 'dir' | 'config'>, report: Report): Promise<AppliedFile[]> {
  const changes = await planFiles(stack)
  const applied = await applyFiles(stack.dir, changes)
  for (const { path, action } of applied) {
    if (action === 'create') report({ type: 'note', text: `${path} derived from voicectl.yaml` })
    if (action === 'update') report({ type: 'note', text: `${path} derived again: voicectl.yaml has changed` })
    if (action === 'merge') report({ type: 'note', text: `${path} derived again, with your edits kept` })
    if (action === 'conflict')
      report({ type: 'warn', text: `${path} is kept as it is and doesn't follow voicectl.yaml: voicectl generate` })
  }
  return applied
}
