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
  const within = known.filter((each) => each.startsWith(`${id}:`)).map((each) => each.slice(id.length + 1).split(':')[0] ?? '')
  if (within.length > 0) {
    return new Failure({
      code: 'COMMAND_UNKNOWN',
      message: `${spaced(id)} needs one more word: ${[...new Set(within)].join(', ')}`,
      fix: [{ text: 'See what each does', command: `voicectl ${spaced(id)} --help` }],
      exit: 2,
    })
  }
  const near = nearest(id.split(':'), [...known, ...topicsOf(known)])
  return new Failure({
    code: 'COMMAND_UNKNOWN',
    message: `There is no command ${spaced(id)}`,
    fix: near
      ? [{ text: 'Did you mean', command: `voicectl ${near}${known.some((each) => spaced(each) === near) ? '' : ' --help'}` }]
      : [{ text: 'See the commands', command: 'voicectl --help' }],
    exit: 2,
  })
}

/** The words before the last one: no command by themselves, but they have a help. */
function topicsOf(known: readonly string[]): string[] {
  const topics = known.flatMap((id) => id.split(':').map((_, count, words) => words.slice(0, count).join(':')))
  return [...new Set(topics)].filter((topic) => topic !== '')
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
