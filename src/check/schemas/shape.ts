/** What a value has to be, in the words of the Go types that it is decoded into. */
export type Scalar =
  | 'bool'
  | 'string'
  | 'int'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float'
  /** `30s`, `1h30m`. */
  | 'duration'
  /** `7882` or `7882-7892`. */
  | 'port-range'
  /** An IPv4 address, an IPv6 address, or both with a comma between. */
  | 'node-ip'
  /** As messages of the protocol have them: a number may stand in quotes, and none is left empty. */
  | 'message-uint32'
  | 'message-bool'
  | 'message-enum'
  /** Anything at all. */
  | 'any'

/** Names and what they hold. `*` stands for every name, `#` for every whole number. */
export interface Fields {
  readonly [name: string]: Shape
}

/** A list has its items' shape in brackets. */
export type Shape = Scalar | Fields | readonly [Shape]
