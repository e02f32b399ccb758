import { isSlip } from '../../core/slip.ts'
import { suggest } from '../../core/suggest.ts'
import { itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts, PortPurpose, ServiceFact } from '../facts.ts'
import { isLoopback } from '../net/hosts.ts'
import { listensAt } from '../net/services.ts'
import { listed, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

/** Flags of wget and curl that healthchecks use. */
const FLAGS = [
  '--quiet',
  '--spider',
  '--output-document',
  '--tries',
  '--timeout',
  '--no-verbose',
  '--no-check-certificate',
  '--fail',
  '--silent',
  '--show-error',
  '--output',
  '--max-time',
  '--insecure',
  '--location',
]
const PROGRAMS = [
  'wget',
  'curl',
  'redis-cli',
  'nc',
  'livekit-server',
  'lk',
  'pg_isready',
  'python',
  'python3',
  'node',
  'sh',
  'bash',
  'test',
  'echo',
  'exit',
]
/** What parts one command of a shell from the next, or its words from a file. */
const OPERATOR = /[|&;<>]/
/** Options of redis-cli whose value may be any word. */
const WITH_VALUE = ['-a', '--pass', '--user', '-h', '-n', '-u']
/** Caddy's admin endpoint, which no file names. */
const ADMIN_PORT = 2019

export const rule: Rule = {
  id: 'compose.healthcheck',
  severity: 'error',
  summary: 'a healthcheck that asks at a port, or with a program, that is not there',
  story: `The healthcheck runs within the container. When it asks at another port than the one that the program listens at, the container works and is \`unhealthy\` for ever. What depends on it with \`condition: service_healthy\` is never started: \`dependency failed to start: container … is unhealthy\`.

livekit-server answers \`OK\` at \`http://127.0.0.1:<port>/\`, without TLS. Redis answers \`redis-cli -p <port> ping\`. Caddy's own state is at \`http://127.0.0.1:2019/config/\`.

To be sure: \`docker compose ps\` shows \`healthy\`.`,
  *find(facts) {
    for (const service of facts.all('service')) {
      const test = nodeAt(service.node, 'healthcheck', 'test')
      const hit = test && (programHit(service, test) ?? portHit(facts, service, test))
      if (hit) yield hit
    }
  },
}

/** What of a program a healthcheck asks. */
const PURPOSES: Partial<Record<ServiceFact['user'], PortPurpose>> = { livekit: 'signal', redis: 'redis', proxy: 'proxy' }

interface Word {
  text: string
  node: ConfigNode
}

function wordsOf(test: ConfigNode): Word[] {
  const one = textOf(test)
  if (one !== undefined) return one.split(/\s+/).map((text) => ({ text, node: test }))
  return itemsOf(test).flatMap((node, index) => {
    const text = textOf(node)
    if (text === undefined || (index === 0 && /^[A-Z-]+$/.test(text))) return []
    return text.split(/\s+/).map((word) => ({ text: word, node }))
  })
}

function programHit({ name }: ServiceFact, test: ConfigNode): Hit | null {
  const [program] = wordsOf(test)
  const bare = program?.text.replace(/^.*\//, '') ?? ''
  const flag = wordsOf(test).find(({ text }) => isMistypedFlag(text.split('=')[0] ?? ''))
  if (flag) return hit(name, `has an unknown flag ${flag.text}`, { text: 'Write the flag as the program knows it', places: [flag.node.at] })
  const meant =
    PROGRAMS.includes(bare) || bare.length < 4
      ? null
      : suggest(
          bare,
          PROGRAMS.filter((one) => one.length > 3 && Math.abs(one.length - bare.length) < 2),
        )
  if (!program || !meant) return null
  return hit(name, `runs ${bare}`, { text: `Write ${meant}`, places: [program.node.at] })
}

function isMistypedFlag(flag: string): boolean {
  return flag.startsWith('--') && !FLAGS.includes(flag) && FLAGS.some((known) => isSlip(known, flag))
}

function portHit(facts: Facts, service: ServiceFact, test: ConfigNode): Hit | null {
  const words = wordsOf(test)
  const purpose = PURPOSES[service.user]
  if (purpose === undefined) return null
  const own = listensAt(facts, service).filter((listen) => listen.protocol === 'tcp' && [purpose, 'health'].includes(listen.purpose))
  const usual = service.user === 'proxy' ? [ADMIN_PORT] : service.user === 'redis' && own.length === 0 ? [6379] : []
  const ports = [...own.map(({ from }) => from), ...usual]
  if (own.length === 0 && service.user !== 'redis') return null
  const end = endOfCommand(words)
  for (const [index, { text, node }] of words.entries()) {
    const isRedis = service.user === 'redis'
    const odd = isRedis && index > 0 && index < end && words[0]?.text.endsWith('redis-cli') ? oddWord(words, index) : null
    if (odd) return hit(service.name, odd, { text: 'Write redis-cli -p <port> ping', places: [node.at] })
    const asked = isRedis ? redisPort(words, index) : urlOf(text)
    const fault =
      asked &&
      (isLoopback(asked.host)
        ? faultOf(service, asked, ports)
        : { told: `asks ${asked.host}, and not its own container`, text: 'Write 127.0.0.1' })
    if (fault) return hit(service.name, fault.told, { text: fault.text, places: uniquePlaces([node.at, ...own.map(({ at }) => at)]) })
  }
  return null
}

/** What is wrong with the address that is asked. */
function faultOf({ user }: ServiceFact, asked: Asked, ports: readonly number[]): { told: string; text: string } | null {
  if (user === 'proxy' && asked.port === ADMIN_PORT) {
    const answers = !asked.tls && /^\/(?:config|metrics|reverse_proxy\/upstreams)?\/?$/.test(asked.path)
    return answers ? null : { told: 'asks for what Caddy does not answer', text: 'Ask for http://127.0.0.1:2019/config/' }
  }
  if (user === 'livekit' && asked.tls) return { told: 'asks with TLS, which livekit-server does not speak', text: 'Write http://' }
  if (!ports.includes(asked.port))
    return { told: `asks at port ${asked.port}, and it listens at ${listed(ports.map(String))}`, text: `Write port ${ports[0] ?? ''}` }
  if (user === 'livekit' && !/^\/?$/.test(asked.path))
    return { told: `asks for ${asked.path}, where livekit-server answers 404 or 401`, text: 'Ask for /' }
  return null
}

interface Asked {
  host: string
  port: number
  tls: boolean
  path: string
}

function urlOf(text: string): Asked | null {
  const match = /^["']?(?:(https?):\/\/)?([a-z\d.-]+)(?::(\d+))?(\/[^\s"'|]*)?["']?$/i.exec(text)
  if (!match || (match[1] === undefined && match[3] === undefined)) return null
  const tls = match[1] === 'https'
  return { host: match[2] ?? '', port: match[3] === undefined ? (tls ? 443 : 80) : Number(match[3]), tls, path: match[4] ?? '/' }
}

function redisPort(words: readonly Word[], index: number): Asked | null {
  const port = words[index - 1]?.text === '-p' ? Number(words[index]?.text) : Number.NaN
  return Number.isInteger(port) ? { host: '127.0.0.1', port, tls: false, path: '/' } : null
}

/** Where the first command ends: what stands behind a pipe is another program's. */
function endOfCommand(words: readonly Word[]): number {
  const end = words.findIndex(({ text }) => OPERATOR.test(text))
  return end === -1 ? words.length : end + Number(!/^[|&;<>]/.test(words[end]?.text ?? ''))
}

/** What redis-cli does not take. */
function oddWord(words: readonly Word[], index: number): string | null {
  const text = words[index]?.text.replace(/[|&;<>].*$/, '') ?? ''
  const before = words[index - 1]?.text ?? ''
  if (WITH_VALUE.includes(before)) return null
  if (before === '-p') return /^\d+$/.test(text) ? null : `asks at port ${text}`
  if (isSlip(text.toLowerCase(), 'ping')) return `says ${text}, which Redis does not know`
  return /^-p.+/.test(text) && !/^-p\d+$/.test(text) ? `has an unknown flag ${text}` : null
}

function hit(name: string, told: string, { text, places }: { text: string; places: Hit['places'] }): Hit {
  return {
    message: `The healthcheck of ${name} ${told}`,
    why: 'The container is unhealthy for ever, and what waits for it is never started.',
    fix: { text },
    places,
  }
}
