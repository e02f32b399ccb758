import { Failure } from '../core/failure.ts'

interface OclifError extends Error {
  oclif?: { exit?: number }
}

/** Turns whatever a command threw into a Failure: a usage error of the parser, a cancelled prompt, or a bug of ours. */
export function toFailure(error: Error): Failure {
  if (error instanceof Failure) return error
  if (error.name === 'ExitPromptError')
    return new Failure({ code: 'DECLINED', message: 'Cancelled; nothing was changed', exit: 130, cause: error })
  if ((error as OclifError).oclif?.exit === 2) {
    return new Failure({
      code: 'USAGE_INVALID',
      message: firstParagraph(error.message),
      fix: [{ text: 'See what the command takes', command: 'voicectl <command> --help' }],
      exit: 2,
      cause: error,
    })
  }
  return new Failure({
    code: 'INTERNAL',
    message: `voicectl has a fault: ${error.message}`,
    fix: [{ text: 'Run it again with VOICECTL_DEBUG=1 in front and report what it prints' }],
    cause: error,
  })
}

function firstParagraph(text: string): string {
  return text.replace(/\n?See more help with --help$/, '').trim()
}
