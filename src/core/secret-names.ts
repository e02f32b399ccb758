import { isSlip } from './slip.ts'
import { distance } from './suggest.ts'

const SOUNDS =
  /secret|passw(?:or)?d|passphrase|passcode|token|credential|(?:api|private|account|access|auth|signing|encryption|master)[-_]?key|requirepass|masterauth|auth-pass|^(?:proxy-)?authorization$/i
const WORDS = /^(?:.*[-_.])?(?:keys|pin|pass|pw)$|[-_.](?:key|pwd)$|^API\w{6,}$/i
/** Directives of proxies that name an address or a file. */
const NO_SECRET = /^(?:proxy|fastcgi|grpc|uwsgi|scgi|memcached)_pass$|certificate_key$/i
/** What a slip of the finger makes something else of: their values are as secret, and `check` shows the line to say so. */
const NAMES = [
  'password',
  'passwd',
  'secret',
  'token',
  'api_key',
  'apikey',
  'api_secret',
  'apisecret',
  'auth_password',
  'authpassword',
  'account_key',
  'access_key',
  'secret_key',
  'private_key',
  'credentials',
  'requirepass',
  'masterauth',
  'keys',
  'pin',
]
/** Words of their own that are as near. */
const OTHER_WORDS = new Set('key in bin din fin gin kin min sin tin win pan pen pun pid pie pig pip pit pi ping spin pine'.split(' '))
const LONGEST = 60

const known = new Map<string, boolean>()
const MOST_KNOWN = 10_000

/** True for a name whose value is a secret, by its words, also where it is mistyped by a letter or two. */
export function soundsSecret(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  const sounds = !NO_SECRET.test(name) && (SOUNDS.test(name) || WORDS.test(name) || isNear(name))
  if (known.size < MOST_KNOWN && name.length <= LONGEST) known.set(name, sounds)
  return sounds
}

function isNear(name: string): boolean {
  if (name.length > LONGEST) return false
  const words = name.toLowerCase().split(/[-_.]/)
  return [1, 2, words.length].some((count) => isNearWord(words.slice(-count).join('_')))
}

function isNearWord(word: string): boolean {
  if (word.length < 3 || OTHER_WORDS.has(word)) return false
  return NAMES.some((name) => {
    const slips = name.length < 6 ? 1 : 2
    return Math.abs(name.length - word.length) <= slips && (isSlip(name, word) || distance(name, word) <= slips)
  })
}
