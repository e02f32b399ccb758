import { spawn } from 'node:child_process'
import { createConnection } from 'node:net'
import { freePort } from './free-port.ts'
import { findProgram } from './require.ts'
import { waitFor } from './wait.ts'

export interface RedisServer {
  port: number
  /** host:port */
  address: string
  stop(): Promise<void>
}

/** Starts a real Redis on a free loopback port that keeps nothing, and waits until it answers. `options` are its own, such as `--requirepass x`. */
export async function startRedis({ port, options = [] }: { port?: number; options?: string[] } = {}): Promise<RedisServer> {
  const program = findProgram('redis-server')
  if (program === null) throw new Error('redis-server is not installed here')
  const at = port ?? (await freePort())
  const args = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no', ...options]
  const child = spawn(program, args, { stdio: 'ignore' })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
      return accepts(at)
    },
    { what: 'redis-server to listen' },
  ).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { port: at, address: `127.0.0.1:${at}`, stop }
}

/** Listens on channels as LiveKit's services do: for Redis, they are alive until the returned function is called. */
export async function listenOn(port: number, channels: readonly string[]): Promise<() => Promise<void>> {
  const socket = createConnection({ host: '127.0.0.1', port })
  const subscribed = Promise.withResolvers<void>()
  socket.once('error', subscribed.reject)
  socket.once('data', () => subscribed.resolve())
  const words = ['SUBSCRIBE', ...channels]
  socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)
  await subscribed.promise
  return async () => {
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.destroy()
    await closed
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
