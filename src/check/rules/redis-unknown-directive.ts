import { isSlip } from '../../core/slip.ts'
import type { Rule } from '../rule.ts'

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
  *find(_facts, { sources }) {
    for (const { path, text } of sources) {
      if (!/(?:^|\/)[\w.-]*(?:redis|valkey)[\w.-]*\.conf$/i.test(path) || /sentinel/i.test(path)) continue
      for (const [index, line] of text.split('\n').entries()) {
        const [, indent = '', name = '', value = ''] = /^([ \t]*)([A-Za-z][\w-]*)[ \t]*(.*?)\s*$/.exec(line) ?? []
        const form = DIRECTIVES[name.toLowerCase()]
        const meant =
          form || name === '' ? undefined : Object.keys(DIRECTIVES).find((one) => one.length > 3 && isSlip(one, name.toLowerCase()))
        if (meant === undefined && (!form || form.test(value))) continue
        yield {
          message: meant === undefined ? `Redis takes no such value for ${name}` : `Redis knows no ${name}`,
          why: 'Redis ends at its start, and with it whatever needs it.',
          fix: { text: meant === undefined ? `Write a value that ${name} takes` : `Write ${meant}` },
          places: [{ file: path, line: index + 1, column: indent.length + 1, length: name.length }],
        }
      }
    }
  },
}
