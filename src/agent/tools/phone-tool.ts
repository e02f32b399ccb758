import type { llm } from '@livekit/agents'
import type { Log } from '../log.ts'
import type { PhoneLine } from '../phone/phone-line.ts'
import type { phoneWordsIn } from '../phone/phone-words.ts'

export interface PhoneToolOptions {
  line: PhoneLine
  words: ReturnType<typeof phoneWordsIn>
  log: Log
}

/** What a tool does. The SDK runs it once the turn is confirmed, and aborts it when the caller interrupts. */
export type PhoneTool = (
  options: PhoneToolOptions,
) => (args: Readonly<Record<string, unknown>>, options: llm.ToolOptions) => Promise<string | undefined>
