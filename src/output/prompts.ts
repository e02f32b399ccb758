import { Failure } from '../core/failure.ts'

/** A question that may be answered by a flag instead. */
interface Question {
  message: string
  /** The flag that answers it, for the message where nobody can be asked. */
  flag: string
}

/** Asks one of several; raises INPUT_MISSING where nobody can answer. */
export async function askChoice<Value extends string>(
  question: Question & { choices: Array<{ value: Value; name: string; description?: string }>; initial?: Value },
): Promise<Value> {
  assertInteractive(question)
  const { select } = await import('@inquirer/prompts')
  const { message, choices, initial } = question
  return asked((context) => select({ message, choices, ...(initial === undefined ? {} : { default: initial }) }, context))
}

export async function askText(
  question: Question & { initial?: string; validate?: (value: string) => true | string | Promise<true | string> },
): Promise<string> {
  assertInteractive(question)
  const { input } = await import('@inquirer/prompts')
  const { message, initial, validate } = question
  return asked((context) =>
    input({ message, ...(initial === undefined ? {} : { default: initial }), ...(validate ? { validate } : {}) }, context),
  )
}

export async function askSecret(question: Question & { validate?: (value: string) => true | string }): Promise<string> {
  assertInteractive(question)
  const { password } = await import('@inquirer/prompts')
  const { message, validate } = question
  return asked((context) => password({ message, mask: true, ...(validate ? { validate } : {}) }, context))
}

export async function askConfirm(question: Question & { initial: boolean }): Promise<boolean> {
  assertInteractive(question)
  const { confirm } = await import('@inquirer/prompts')
  return asked((context) => confirm({ message: question.message, default: question.initial }, context))
}

/** Ctrl-D ends the reading without a word, and a question that is never answered would let the process end as if all were well. */
async function asked<T>(ask: (context: { output: NodeJS.WritableStream; signal: AbortSignal }) => Promise<T>): Promise<T> {
  const ended = new AbortController()
  const onPause = () => ended.abort()
  process.stdin.once('pause', onPause)
  try {
    return await ask({ output: process.stderr, signal: ended.signal })
  } finally {
    process.stdin.off('pause', onPause)
  }
}

function assertInteractive({ message, flag }: Question): void {
  if (process.stdin.isTTY && process.stderr.isTTY) return
  throw new Failure({
    code: 'INPUT_MISSING',
    message: `${message} can't be asked here`,
    why: 'There is no terminal to answer in.',
    fix: [{ text: `Pass ${flag}` }],
    exit: 2,
  })
}
