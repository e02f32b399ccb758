import type { ToolDefinition } from './tool.ts'

export const hangUp: ToolDefinition = {
  name: 'hang_up',
  description:
    'Ends the call. Use it only when the caller has said goodbye, or has clearly said that nothing else is open. ' +
    'In the same answer, say goodbye in one short sentence.',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
}
