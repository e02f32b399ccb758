import { llm } from '@livekit/agents'
import { sipStatusWords } from '../../core/sip-status.ts'
import { sipStatusOf } from '../../livekit/calls.ts'
import { describeError } from '../call-trouble.ts'
import { saidFirst } from './said-first.ts'
import type { PhoneTool } from './phone-tool.ts'

/** Announces a transfer and makes it. Where it fails the model is told why, and the call goes on. */
export const transferCall: PhoneTool = ({ line, words, log }) => {
  return async ({ target }, options) => {
    // Not the schema's business alone: no model, and no caller who talks to it, may choose a number.
    if (typeof target !== 'string' || !line.targets.has(target)) {
      throw new llm.ToolError(`Nobody can be put through there. Targets: ${[...line.targets.keys()].join(', ')}.`)
    }
    if (!(await saidFirst(options, words.transferring))) return undefined
    const { ctx } = options
    ctx.disallowInterruptions()
    log.info(`Transferring the caller to ${target}`)
    try {
      await line.transfer(target)
      log.info(`The caller is transferred to ${target}`)
      return undefined
    } catch (error) {
      const status = sipStatusOf(error)
      const reason = status ? `${status.code}, ${sipStatusWords(status.code).words}` : describeError(error)
      log.warn(`The transfer to ${target} failed: ${reason}`)
      ctx.speechHandle.allowInterruptions = true
      const why = status ? sipStatusWords(status.code).words : 'the telephone system did not do it'
      return `The transfer failed: ${why}. The caller is still on the line. Tell them so, and go on with the call.`
    }
  }
}
