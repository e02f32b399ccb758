import type { ToolDefinition } from './tool.ts'

/** What may be pressed in one go. */
export const KEYS = /^[0-9*#]{1,32}$/

export const sendDtmf: ToolDefinition = {
  name: 'send_dtmf',
  description:
    'Presses keys of the telephone, for a machine at the other end that asks for them: a menu, an extension, a code. Say nothing along with it. ' +
    'People hear only tones.',
  parameters: {
    type: 'object',
    properties: { keys: { type: 'string', pattern: KEYS.source, description: 'Digits, * and #, in their order: 1, 204#.' } },
    required: ['keys'],
    additionalProperties: false,
  },
}
