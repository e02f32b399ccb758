import { llm } from '@livekit/agents'
import { KEYS } from '../../graph/tools/send-dtmf.ts'
import type { PhoneTool } from './phone-tool.ts'

/** Presses keys for a machine at the other end, once nothing is said any more. */
export const sendDtmf: PhoneTool = ({ line, log }) => {
  return async ({ keys }, { ctx, abortSignal }) => {
    if (typeof keys !== 'string' || !KEYS.test(keys)) throw new llm.ToolError('Keys are digits, * and #; 32 at most.')
    await ctx.waitForPlayout()
    if (abortSignal.aborted || ctx.speechHandle.interrupted) return undefined
    await line.press(keys)
    log.info(`Pressed ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`)
    return undefined
  }
}
