import { type ConfigNode, itemsOf, nodeAt, textOf } from '../config-node.ts'
import type { PublishedPort } from '../facts.ts'

const SHORT = /^(?:(.*):)?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i

/** The `ports` of a service; those that can't be read, or hold a variable that no file sets, are left out. */
export function publishedPorts(service: ConfigNode): PublishedPort[] {
  return itemsOf(nodeAt(service, 'ports')).flatMap((item) => {
    const port = item.content.kind === 'map' ? longForm(item) : shortForm(item)
    return port ? [port] : []
  })
}

function shortForm(item: ConfigNode): PublishedPort | null {
  const match = SHORT.exec(item.open ? openText(item) : (textOf(item) ?? ''))
  if (!match) return null
  const [, before = '', from = '', to = from, protocol = 'tcp'] = match
  const target = range(from, to)
  const divider = before.lastIndexOf(':')
  const [host, published] = divider === -1 ? ['', before] : [before.slice(0, divider), before.slice(divider + 1)]
  if (!target || protocol.toLowerCase() === 'sctp') return null
  const machine = published === '' ? null : rangeOf(published)
  if (published !== '' && !machine) return null
  return { host: hostOf(host), published: machine, target, protocol: protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp', at: item.at }
}

/** `${PORT}:7880` where no file sets PORT: published at some port or other. */
function openText(item: ConfigNode): string {
  return item.content.kind === 'scalar' ? (/^[^$]*\$\{[^}]*\}:(\d[\d-]*(?:\/\w+)?)$/.exec(item.content.raw)?.[1] ?? '') : ''
}

function longForm(item: ConfigNode): PublishedPort | null {
  const part = (name: string) => textOf(nodeAt(item, name))
  const target = rangeOf(part('target') ?? '')
  const published = part('published')
  const machine = published === undefined || published === '' ? null : rangeOf(published)
  if (!target || (published !== undefined && published !== '' && !machine)) return null
  return {
    host: hostOf(part('host_ip') ?? ''),
    published: machine,
    target,
    protocol: part('protocol') === 'udp' ? 'udp' : 'tcp',
    at: item.at,
  }
}

/** `0.0.0.0` and `[::]` are all addresses. */
function hostOf(text: string): string | null {
  const host = text.replace(/^\[(.*)\]$/, '$1')
  return host === '' || host === '0.0.0.0' || host === '::' ? null : host
}

function rangeOf(text: string): { from: number; to: number } | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
  return match ? range(match[1] ?? '', match[2] ?? match[1] ?? '') : null
}

function range(from: string, to: string): { from: number; to: number } | null {
  const [first, last] = [Number(from), Number(to)]
  return first > 0 && last >= first && last <= 65_535 ? { from: first, to: last } : null
}
