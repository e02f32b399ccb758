import { createSocket } from 'node:dgram'
import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../test/support/free-port.ts'
import { isPortFree, nextFreePort, portHolder } from './ports.ts'

const closers: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(port: number, host: string): Promise<void> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  closers.push(() => new Promise((resolve) => server.close(resolve)))
}

async function bindUdp(port: number): Promise<void> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve))
  closers.push(() => new Promise<void>((resolve) => socket.close(resolve)))
}

test('a free port is free, also after having been looked at', async () => {
  const port = await freePort()
  for (const protocol of ['tcp', 'udp'] as const) {
    expect(await isPortFree({ port, protocol, host: '127.0.0.1' })).toBe(true)
    expect(await isPortFree({ port, protocol, host: '0.0.0.0' })).toBe(true)
  }
})

test.each([
  ['127.0.0.1', '0.0.0.0'],
  ['0.0.0.0', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
])('held on %s it is taken for %s', async (held, wanted) => {
  const port = await freePort()
  await listen(port, held)
  expect(await isPortFree({ port, protocol: 'tcp', host: wanted })).toBe(false)
})

test('UDP is looked at by itself', async () => {
  const port = await freePort()
  await bindUdp(port)
  expect(await isPortFree({ port, protocol: 'udp', host: '0.0.0.0' })).toBe(false)
  expect(await isPortFree({ port, protocol: 'tcp', host: '0.0.0.0' })).toBe(true)
})

test('the next free port passes over taken and over avoided ones', async () => {
  const port = await freePort()
  await listen(port + 1, '127.0.0.1')
  const next = await nextFreePort({ port, protocol: 'tcp', host: '127.0.0.1' }, new Set([port + 2]))
  expect(next).toBeGreaterThan(port + 2)
})

test.runIf(process.platform === 'linux')('the holder of a port is found, and none of a free one', async () => {
  const [tcp, udp] = [await freePort(), await freePort()]
  await listen(tcp, '127.0.0.1')
  await bindUdp(udp)
  expect(await portHolder({ port: tcp, protocol: 'tcp' })).toBe(process.pid)
  expect(await portHolder({ port: udp, protocol: 'udp' })).toBe(process.pid)
  expect(await portHolder({ port: await freePort(), protocol: 'tcp' })).toBeNull()
})
