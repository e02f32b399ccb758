import type { ToolDefinition } from './tool.ts'

/** Hands the caller over to one of the places of an allow-list: the model chooses a name and never a number. */
export function transferCall(targets: readonly string[]): ToolDefinition {
  return {
    name: 'transfer_call',
    description:
      'Hands the caller over to somebody else; this call then ends. Use it when the caller asks for it, or agrees to it, and one of the targets fits. ' +
      'In the same answer, tell the caller in one short sentence where you are putting them through. ' +
      'Other numbers can not be reached, whoever asks for them.',
    parameters: {
      type: 'object',
      properties: { target: { type: 'string', enum: [...targets], description: 'Where to.' } },
      required: ['target'],
      additionalProperties: false,
    },
  }
}
