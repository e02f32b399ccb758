import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPrivateHost } from '../../platform/private-address.ts'
import { sipTransports, type SipTransport } from '../../platform/sip/address.ts'

/** A record of DNS that says where SIP of a name is served (RFC 3263). */
export interface SrvRecord {
  transport: SipTransport
  host: string
  port: number
}

export interface Place {
  /** The address behind the name; null where there is none. */
  address: string | null
  /** Why there is none: ENOTFOUND and the like. */
  trouble: string | null
  /** True where it can only be a neighbour. */
  isNear: boolean
  srv: SrvRecord[]
}

export interface FindOptions {
  /** SRV records are looked for. */
  withSrv: boolean
  /** Name servers to ask for SRV records instead of the system's, as host:port. */
  nameServers?: readonly string[]
  /** Nobody waits for it any more. */
  stop: AbortSignal
}

const SRV_NAMES: Record<SipTransport, string> = { udp: '_sip._udp', tcp: '_sip._tcp', tls: '_sips._tcp' }
const SRV_MS = 1500

/** Looks a host up: its address, and where its SIP is served. Never raises. */
export async function findPlace(host: string, options: FindOptions): Promise<Place> {
  if (isIP(host) !== 0) return { address: host, trouble: null, isNear: isPrivateHost(host), srv: [] }
  const [found, srv] = await Promise.all([
    addressesOf(host, options.stop),
    options.withSrv && host.includes('.') ? srvOf(host, options) : [],
  ])
  if (typeof found === 'string') return { address: null, trouble: found, isNear: false, srv }
  return { address: found[0] ?? null, trouble: null, isNear: found.every((address) => isPrivateHost(address)), srv }
}

/** Its addresses, or the code of what went wrong. */
async function addressesOf(host: string, stop: AbortSignal): Promise<string[] | string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const giveUp = () => resolve('TIMEOUT')
  stop.addEventListener('abort', giveUp, { once: true })
  if (stop.aborted) giveUp()
  const found = lookup(host, { all: true, order: 'ipv4first' }).then(
    (all) => all.map(({ address }) => address),
    (error: NodeJS.ErrnoException) => error.code ?? 'ENOTFOUND',
  )
  try {
    return await Promise.race([found, promise])
  } finally {
    stop.removeEventListener('abort', giveUp)
  }
}

async function srvOf(host: string, { nameServers, stop }: FindOptions): Promise<SrvRecord[]> {
  const resolver = new Resolver({ timeout: SRV_MS, tries: 1 })
  if (nameServers) resolver.setServers(nameServers)
  const giveUp = () => resolver.cancel()
  const late = setTimeout(giveUp, SRV_MS)
  stop.addEventListener('abort', giveUp, { once: true })
  const found = await Promise.all(
    sipTransports.map(async (transport) => {
      const records = await resolver.resolveSrv(`${SRV_NAMES[transport]}.${host}`).catch(() => [])
      const [best] = records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)
      // A single dot says that there is no such service.
      return best === undefined || best.name === '' || best.name === '.' ? [] : [{ transport, host: best.name, port: best.port }]
    }),
  )
  clearTimeout(late)
  stop.removeEventListener('abort', giveUp)
  return found.flat()
}
