import { soundsSecret } from './secret-names.ts'

export const MASK = '••••••'
/** A value that only says where the secret is. */
const REFERENCE = /^(["']?)(?:\$\$?\{?[A-Za-z_]\w*\}?|\{\$?[\w.-]+\}|\{\{.*)\1$/
const VALUE = /"(?:[^"\\]|\\.)*(?:"|$)|'[^']*(?:'|$)|[^\s"',;\]})|&]+/y
const UP_TO_QUOTE = /[^"']+/y
const FLAG = /(?<![\w-])-{1,2}([a-z][\w-]+)(?:=|["']?[ \t]{0,4},?[ \t]{0,4})/gi
/** Of redis-cli, and of valkey-cli. */
const PASSWORD_FLAG = /(?<![\w-])-a(?:["']?[ \t]{0,4},?[ \t]{0,4})/g
/** Of curl: a name and a password. */
const USER_FLAG = /(?<![\w-])(?:-u|--user|--proxy-user|-U)(?:=|["']?[ \t]{0,4},?[ \t]{0,4})["']?[^\s:"',]{1,200}:/g
const ASSIGNMENT = /(?<![\w.?&$-])(["']?)([A-Za-z_][\w.-]{0,100})=/g
const HEADER =
  /(?:^|[\s"'])(?:-H|--header|header_up|header_down|proxy_set_header|add_header|request_header)["']?[ \t,]{1,4}["']?([\w-]{1,100})["']?(:?)[ \t]{0,4}/gi
const SECRET_HEADER = /auth|key|token|secret|passw|cookie/i
const AUTHORIZATION = /\bauthorization["']?[ \t:=,]{1,4}(?:["']?(?:Basic|Bearer|Token|Digest)[ \t]{1,4})?/gi
/** A directive of redis.conf, or of a block of a Caddyfile: a name, and one word behind it. */
const DIRECTIVE = /^(\s*([a-z]+(?:[-_][a-z]+)*)[ \t]+)(\S+)\s*;?$/i
const ONE_WORD_DIRECTIVES = /^(?:require|master)/i
const DNS_MODULE = /^(\s*(?:acme_)?dns[ \t]+[\w.]+[ \t]+)([^\s{].*)$/
const ACL = /(?:^\s*|--)user[ \t]+\S+[ \t]/

/** A line without the secrets that stand in it as words: of a command, a directive of a proxy or of Redis, or a header. */
export function hideInWords(line: string): string {
  return [hideDirective, hideFlags, hideAssignments, hideHeaders].reduce((shown, hide) => hide(shown), line)
}

/** Replaces what follows each head that `isSecret` knows. A value of another head is read on from its start: it may be a head itself. */
export function hideBehind(
  line: string,
  head: RegExp,
  { isSecret, value = VALUE }: { isSecret: (match: RegExpExecArray) => boolean; value?: RegExp | ((match: RegExpExecArray) => RegExp) },
): string {
  let shown = ''
  let from = 0
  for (const match of line.matchAll(head)) {
    const start = match.index + match[0].length
    if (match.index < from || !isSecret(match)) continue
    const pattern = typeof value === 'function' ? value(match) : value
    pattern.lastIndex = start
    const found = pattern.exec(line)?.[0]
    if (found === undefined || REFERENCE.test(found)) continue
    shown += line.slice(from, start) + MASK
    from = start + found.length
  }
  return shown + line.slice(from)
}

/** True for the name of a command's flag behind which a secret stands. */
export function isSecretFlag(name: string): boolean {
  return soundsSecret(name) && !/(?:file|path|dir|url|name|id)$/i.test(name)
}

function hideFlags(line: string): string {
  if (!line.includes('-')) return line
  const flags = hideBehind(line, FLAG, { isSecret: ([, name = '']) => isSecretFlag(name) })
  const cli = /(?:redis|valkey)-cli/.test(line) ? hideBehind(flags, PASSWORD_FLAG, { isSecret: () => true }) : flags
  return line.includes('curl') ? hideBehind(cli, USER_FLAG, { isSecret: () => true }) : cli
}

function hideAssignments(line: string): string {
  if (!line.includes('=')) return line
  return hideBehind(line, ASSIGNMENT, {
    isSecret: ([, , name = '']) => soundsSecret(name),
    value: ([, quote]) => (quote ? UP_TO_QUOTE : VALUE),
  })
}

function hideHeaders(line: string): string {
  const named = hideBehind(line, HEADER, {
    isSecret: ([, name = '']) => SECRET_HEADER.test(name) && !/^sec-websocket/i.test(name),
    value: ([, , colon]) => (colon ? UP_TO_QUOTE : VALUE),
  })
  return hideBehind(named, AUTHORIZATION, { isSecret: () => true })
}

function hideDirective(line: string): string {
  const [, head = '', name = '', value = ''] = DIRECTIVE.exec(line) ?? []
  const isSecret = soundsSecret(name) && (/[-_]/.test(name) || ONE_WORD_DIRECTIVES.test(name))
  if (isSecret && !REFERENCE.test(value)) return `${head}${MASK}`
  const dns = line.replace(DNS_MODULE, `$1${MASK}`)
  return ACL.test(dns) ? dns.replaceAll(/([ \t]["']?[><#!])[^\s"']+/g, `$1${MASK}`) : dns
}
