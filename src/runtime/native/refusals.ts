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
