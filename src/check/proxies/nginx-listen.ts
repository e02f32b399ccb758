import type { ListenFact } from '../facts.ts'
import type { Place } from '../../core/place.ts'
import { listenerOf } from './address.ts'
import { argumentsOf, named } from './directive.ts'
import { substitute, type Block, type NginxContext } from './nginx-context.ts'

/** What a `listen` line says. */
export interface NginxListener {
  port: number
  tls: boolean
  udp: boolean
  host: string | null
  at: Place
}

/** The ports of a server; one on IPv4 and IPv6 is one. */
export function listenersOf(server: Block, { variables }: NginxContext): NginxListener[] {
  const all = named(server, 'listen').flatMap((directive): NginxListener[] => {
    const [where, ...options] = argumentsOf(directive)
    const text = where && substitute(where.text, variables)?.text
    const listener = text === undefined ? null : (listenerOf(text) ?? listenerOf(`${text}:80`))
    if (!listener || !where) return []
    const has = (option: string) => options.some((word) => word.text === option)
    return [{ port: listener.port, host: listener.host, tls: has('ssl'), udp: has('udp') || has('quic'), at: where.at }]
  })
  return all.filter((one, index) => all.findIndex((other) => other.port === one.port && other.udp === one.udp) === index)
}

export function listenFact({ port, udp, host, at }: NginxListener, { site }: NginxContext): ListenFact {
  const protocol = udp ? 'udp' : 'tcp'
  return { what: 'listen', user: 'proxy', site, purpose: 'proxy', protocol, from: port, to: port, host, at, byDefault: false }
}
