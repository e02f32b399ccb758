import { randomBytes, randomInt } from 'node:crypto'
import { isPlaceholder } from '../../stack/credentials.ts'
import { parseEnvFile, patchEnvFile } from '../../stack/env-file.ts'
import { providers, type ProviderId } from '../../stack/providers.ts'
import type { Target } from '../../stack/schema.ts'

const HEADER = '# Secrets of this stack. Never commit or share this file; .env.example lists what may be in it.\n\n'
const KEY_CHARACTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const KEY_LENGTH = 12
const SECRET_BYTES = 32

export interface EnvPlan {
  /** The new text; null where the file stays as it is. */
  content: string | null
  /** Names that get a value. */
  set: string[]
}

export interface EnvInput {
  /** Text of the .env that is there. */
  text: string | null
  target: Target
  /** Values to be put in where no real one is. */
  secrets: Record<string, string>
  /** Providers whose keys a new .env has room for. */
  providers: ProviderId[]
}

/** What `init` does to .env: puts in what is missing, keeps every value that is there. Only a placeholder is replaced. */
export function planEnv({ text, target, secrets, providers: chosen }: EnvInput): EnvPlan {
  const present = parseEnvFile(text ?? '')
  const isMissing = (name: string) => {
    const value = present.get(name)?.value ?? ''
    return value === '' || isPlaceholder(value)
  }
  const made = target === 'cloud' ? {} : { LIVEKIT_API_KEY: newApiKey(), LIVEKIT_API_SECRET: newApiSecret() }
  const values = Object.fromEntries(Object.entries({ ...made, ...secrets }).filter(([name]) => isMissing(name)))
  const set = Object.keys(values)
  if (text === null) return { content: patchEnvFile(newEnv(chosen), values), set }
  return { content: set.length === 0 ? null : patchEnvFile(text, values), set }
}

/** `API` and twelve characters, as LiveKit's own keys look. */
export function newApiKey(): string {
  return `API${Array.from({ length: KEY_LENGTH }, () => KEY_CHARACTERS[randomInt(KEY_CHARACTERS.length)]).join('')}`
}

/** 32 random bytes in hex: plain in every file format, and never read as a number, which livekit-server would drop. */
export function newApiSecret(): string {
  const secret = randomBytes(SECRET_BYTES).toString('hex')
  return /[a-df]/.test(secret) ? secret : newApiSecret()
}

function newEnv(chosen: ProviderId[]): string {
  const rooms = [...new Set(chosen)]
    .filter((id) => providers[id].keys.length > 0)
    .map((id) => `\n# ${providers[id].label}: ${providers[id].keyPage}\n${providers[id].keys[0]}=\n`)
  return `${HEADER}LIVEKIT_API_KEY=\nLIVEKIT_API_SECRET=\n${rooms.join('')}`
}
