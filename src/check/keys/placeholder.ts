import { isPlaceholder as isKnownPlaceholder } from '../../stack/credentials.ts'
import { isOpen } from '../net/livekit-url.ts'

const DEVELOPMENT = { key: 'devkey', secret: 'secret' }
const WORDS =
  /^(?:.*\byour\b.*|.*your[-_ ].*|.*change[-_ ]?(?:me|this|it).*|.*replace[-_ ]?(?:me|this|with)?.*|.*placeholder.*|\[[^\]]*\]|\{[^:]*\}|(?:my|the|lk|livekit)?[-_ ]?(?:api)?[-_ ]?(?:key|secret|token)(?:[-_ ]?here)?|dummy|example|insert[-_ ].*|foo|bar|test|none|null|undefined|fixme|tbd|\*+|-+|\?+)$/i

/** True for what stands where a key or secret belongs: `<api_key>`, `your-api-secret`, `changeme`, `secret`. Not for a variable that is filled elsewhere. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim()
  if (/^<[^>]*>$/.test(text)) return true
  return !isOpen(text) && text.length <= 80 && (isKnownPlaceholder(text) || WORDS.test(text))
}

/** True for the pair that `livekit-server --dev` takes and every guide names. */
export function isDevPair(key: string | undefined, secret: string | undefined): boolean {
  return key === DEVELOPMENT.key && secret === DEVELOPMENT.secret
}

/** True for either half of that pair: not good, but a value like any other. */
export function isDevHalf(value: string): boolean {
  return value === DEVELOPMENT.key || value === DEVELOPMENT.secret
}
