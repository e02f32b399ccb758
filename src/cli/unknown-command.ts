import { Failure } from '../core/failure.ts'
import { suggest } from '../core/suggest.ts'

/** What to say when no command has this id. Ids have their words joined by colons; people type and read them with spaces. */
export function unknownCommand(id: string, known: readonly string[]): Failure {
  if (id.startsWith('-')) {
    return new Failure({
      code: 'COMMAND_MISSING',
      message: `A command is missing before ${id}`,
      fix: [{ text: 'See the commands', command: 'voicectl --help' }],
      exit: 2,
    })
  }
  const near = nearest(id.split(':'), known)
  return new Failure({
    code: 'COMMAND_UNKNOWN',
    message: `There is no command ${spaced(id)}`,
    fix: near
      ? [{ text: 'Did you mean', command: `voicectl ${spaced(near)}` }]
      : [{ text: 'See the commands', command: 'voicectl --help' }],
    exit: 2,
  })
}

/** Tries all the words first, then fewer: what follows may have been an argument. */
function nearest(typed: string[], known: readonly string[]): string | null {
  for (let count = typed.length; count > 0; count--) {
    const near = suggest(spaced(typed.slice(0, count).join(':')), known.map(spaced))
    if (near) return near
  }
  return null
}

function spaced(id: string): string {
  return id.replaceAll(':', ' ')
}
