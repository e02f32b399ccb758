import { Failure } from '../../core/failure.ts'
import { suggest } from '../../core/suggest.ts'

/** Why nothing can be restarted. */
export function notRunning(): Failure {
  return new Failure({
    code: 'STACK_NOT_RUNNING',
    message: 'This stack does not run',
    fix: [{ text: 'Start it', command: 'voicectl up' }],
  })
}

/** A supervisor lives, and what led to it was deleted. */
export function supervisorLost(pid: number): Failure {
  return new Failure({
    code: 'SUPERVISOR_LOST',
    message: `Couldn't reach process ${pid}, which runs this stack`,
    why: 'Its record in .voicectl/ was deleted while it ran.',
    fix: [{ text: 'End it with Ctrl-C in its terminal, or from here; it stops its services', command: `kill ${pid}` }],
  })
}

/** Told with the names there are, and the nearest of them. */
export function unknownService(name: string, known: string[]): Failure {
  const near = suggest(name, known)
  return new Failure({
    code: 'SERVICE_UNKNOWN',
    message: `There is no service ${name} in this stack`,
    why: `The services are: ${known.join(', ')}.`,
    fix:
      near === null
        ? [{ text: 'See what runs', command: 'voicectl status' }]
        : [{ text: 'Did you mean', command: `voicectl restart ${near}` }],
    exit: 2,
  })
}
