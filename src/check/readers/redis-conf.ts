import type { Reader } from '../reader.ts'
import type { Source } from '../source.ts'
import { siteFor } from './config-facts/read-config.ts'
import { redisServerFacts, type RedisDirective } from './config-facts/redis-server.ts'

const NAMED = /(^|[/_.-])(redis|valkey|keydb)[^/]*\.conf$/i
const TELLING = /^[ \t]*(appendonly|requirepass|protected-mode|maxmemory-policy|appendfsync|save[ \t]+\d+[ \t]+\d+)\b/im
/** Words of one line: in quotes, or up to the next space. */
const WORD = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\')*'|\S+/g

export const reader: Reader = {
  name: 'redis.conf',
  of: 'redis',
  recognises: ({ path, text }) => /\.conf$/i.test(path) && !/sentinel/i.test(path) && (NAMED.test(path) || isRedis(text)),
  read: (source, folder) => {
    const site = siteFor(source.path, folder, 'redis')
    return redisServerFacts(directives(source), site, { file: source.path, line: 1, column: 1, length: 0 })
  },
}

function isRedis(text: string): boolean {
  return (
    TELLING.test(text) &&
    /^[ \t]*(port|bind|dir|save|databases|requirepass|appendonly|maxmemory)[ \t]+\S/im.test(text) &&
    !text.includes('{')
  )
}

function directives({ path, text }: Source): RedisDirective[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return []
    const [name, ...values] = [...line.matchAll(WORD)].map((match) => {
      const word = match[0]
      return { value: unquoted(word), at: { file: path, line: index + 1, column: match.index + 1, length: word.length } }
    })
    return name ? [{ name: name.value.toLowerCase(), values, at: name.at }] : []
  })
}

function unquoted(word: string): string {
  const quote = word[0]
  const isQuoted = word.length > 1 && (quote === '"' || quote === "'") && word.endsWith(quote)
  return isQuoted ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word
}
