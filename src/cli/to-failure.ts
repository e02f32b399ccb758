import { Failure, type Fix } from '../core/failure.ts'
import { suggest } from '../core/suggest.ts'

interface OclifError extends Error {
  oclif?: { exit?: number }
  /** The flags that the command does not have, on the parser's error about them. */
  flags?: string[]
}

/** The command that was run: its words, and the names of its flags without dashes. */
export interface CommandInUse {
  words: string
  flags: readonly string[]
}

/** Turns whatever was thrown into a Failure: a usage error of the parser, a cancelled prompt, or a bug of ours. */
export function toFailure(error: Error, command?: CommandInUse): Failure {
  if (error instanceof Failure) return error
  if (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')
    return new Failure({ code: 'DECLINED', message: 'Cancelled; nothing was changed', exit: 130, cause: error })
  if ((error as OclifError).oclif?.exit === 2) {
    return new Failure({
      code: 'USAGE_INVALID',
      message: firstParagraph(error.message),
      fix: usageFixes(error, command),
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

function usageFixes(error: OclifError, command?: CommandInUse): Fix[] {
  const unknown = error.name === 'Error' && Array.isArray(error.flags) ? error.flags[0] : undefined
  const near = unknown === undefined ? null : suggest(unknown.replace(/^-+/, ''), command?.flags ?? [])
  const help = { text: 'See what the command takes', command: `voicectl ${command?.words ?? '<command>'} --help` }
  return near === null || `--${near}` === unknown ? [help] : [{ text: `Did you mean --${near}` }, help]
}

/** What the parser says over several lines, as one. */
function firstParagraph(text: string): string {
  return text
    .replace(/\n?See more help with --help$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .trim()
    .replaceAll(/\n {2}(?=\S)/g, '; ')
    .replaceAll(/:? ?\n\s*/g, ': ')
    .replaceAll(/ {2,}/g, ' ')
}
