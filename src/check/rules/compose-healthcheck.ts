import { suggest } from '../../core/suggest.ts'
import { itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts, ServiceFact } from '../facts.ts'
import { isLoopback } from '../net/hosts.ts'
import { listensAt } from '../net/services.ts'
import { listed, uniquePlaces } from '../places.ts'
import type { Hit, Rule } from '../rule.ts'

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

function portHit(facts: Facts, service: ServiceFact, test: ConfigNode): Hit | null {
  const words = wordsOf(test)
  const listens = listensAt(facts, service).filter(({ protocol }) => protocol === 'tcp')
  const wanted = service.user === 'livekit' ? 'signal' : service.user === 'redis' ? 'redis' : service.user === 'proxy' ? 'proxy' : null
  if (wanted === null) return null
  const own = listens.filter(({ purpose }) => purpose === wanted || purpose === 'health')
  if (own.length === 0 && service.user !== 'redis') return null
  const ports = [
    ...(service.user === 'redis' && own.length === 0 ? [6379] : own.map(({ from }) => from)),
    ...(service.user === 'proxy' ? [ADMIN_PORT] : []),
  ]
  const places = own.map(({ at }) => at)
  for (const [index, { text, node }] of words.entries()) {
    const asked = service.user === 'redis' ? redisPort(words, index) : urlOf(text)
    if (!asked) continue
    if (!isLoopback(asked.host))
      return hit(service.name, `asks ${asked.host}, and not its own container`, { text: 'Write 127.0.0.1', places: [node.at] })
    if (asked.tls && service.user === 'livekit')
      return hit(service.name, 'asks with TLS, which livekit-server does not speak', { text: 'Write http://', places: [node.at] })
    if (!ports.includes(asked.port)) {
      return hit(service.name, `asks at port ${asked.port}, and it listens at ${listed(ports.map(String))}`, {
        text: `Write port ${ports[0] ?? ''}`,
        places: uniquePlaces([node.at, ...places]),
      })
    }
    if (service.user === 'livekit' && !/^\/?$/.test(asked.path))
      return hit(service.name, `asks for ${asked.path}, where livekit-server answers 404 or 401`, { text: 'Ask for /', places: [node.at] })
  }
  return null
}

function urlOf(text: string): { host: string; port: number; tls: boolean; path: string } | null {
  const match = /^["']?(?:(https?):\/\/)?([a-z\d.-]+)(?::(\d+))?(\/[^\s"'|]*)?["']?$/i.exec(text)
  if (!match || (match[1] === undefined && match[3] === undefined)) return null
  const tls = match[1] === 'https'
  return { host: match[2] ?? '', port: match[3] === undefined ? (tls ? 443 : 80) : Number(match[3]), tls, path: match[4] ?? '/' }
}

function redisPort(words: readonly Word[], index: number): { host: string; port: number; tls: boolean; path: string } | null {
  const port = words[index - 1]?.text === '-p' ? Number(words[index]?.text) : Number.NaN
  return Number.isInteger(port) ? { host: '127.0.0.1', port, tls: false, path: '/' } : null
}

function hit(name: string, told: string, { text, places }: { text: string; places: Hit['places'] }): Hit {
  return {
    message: `The healthcheck of ${name} ${told}`,
    why: 'The container is unhealthy for ever, and what waits for it is never started.',
    fix: { text },
    places,
  }
}
