import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { promisify } from 'node:util'

const run = promisify(execFile)
const CONNECT_TIMEOUT_MS = 500

export interface Port {
  port: number
  protocol: 'tcp' | 'udp'
  /** The address it is to be bound to. */
  host: string
}

/**
 * True when a service could take the port and would be the only one to answer there. A port of another host address
 * counts as taken too: `localhost` may lead to either loopback address.
 */
export async function isPortFree(wanted: Port): Promise<boolean> {
  if (wanted.protocol === 'udp') return canBindUdp(wanted)
  if (!(await canListen(wanted))) return false
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => somebodyListens(host, wanted.port)))
  return !answers.includes(true)
}

/** The next port above that is free, for advice; null where none is near. */
export async function nextFreePort(wanted: Port, avoid: ReadonlySet<number> = new Set()): Promise<number | null> {
  const tries = 100
  for (let port = wanted.port + 1; port <= Math.min(wanted.port + tries, 65_535); port++) {
    if (!avoid.has(port) && (await isPortFree({ ...wanted, port }))) return port
  }
  return null
}

/** True where somebody holds a port. Binds nothing, unlike isPortFree: whoever looks at the port meanwhile does not meet us. */
export async function isPortHeld({ port, protocol }: Pick<Port, 'port' | 'protocol'>): Promise<boolean> {
  if (process.platform === 'linux') return (await socketsOnLinux(port, protocol)).length > 0
  if ((await holderByLsof(port, protocol)) !== null) return true
  return protocol === 'tcp' && (await Promise.all(['127.0.0.1', '::1'].map((host) => somebodyListens(host, port)))).includes(true)
}

/** The pid of the process that holds a port, or null where the system does not say (another user's process, no /proc, no lsof). */
export async function portHolder({ port, protocol }: Pick<Port, 'port' | 'protocol'>): Promise<number | null> {
  return process.platform === 'linux' ? holderOnLinux(port, protocol) : holderByLsof(port, protocol)
}

function canListen({ port, host }: Port): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

function canBindUdp({ port, host }: Port): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(error.code !== 'EADDRINUSE')
    })
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)))
  })
}

function somebodyListens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS })
    const end = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}

const LISTENING = '0A'

async function holderOnLinux(port: number, protocol: Port['protocol']): Promise<number | null> {
  const sockets = await socketsOnLinux(port, protocol)
  return sockets.length === 0 ? null : socketOwner(new Set(sockets))
}

/** The sockets that are bound to a port, as /proc names them; those that listen only, for TCP. */
async function socketsOnLinux(port: number, protocol: Port['protocol']): Promise<string[]> {
  const tables = await Promise.all(
    [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].map((file) => readFile(file, 'utf8').catch(() => '')),
  )
  const rows = tables.flatMap((table) => table.trim().split('\n').slice(1)).map((row) => row.trim().split(/\s+/))
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return rows.filter((row) => row[1]?.endsWith(suffix) && (protocol === 'udp' || row[3] === LISTENING)).map((row) => `socket:[${row[9]}]`)
}

async function socketOwner(sockets: ReadonlySet<string>): Promise<number | null> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
    const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
    if (links.some((link) => sockets.has(link))) return Number(pid)
  }
  return null
}

async function holderByLsof(port: number, protocol: Port['protocol']): Promise<number | null> {
  const filter = protocol === 'tcp' ? [`-iTCP:${port}`, '-sTCP:LISTEN'] : [`-iUDP:${port}`]
  const { stdout } = await run('lsof', ['-nP', ...filter, '-t']).catch(() => ({ stdout: '' }))
  const pid = Number(stdout.trim().split('\n')[0])
  return pid > 0 ? pid : null
}
