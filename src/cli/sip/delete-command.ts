import type { Style } from '../../output/terminal.ts'
import { BaseCommand, projectDirFlag } from '../base-command.ts'
import { applyFlags } from './apply-command.ts'
import type { NamedResource, ShownResource } from './live-sip.ts'

export const deleteFlags = { ...projectDirFlag, yes: applyFlags.yes }

/** A command that deletes one trunk or rule, once that was consented to. */
export abstract class SipDeleteCommand extends BaseCommand<ShownResource> {
  protected async deleteOne(request: NamedResource, flags: { yes?: boolean }): Promise<ShownResource> {
    const [{ prepareDeletion }, { approve }] = await Promise.all([import('./live-sip.ts'), import('../../output/approval.ts')])
    const { shown, carryOut } = await prepareDeletion(request, this.terminal)
    const what = `${shown.kind} ${shown.resource.name ? `"${shown.resource.name}" ` : ''}(${shown.id})`
    const loss = shown.rules.length > 0 ? `The dispatch rules ${shown.rules.join(', ')} take its calls.` : `It is gone then: ${what}.`
    const question = `Delete the ${what}?${shown.rules.length > 0 ? ` ${loss}` : ''}`
    await approve({ question, initial: false, yes: Boolean(flags.yes), unattended: this.isUnattended(flags), destructive: true, loss })
    await carryOut()
    return shown
  }

  protected override view({ kind, id, resource }: ShownResource, { color, glyph }: Style): string {
    return `${color.green(glyph.ok)} The ${kind} ${resource.name ? `"${resource.name}" ` : ''}(${id}) is deleted`
  }
}
