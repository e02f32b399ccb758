import { llm } from '@livekit/agents'
import type { ToolDefinition } from '../../graph/tools/tool.ts'
import type { Log } from '../log.ts'
import type { PhoneLine } from '../phone/phone-line.ts'
import type { phoneWordsIn } from '../phone/phone-words.ts'
import { hangUp } from './hang-up.ts'
import { sendDtmf } from './send-dtmf.ts'
import { transferCall } from './transfer-call.ts'

export interface PhoneToolOptions {
  line: PhoneLine
  words: ReturnType<typeof phoneWordsIn>
  log: Log
}

/** What a tool does. The SDK runs it once the turn is confirmed, and aborts it when the caller interrupts. */
export type PhoneTool = (
  options: PhoneToolOptions,
) => (args: Readonly<Record<string, unknown>>, options: llm.ToolOptions) => Promise<string | undefined>

const TOOLS: Readonly<Record<string, PhoneTool>> = { transfer_call: transferCall, hang_up: hangUp, send_dtmf: sendDtmf }

/** The tools that the graph defines, as the SDK runs them. */
export function phoneTools(definitions: readonly ToolDefinition[], options: PhoneToolOptions): llm.FunctionTool[] {
  return definitions.map(({ name, description, parameters }) => {
    const run = TOOLS[name]
    if (run === undefined) throw new Error(`nobody runs the tool ${name}`)
    return llm.tool({ name, description, parameters, execute: run(options), onDuplicate: 'reject' })
  })
}
