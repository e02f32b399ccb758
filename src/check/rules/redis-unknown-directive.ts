import { isSlip } from '../../core/slip.ts'
import type { Hit, Rule } from '../rule.ts'

const YES_NO = /^(?:yes|no)$/
/** Directives that stacks of LiveKit use, and the values they take. */
const DIRECTIVES: Record<string, RegExp> = {
  bind: /./,
  'protected-mode': YES_NO,
  port: /^\d+$/,
  requirepass: /./,
  appendonly: YES_NO,
  appendfsync: /^(?:always|everysec|no)$/,
  appendfilename: /./,
  save: /^(?:""|''|\d+\s+\d+.*)$/,
  dir: /./,
  dbfilename: /./,
  databases: /^\d+$/,
  maxmemory: /^\d+(?:b|k|kb|m|mb|g|gb)?$/i,
  'maxmemory-policy': /^(?:noeviction|(?:allkeys|volatile)-(?:lru|lfu|random)|volatile-ttl)$/,
  timeout: /^\d+$/,
  'tcp-keepalive': /^\d+$/,
  'tcp-backlog': /^\d+$/,
  daemonize: YES_NO,
  supervised: /./,
  logfile: /./,
  loglevel: /^(?:debug|verbose|notice|warning|nothing)$/,
  include: /./,
  aclfile: /./,
  user: /./,
  unixsocket: /./,
  'tls-port': /^\d+$/,
}

export const rule: Rule = {
  id: 'redis.unknown-directive',
  severity: 'error',
  summary: 'a word or value in redis.conf that Redis refuses',
  story: `Redis reads its config strictly: \`*** FATAL CONFIG FILE ERROR *** … Bad directive or wrong number of arguments\`, and it ends. With \`restart: unless-stopped\` it is started again and again. livekit-server, livekit-sip and livekit-egress end too, as they can't connect.

voicectl speaks of a word only where it is one letter away from one that Redis knows, and of the values of those that stacks of LiveKit use.

To be sure: \`redis-server <file>\` shows \`Ready to accept connections\`.`,
  *find(facts, { sources }) {
    for (const { command, user } of facts.all('service')) {
      if (user !== 'redis' || !command) continue
      const words = command.value.split(/\s+/)
      const wrong = words.flatMap((word, index) => (word.startsWith('--') ? refused(word.slice(2), valueAfter(words, index)) : []))[0]
      const program = words[0] ?? ''
      if (isSlip(program, 'redis-server')) yield { ...said({ name: program, meant: 'redis-server' }), places: [command.at] }
      else if (wrong) yield { ...said(wrong), places: [command.at] }
    }
    for (const { path, text } of sources) {
      if (!/(?:^|\/)[\w.-]*(?:redis|valkey)[\w.-]*\.conf$/i.test(path) || /sentinel/i.test(path)) continue
      for (const [index, line] of text.split('\n').entries()) {
        const [, indent = '', name = '', value = ''] = /^([ \t]*)([A-Za-z][\w-]*)[ \t]*(.*?)\s*$/.exec(line) ?? []
        const [wrong] = name === '' ? [] : refused(name, value)
        if (wrong) yield { ...said(wrong), places: [{ file: path, line: index + 1, column: indent.length + 1, length: name.length }] }
      }
    }
  },
}

/** The words up to the next flag: `--save 60 1`. What was quoted as empty, as in `--save ""`, is not among them. */
function valueAfter(words: readonly string[], index: number): string {
  const next = words.findIndex((word, at) => at > index && word.startsWith('--'))
  return words.slice(index + 1, next === -1 ? undefined : next).join(' ') || '""'
}

interface Refused {
  name: string
  /** Null where the name is right and its value is not. */
  meant: string | null
}

function refused(name: string, value: string): Refused[] {
  const form = DIRECTIVES[name.toLowerCase()]
  if (form) return form.test(value) || value.includes('$') ? [] : [{ name, meant: null }]
  const meant = Object.keys(DIRECTIVES).find((one) => one.length > 3 && isSlip(one, name.toLowerCase()))
  return meant === undefined ? [] : [{ name, meant }]
}

function said({ name, meant }: Refused): Omit<Hit, 'places'> {
  return {
    message: meant === null ? `Redis takes no such value for ${name}` : `Redis knows no ${name}`,
    why: 'Redis ends at its start, and with it whatever needs it.',
    fix: { text: meant === null ? `Write a value that ${name} takes` : `Write ${meant}` },
  }
}
