import { llm } from '@livekit/agents'
import type { ToolDefinition } from '../../graph/tools/tool.ts'
import { hangUp } from './hang-up.ts'
import type { PhoneTool, PhoneToolOptions } from './phone-tool.ts'
import { sendDtmf } from './send-dtmf.ts'
import { transferCall } from './transfer-call.ts'

const TOOLS: Readonly<Record<string, PhoneTool>> = { transfer_call: transferCall, hang_up: hangUp, send_dtmf: sendDtmf }

/** The tools that the graph defines, as the SDK runs them. */
export function phoneTools(definitions: readonly ToolDefinition[], options: PhoneToolOptions): llm.FunctionTool[] {
  return definitions.map(({ name, description, parameters }) => {
    const run = TOOLS[name]
    if (run === undefined) throw new Error(`nobody runs the tool ${name}`)
    return llm.tool({ name, description, parameters, execute: run(options), onDuplicate: 'reject' })
  })
}
