import { Failure } from '../../core/failure.ts'
import type { EarlyEnd, Service } from './service.ts'

/** The program could not be run at all. */
export function notStarted(service: Service, error: Error): Failure {
  return new Failure({
    code: 'SERVICE_NOT_STARTED',
    message: `Failed to start ${service.name}`,
    why: error.message,
    fix: [{ text: 'See that the program is there and may be run', command: `ls -l ${service.command}` }],
    cause: error,
  })
}

/** It ended before it was ready. Some programs end with exit code 0 when they refuse to start. */
export function endedEarly(service: Service, end: EarlyEnd): Failure {
  const how = end.signal === null ? `exit code ${end.exitCode ?? 'unknown'}` : `signal ${end.signal}`
  return new Failure({
    code: 'SERVICE_ENDED',
    message: `${service.name} ended before it was ready (${how})`,
    why: end.lines.length === 0 ? 'It said nothing.' : 'Its last lines:',
    details: end.lines,
    fix: [{ text: 'Mend what it names, then start again; all it said', command: `voicectl logs ${service.name}` }],
  })
}

export function notReadyInTime(service: Service, detail: string, lines: string[]): Failure {
  return new Failure({
    code: 'SERVICE_NOT_READY',
    message: `${service.name} was not ready within ${Math.round(service.readyWithinMs / 1000)} s`,
    why: `${detail}.${lines.length === 0 ? '' : ' Its last lines:'}`,
    details: lines,
    fix: [{ text: 'All it said', command: `voicectl logs ${service.name}` }],
    retryable: true,
  })
}
