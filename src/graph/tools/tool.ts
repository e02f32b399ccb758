/** A tool as a language model is told of it: data only. What it does is the business of whoever runs the call. */
export interface ToolDefinition {
  name: string
  description: string
  /** JSON schema of its arguments, an object. */
  parameters: {
    type: 'object'
    properties: Record<string, { type: 'string'; description: string; enum?: string[]; pattern?: string }>
    required: string[]
    additionalProperties: false
  }
}

/** A model's wish to use a tool. It is a proposal: nothing happens before the turn is confirmed. */
export interface ToolCall {
  id: string
  name: string
  /** JSON text as the model wrote it. */
  args: string
  /** What the provider wants back with the call, such as Google's signature of its thoughts. */
  extra?: Record<string, unknown>
}
