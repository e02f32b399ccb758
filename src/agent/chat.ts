import { parseArgs } from 'node:util'
import { toCaller } from '../core/caller.ts'
import { Failure } from '../core/failure.ts'
import { styleOf } from '../output/style-of.ts'
import { Terminal } from '../output/terminal.ts'
import { wrapNotice } from '../output/wrap.ts'
import { endWithReader } from '../platform/closed-output.ts'
import { listenForStop } from '../platform/stop-signals.ts'
import { stackMode } from '../stack/derive.ts'
import { secretsOf } from '../stack/load.ts'
import { missingKeyNames } from '../stack/needed-keys.ts'
import { pipedLines, typedLines } from './chat-input.ts'
import { playChat } from './chat-session.ts'
import { loadChatStack, type ChatStack } from './chat-stack.ts'
import { jsonView, textView } from './chat-view.ts'
import { createChatModel, llmKeyNames } from './providers/chat-model.ts'

const { values: options } = parseArgs({
  options: {
    mode: { type: 'string' },
    language: { type: 'string' },
    voice: { type: 'string' },
    json: { type: 'boolean' },
    'no-color': { type: 'boolean' },
  },
})
const terminal = new Terminal()
const interactive = !options.json && process.stdin.isTTY && process.stdout.isTTY
const view = options.json ? jsonView(terminal) : textView(terminal, { echo: !interactive })
const stopping = listenForStop()

// Nothing runs that a conversation without a reader would have to stop.
endWithReader(() => process.exit())

try {
  process.exitCode = await chat()
} catch (error) {
  view.failed(error instanceof Failure ? error : faultOf(error as Error))
  process.exitCode = error instanceof Failure ? error.exit : 1
} finally {
  stopping.dispose()
}

/** Resolves to the exit code. */
async function chat(): Promise<number> {
  const dir = process.env['VOICECTL_PROJECT_DIR'] ?? process.cwd()
  const chatStack = await loadChatStack(dir)
  const { stack } = chatStack
  terminal.hide(secretsOf(stack))
  const demo = stackMode(stack) === 'demo'
  const model = createChatModel(stack, notice, keysToSet(chatStack))
  for (const line of openingNotes(chatStack, demo)) notice(line)
  if (interactive) terminal.notice('Ctrl-D or /exit ends the conversation.')
  // Loaded late: a stack that can't be read should not have to wait for it.
  const { createSupervisor } = await import('../graph/supervisor.ts')
  const supervisor = createSupervisor(model)
  // While the user reads the greeting; a fault shows in the first turn.
  supervisor.warm().catch(() => {})
  const { color } = styleOf(process.stdout)
  const reason = await playChat({
    supervisor,
    caller: toCaller(options),
    lines: interactive ? typedLines(`${color.bold('you:')} `, stopping.stop) : pipedLines(stopping.stop),
    view,
    model: { label: model.label, demo },
    signal: stopping.stop,
    keepGoing: interactive,
  })
  return reason === 'failed' ? 1 : (stopping.exitCode() ?? 0)
}

function openingNotes({ stack, found }: ChatStack, demo: boolean): string[] {
  const notes = found ? [] : [`There is no voicectl.yaml in ${stack.dir}: defaults apply.`]
  const where = found ? 'in .env' : 'in the environment'
  if (demo) notes.push(`Demo mode, no language model connected: set ${keysToSet({ stack, found }).join(', ')} ${where}.`)
  return notes
}

/** A stack needs all of its keys, or it doesn't start; a chat without one only that of the language model. */
function keysToSet({ stack, found }: ChatStack): string[] {
  return found ? missingKeyNames(stack) : llmKeyNames(stack)
}

function notice(line: string): void {
  const { color, glyph, width } = styleOf(process.stderr)
  terminal.notice(wrapNotice(`${color.yellow(glyph.warn)} ${line}`, width, 2))
}

function faultOf(error: Error): Failure {
  return new Failure({ code: 'INTERNAL', message: `voicectl has a fault: ${error.message}`, cause: error })
}
