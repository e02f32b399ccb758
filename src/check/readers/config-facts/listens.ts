import { numberOf, type ConfigNode } from '../../config-node.ts'
import type { ListenFact, PortPurpose, Site, User } from '../../facts.ts'

export interface Ports {
  purpose: PortPurpose
  protocol: 'tcp' | 'udp'
  from: number
  to?: number
  /** Null, or left out, for all addresses. */
  host?: string | null
  /** The node that states it; undefined where the program's default counts. */
  node: ConfigNode | undefined
}

/** What one program's config makes it listen on. Ports that no machine has are left out: another rule speaks of them. */
export class Listens {
  readonly facts: ListenFact[] = []
  readonly #user: User
  readonly #site: Site
  readonly #config: ConfigNode

  constructor(user: User, site: Site, config: ConfigNode) {
    this.#user = user
    this.#site = site
    this.#config = config
  }

  add({ purpose, protocol, from, to = from, host = null, node }: Ports): void {
    if (!isPort(from) || !isPort(to) || to < from) return
    const at = node?.at ?? this.#config.at
    this.facts.push({
      what: 'listen',
      user: this.#user,
      site: this.#site,
      purpose,
      protocol,
      from,
      to,
      host: isEveryAddress(host) ? null : host,
      at,
      byDefault: node === undefined,
    })
  }

  /** A port that is closed unless it is set. */
  addOptional(purpose: PortPurpose, node: ConfigNode | undefined, host: string | null = null): void {
    this.add({ purpose, protocol: 'tcp', from: numberOf(node) ?? 0, host, node })
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536
}

function isEveryAddress(host: string | null): boolean {
  return host === null || host === '' || host === '0.0.0.0' || host === '::' || host === '[::]'
}
