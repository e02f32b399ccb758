import { hideSecrets, hideTokens } from '../../core/hide-secrets.ts'
import { isPlaceholder } from '../../stack/credentials.ts'
import { hasForm, hideForms, secretForms } from './secret-forms.ts'

const MASK = '••••••'
/** Names of variables whose values may be shown; all others of an .env file stay behind. */
const SHOWN_NAMES = /(^|_)(URL|PORT|HOST|DOMAIN|MODEL|LEVEL|PROVIDER|REGION|LANGUAGE|VOICE|NODE_ENV|DEBUG|TIMEOUT|ENABLED?)$/
const SECRET_NAMES = /KEY|SECRET|TOKEN|PASS|CRED|AUTH|PIN|DSN|COOKIE|SALT|PRIVATE|SIGN/
/** Longer lines are cut: nobody reads them, and looking for patterns in them takes long. */
const LONGEST_LINE = 4000
/** Also one that was cut. */
const JWT = /\beyJ[\w-]{4,}(?:\.[\w-]*)*/g
const PEM = /-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|$)/gs
const AUTHORIZATION = /\b(authorization["']?\s*[:=]\s*["']?(?:\w+\s+)?|(?:Bearer|Basic|Token)\s+)[\w.~+/=-]{6,}/gi
const AS_FLAG = /(--?[\w-]*(?:secret|key|token|pass)[\w-]*[= ]+)(?:"[^"]*"|'[^']*'|\S+)/gi
const NAMED = /^([ \t]*(?:-[ \t]+)*["']?[\w.-]*(?:key|pin|pass|auth|credential|dsn|secret|token)[\w.-]*["']?[ \t]*[:=][ \t]*)\S.*$/gim
const PHONE = /\+\d{7,15}(?!\d)/g
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/gi
const ENV_FILE = /(^|\/)\.env($|\.)|\.env$/
const ASSIGNMENT = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)(\s*=\s*)(.*)$/

export interface Redactor {
  /** Any text without secrets, people's numbers and addresses, and the name of whoever runs this. */
  text(text: string): string
  /** A config file's text: besides, without the values of names that sound secret. */
  config(path: string, text: string): string
  /** True where a known secret is in a text in any form. */
  leaks(text: string): boolean
}

/** Hides everything in texts that are sent to others. `home` is shown as ~. */
export function createRedactor({ secrets, home }: { secrets: Iterable<string>; home: string }): Redactor {
  const forms = secretForms([...secrets].flatMap(withParts).filter((secret) => !isPlaceholder(secret)))
  // What is known goes before anything is cut: half a secret would not be found any more.
  const known = (given: string) => cutLines(hideForms(given.replaceAll(PEM, MASK), forms, MASK))
  const unknown = (given: string) =>
    hideTokens((home.length > 1 ? given.replaceAll(home, '~') : given).replaceAll(JWT, MASK))
      .replaceAll(AUTHORIZATION, `$1${MASK}`)
      .replaceAll(PHONE, (number) => `${number.slice(0, 3)}•••${number.slice(-2)}`)
      .replaceAll(EMAIL, `${MASK}@${MASK}`)
  return {
    text: (given) => unknown(known(given)),
    config: (path, given) => {
      if (ENV_FILE.test(path)) return unknown(envLines(known(given)))
      return unknown(hideSecrets(known(given)).join('\n').replaceAll(NAMED, `$1${MASK}`).replaceAll(AS_FLAG, `$1${MASK}`))
    },
    leaks: (given) => hasForm(given, forms),
  }
}

function cutLines(text: string): string {
  if (text.length <= LONGEST_LINE) return text
  const cut = (line: string) =>
    line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} … ${line.length - LONGEST_LINE} more characters` : line
  return text.split('\n').map(cut).join('\n')
}

/** The values of variables that are not to be shown, for looking for them elsewhere too. */
export function secretValuesOf(env: ReadonlyMap<string, string>): string[] {
  return [...env].filter(([name, value]) => isSecret(name, value)).map(([, value]) => value)
}

function isSecret(name: string, value: string): boolean {
  if (SECRET_NAMES.test(name.toUpperCase())) return true
  // Somebody's own name for a key: long, mixed, and no address.
  return !SHOWN_NAMES.test(name) && value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[\s:/]/.test(value)
}

/** A secret and what is secret inside of it: the strings of a credentials file, the password of a URL. */
function withParts(secret: string): string[] {
  const whole = secret.trim()
  if (whole.startsWith('{')) return [whole, ...stringsIn(whole)]
  const password = URL.parse(whole)?.password ?? ''
  return password === '' ? [whole] : [whole, password, decoded(password)]
}

function stringsIn(json: string): string[] {
  try {
    return Object.values(JSON.parse(json) as Record<string, unknown>).filter(
      (value) => typeof value === 'string' && value.length >= 16,
    ) as string[]
  } catch {
    return []
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An .env file as a list of what is set. Lines that are no assignment may be the rest of a value, and go. */
function envLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => {
      if (line.trim() === '') return ''
      const [, head = '', name, equals = '', value = ''] = ASSIGNMENT.exec(line.replace(/^\s*#\s*/, '')) ?? []
      if (name === undefined) return line.trimStart().startsWith('#') ? '# …' : MASK
      const comment = line.trimStart().startsWith('#') ? '# ' : ''
      const shown = value === '' || (SHOWN_NAMES.test(name) && !SECRET_NAMES.test(name)) ? value : MASK
      return `${comment}${head}${name}${equals}${shown}`
    })
    .join('\n')
}
