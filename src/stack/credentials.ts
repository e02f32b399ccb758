import type { Fix } from '../core/failure.ts'
import type { Problem } from '../core/problem.ts'
import type { EnvFile } from './env-file.ts'

/** The names that hold LiveKit's key and secret. */
export const LIVEKIT_NAMES = ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'] as const
export type LiveKitName = (typeof LIVEKIT_NAMES)[number]

const SHORTEST_LIVEKIT_SECRET = 32
// compose.yaml puts both into LIVEKIT_KEYS within double quotes; no file that holds them has to escape anything else.
const UNQUOTABLE = /["\\\s\p{Cc}]/u
const PLACEHOLDER = /^(<.*>|your[-_ ].*|change[-_ ]?me|placeholder|todo|x{3,}|secret|devkey|password|\.{3,})$/i

/** True for values that stand where a real one belongs: `<key>`, `your-api-key`, `changeme`, `secret`. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value.trim())
}

/** What is wrong with the LiveKit key and secret; never shows their values. `at` says where a name is set. */
export function credentialProblems(values: ReadonlyMap<string, string>, file: EnvFile, path: string): Problem[] {
  const place = (name: string, message: string): Problem => ({
    file: path,
    line: file.get(name)?.line ?? 1,
    column: 1,
    message,
    source: null,
  })
  return LIVEKIT_NAMES.flatMap((name) => {
    const value = values.get(name)
    return value ? credentialFaults(name, value).map((fault) => place(name, `${name} ${fault}`)) : [place(name, `${name} is missing`)]
  })
}

/** What is wrong with a value of this name, without the value; empty where it will do. */
export function credentialFaults(name: LiveKitName, value: string): string[] {
  if (isPlaceholder(value)) return ['is a placeholder, not a real value']
  const faults = UNQUOTABLE.test(value) ? ['has a double quote, backslash or space in it; LiveKit needs one without'] : []
  const short = name === 'LIVEKIT_API_SECRET' && value.length < SHORTEST_LIVEKIT_SECRET
  return short ? [...faults, `has ${value.length} characters; LiveKit asks for at least ${SHORTEST_LIVEKIT_SECRET}`] : faults
}

/** What mends the LiveKit key and secret. LiveKit Cloud gives its own; for a server of one's own `command`, an init, makes new ones where none is. */
export function credentialFix(file: EnvFile, { isCloud, command }: { isCloud: boolean; command: string }): Fix {
  if (isCloud) {
    return { text: "Put the project's key and secret into .env; its settings on LiveKit Cloud show them" }
  }
  // A value that is no placeholder is somebody's, and init keeps it.
  const kept = LIVEKIT_NAMES.filter((name) => {
    const value = file.get(name)?.value
    return value !== undefined && value !== '' && credentialFaults(name, value).length > 0 && !isPlaceholder(value)
  })
  if (kept.length === 0) return { text: 'Write a new key and secret into .env where they are missing', command }
  return { text: `Delete the line of ${kept.join(' and ')} in .env, which init would keep, and let it write a new one`, command }
}
