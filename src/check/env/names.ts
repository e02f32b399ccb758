import { isPlaceholder } from '../../stack/credentials.ts'

const BROWSER = /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|VUE_APP)_/
const SECRET_WORD =
  /(?:^|_)(?:SECRETS?|PASS|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|TOKENS?|CREDENTIALS?|APIKEY|PRIVATE|KEYS?)(?:_|$)|_?PASSWORD$/
/** Words at the end of a name that say that the value tells about a secret and is none. */
const ABOUT_A_SECRET =
  /_(?:ID|IDS|NAME|NAMES|FILE|PATH|DIR|URL|URI|ENDPOINT|HOST|PORT|TTL|EXPIRY|EXPIRES|EXPIRE|LENGTH|LIMIT|COUNT|TYPE|ALGORITHM|ENABLED|HEADER|PREFIX|ISSUER|AUDIENCE|MODE|SIZE|ROTATION|MINUTES|SECONDS|HOURS|DAYS)$/
const MEANT_TO_BE_SEEN =
  /PUBLISHABLE|ANON_KEY|PUBLIC_KEY|SITE_KEY|MEASUREMENT|FIREBASE|MAPS?_|MAPBOX|POSTHOG|SENTRY|ANALYTICS|SEGMENT|MAX_TOKENS|_TOKENS$|TOKEN_LIMIT/
/** Names an account; the secret stands beside it. */
const NAMES_AN_ACCOUNT = /^(?:LIVEKIT_API_KEY|LK_API_KEY|.*_SID)$/
const KEY_FORM =
  /^(?:sk|pk|rk|gsk|xai|ghp|gho|hf|r8|sk_live|sk_test)[-_][\w-]{12,}$|^AIza[\w-]{30,}$|^xox[bp]-[\w-]{10,}$|^AKIA[0-9A-Z]{12,}$|-----BEGIN [A-Z ]*PRIVATE KEY|"private_key"\s*:/
const URL_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i
const STAND_IN =
  /^(?:<.*>|\[.*\]|\{\{.*\}\}|\{[\w .-]*\}|\$.*|x+|0+|\*+|[.…]+|(?:dev|test|local|admin|root|user|guest|postgres|redis|minioadmin|secret|secretkey|password|pass|default|none|null|true|false|changeme|example|dummy|placeholder)\d*)$/i
const SPEAKS_OF_ITSELF =
  /your|change|replace|example|placeholder|dummy|fill|insert|paste|enter|todo|fixme|goes[-_ ]?here|xxx|\.\.\.|…|not[-_ ]?set|sample|<|>/i

/** The settings a build puts into pages. */
export function isBrowserName(name: string): boolean {
  return BROWSER.test(name)
}

/** The name without what makes a build publish it. */
export function withoutBrowserPrefix(name: string): string {
  return name.replace(BROWSER, '')
}

/** True where a name says that its value must stay secret. */
export function isSecretName(name: string): boolean {
  const upper = withoutBrowserPrefix(name.toUpperCase())
  if (NAMES_AN_ACCOUNT.test(upper) || MEANT_TO_BE_SEEN.test(upper) || ABOUT_A_SECRET.test(upper)) return false
  return SECRET_WORD.test(upper)
}

/** True where a value looks like a key or holds a password, whatever its name. */
export function isSecretForm(value: string): boolean {
  return KEY_FORM.test(value.slice(0, 400)) || passwordInUrl(value) !== null
}

/** The password of a URL that is worth hiding; null where there is none. */
function passwordInUrl(value: string): string | null {
  const password = URL_WITH_PASSWORD.exec(value.slice(0, 400))?.[1]
  return password === undefined || isStandIn(password) ? null : password
}

/** True for what stands where a secret belongs, and for the values that examples and laptops use. */
export function isStandIn(value: string): boolean {
  const text = value.trim()
  return text === '' || isPlaceholder(text) || STAND_IN.test(text) || SPEAKS_OF_ITSELF.test(text.slice(0, 200))
}

/** True for a value that nobody could have thought up: a key as some service or generator makes it. */
export function looksGenerated(value: string): boolean {
  if (isStandIn(value)) return false
  if (KEY_FORM.test(value.slice(0, 400))) return true
  return /^[\w+/=.-]{20,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[a-z]+(?:[-_.][a-z\d]+)+$/.test(value)
}
