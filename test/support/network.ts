import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Undo } from './undo.ts'

const run = promisify(execFile)

/** A network of its own, joined to this machine by one virtual cable. */
export interface Network {
  /** The address of whoever runs inside, as this machine reaches it. */
  inside: string
  /** This machine's address on the cable. */
  outside: string
  /** Goes before a command that is to run inside. */
  within: string[]
  /** Runs iptables inside. */
  firewall(...args: string[]): Promise<void>
}

/** Makes such a network, from a range that is kept for tests (RFC 2544); it is gone at the end. Needs root. */
export async function makeNetwork(undo: Undo): Promise<Network> {
  const name = `vc${process.pid % 10_000}x${randomInt(10_000)}`
  const subnet = `198.18.${randomInt(256)}`
  const last = randomInt(63) * 4
  const [outside, inside] = [`${subnet}.${last + 1}`, `${subnet}.${last + 2}`]
  const [cable, end] = [`${name.slice(0, 13)}a`, `${name.slice(0, 13)}b`]
  await run('ip', ['netns', 'add', name])
  undo.add(name, () => run('ip', ['netns', 'delete', name]))
  await run('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', end, 'netns', name])
  undo.add(cable, () => run('ip', ['link', 'delete', cable]))
  await run('ip', ['addr', 'add', `${outside}/30`, 'dev', cable])
  await run('ip', ['link', 'set', cable, 'up'])
  const within = ['ip', 'netns', 'exec', name]
  const inNamespace = async (...command: string[]) => {
    await run('ip', ['netns', 'exec', name, ...command])
  }
  await inNamespace('ip', 'addr', 'add', `${inside}/30`, 'dev', end)
  await inNamespace('ip', 'link', 'set', end, 'up')
  await inNamespace('ip', 'link', 'set', 'lo', 'up')
  await inNamespace('ip', 'route', 'add', 'default', 'via', outside)
  return { inside, outside, within, firewall: (...args) => inNamespace('iptables', ...args) }
}
