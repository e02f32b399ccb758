import { networkInterfaces } from 'node:os'
import { isPrivate } from '../../platform/private-address.ts'
import { errorCode } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { redisView } from '../redis.ts'
import type { RedisTarget, Subject } from '../subject.ts'

/** Bridges of Docker and the like: only containers of this machine are there. */
const BRIDGE = /^(docker|br-|veth|virbr|cni|podman|lxc)/
const LOOPBACK = /^(127\.|::1$|localhost$)/

/** Whether a Redis of this machine takes commands without a password at its other addresses, where others reach it too. */
export const probe: Probe = {
  id: 'redis.exposed',
  title: 'Redis from outside',
  after: ['redis.reachable'],
  prodOnly: true,
  timeoutMs: 5000,
  needs: (subject) => (local(subject).length === 0 ? 'no Redis of this stack is known to run on this machine' : true),
  run: async (subject, tools) => {
    const addresses = outerAddresses()
    const asked = local(subject).flatMap((target) => addresses.map((host) => ({ ...target, host, username: null, password: null })))
    const open = (await Promise.all(asked.map((target) => isOpen(target, tools)))).flatMap((name) => name ?? [])
    return open.length === 0 ? closed(asked.length) : exposed([...new Set(open)])
  },
}

/** Each port once; Redis on another machine is that one's to look at. */
function local({ redis }: Subject): RedisTarget[] {
  return [...new Map(redis.filter(({ host }) => LOOPBACK.test(host)).map((target) => [target.port, target])).values()]
}

function outerAddresses(): string[] {
  const outer = Object.entries(networkInterfaces()).flatMap(([name, all]) => (BRIDGE.test(name) ? [] : (all ?? [])))
  return outer.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address)
}

/** The address where it answers a stranger; null where it doesn't: nobody listens there, it asks for a password, or protected mode refuses. */
async function isOpen(target: RedisTarget, tools: Tools): Promise<string | null> {
  try {
    await redisView({ ...target, db: 0 }, tools)
    return target.host
  } catch (error) {
    // A Redis that is only slow must not pass for a closed one.
    if (errorCode(error) === 'TIMEOUT') throw error
    return null
  }
}

function closed(count: number): ProbeResult {
  return {
    status: 'pass',
    detail:
      count === 0 ? 'This machine has no other address than its own' : 'Redis takes no stranger at the other addresses of this machine',
  }
}

function exposed(places: readonly string[]): ProbeResult {
  return {
    // Behind a router it is the neighbours who get in, unless the router leads everybody here.
    status: places.every((address) => isPrivate(address)) ? 'warn' : 'fail',
    detail: `Redis takes commands without a password at ${places.join(' and ')}`,
    cause:
      'Whoever reaches that address can read passwords of trunks, send calls elsewhere and delete all rooms; such servers are found within hours.',
    fix: [
      {
        text: 'Bind it to this machine (bind 127.0.0.1 in redis.conf; 127.0.0.1:6379:6379 under ports of a compose file), and start it again',
        command: 'docker compose up --detach --force-recreate redis',
      },
      { text: 'Or set requirepass, and the same password for server, SIP and egress' },
    ],
  }
}
