import { Failure } from '../core/failure.ts'
import { askConfirm } from './prompts.ts'

export interface Approval {
  question: string
  /** What Enter alone means. */
  initial: boolean
  /** --yes was given. */
  yes: boolean
  /** Nobody can be asked. */
  unattended: boolean
  /** True where it takes away or overwrites something: then nobody's silence is consent. */
  destructive: boolean
  /** What would be lost, for where nobody can be asked. */
  loss?: string
  /** What is said there instead, where nothing is lost, and the command that goes on. */
  unasked?: { message: string; command: string }
}

/** Lets something go on where it was consented to. Raises DECLINED, or CONFIRMATION_MISSING where something would be lost and nobody can be asked. */
export async function approve({ question, initial, yes, unattended, destructive, loss, unasked }: Approval): Promise<void> {
  if (yes || (unattended && !destructive)) return
  if (unattended && unasked) {
    const { message, command } = unasked
    throw new Failure({
      code: 'CONFIRMATION_MISSING',
      message,
      why: 'Nobody can be asked here.',
      fix: [{ text: 'Agree to it', command }],
      exit: 2,
    })
  }
  if (unattended) {
    throw new Failure({
      code: 'CONFIRMATION_MISSING',
      message: 'This takes something away or overwrites it, and nobody can be asked here',
      ...(loss === undefined ? {} : { why: loss }),
      fix: [{ text: 'Look at what would be done, and pass --yes if that is what you want' }],
      exit: 2,
    })
  }
  if (await askConfirm({ message: question, flag: '--yes', initial })) return
  throw new Failure({ code: 'DECLINED', message: 'Declined; nothing was changed', exit: 4 })
}
