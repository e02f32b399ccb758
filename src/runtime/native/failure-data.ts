import { Failure } from '../../core/failure.ts'
import type { FailureData } from './control.ts'

/** A Failure ready to travel to another process; anything else becomes an INTERNAL one. */
export function toFailureData(error: unknown): FailureData {
  const failure =
    error instanceof Failure ? error : new Failure({ code: 'INTERNAL', message: `voicectl has a fault: ${(error as Error).message}` })
  const { code, message, why, fix, retryable, exit, details, problems } = failure
  return { code, message, why, fix, retryable, exit, details, problems }
}

export function fromFailureData({ why, ...rest }: FailureData): Failure {
  return new Failure({ ...rest, ...(why === null ? {} : { why }) })
}
