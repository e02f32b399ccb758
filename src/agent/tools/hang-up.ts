import { saidFirst } from './said-first.ts'
import type { PhoneTool } from './phone-tool.ts'

/** Says goodbye, and ends the call as soon as that is heard. */
export const hangUp: PhoneTool = ({ line, words, log }) => {
  return async (_args, options) => {
    if (!(await saidFirst(options, words.goodbye))) return undefined
    const { session, speechHandle } = options.ctx
    options.ctx.disallowInterruptions()
    log.info('Hanging up')
    line.end = 'hung-up'
    // The session waits for this very tool before it closes.
    speechHandle.addDoneCallback(() => session.shutdown())
    return undefined
  }
}
