import type { Problem } from '../core/problem.ts'
import type { EnvFile } from './env-file.ts'

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
  const problems: Problem[] = []
  for (const name of ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET']) {
    const value = values.get(name)
    if (!value) problems.push(place(name, `${name} is missing`))
    else if (isPlaceholder(value)) problems.push(place(name, `${name} is a placeholder, not a real value`))
    else if (UNQUOTABLE.test(value))
      problems.push(place(name, `${name} has a double quote, backslash or space in it; LiveKit needs one without`))
  }
  const secret = values.get('LIVEKIT_API_SECRET')
  if (secret && !isPlaceholder(secret) && secret.length < SHORTEST_LIVEKIT_SECRET) {
    problems.push(
      place(
        'LIVEKIT_API_SECRET',
        `LIVEKIT_API_SECRET has ${secret.length} characters; LiveKit asks for at least ${SHORTEST_LIVEKIT_SECRET}`,
      ),
    )
  }
  return problems
}
