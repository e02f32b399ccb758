/** Forms of values in voicectl.yaml, and what is said where a value has another; apart from the schema, which takes long to load. */
export const forms = {
  stackName: [/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and dashes'],
  agentName: [/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits, dot, dash or underscore'],
  host: [
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
    'expected a host name such as livekit.example.com',
  ],
  httpUrl: [/^(https?|wss?):\/\/[^\s/]+/, 'expected an http, https, ws or wss URL'],
  wsUrl: [/^wss?:\/\/[^\s/]+/, 'expected a ws:// or wss:// URL'],
  portRange: [/^\d{1,5}-\d{1,5}$/, 'expected a range such as 50000-60000'],
} as const satisfies Record<string, readonly [pattern: RegExp, expected: string]>

/** What is said of an address that is none. */
export const ADDRESS_EXPECTED = 'expected an IPv4 or IPv6 address'
