import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../../test/support/free-port.ts'
import { bareSubject, runOne } from '../../../test/support/probing.ts'
import { Undo } from '../../../test/support/undo.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { isPortHeld } from '../../platform/ports.ts'
import type { NeededPort } from '../subject.ts'
import { probe } from './host-ports.ts'

const undo = new Undo()
afterEach(() => undo.run())
const needed = (port: number, more: Partial<NeededPort> = {}): NeededPort => ({
  service: 'livekit',
  port,
  protocol: 'tcp',
  host: '127.0.0.1',
  setting: 'livekit.port in voicectl.yaml',
  ...more,
})
const look = (ports: NeededPort[], dir = '/nowhere') => runOne(probe, bareSubject({ ports, dir }))

/** A process of another name that listens on a port, as of a stack in `dir` where one is given; with no service's mark as `agent start` has it. */
async function listener(port: number, dir?: string, mark: Record<string, string> = { VOICECTL_SERVICE: 'web' }): Promise<void> {
  const script = `require('node:net').createServer().listen(${port}, '127.0.0.1')`
  const { VOICECTL_PROJECT_DIR: _dir, VOICECTL_SERVICE: _service, ...env } = process.env
  const child = spawn(process.execPath, ['-e', script], {
    stdio: 'ignore',
    env: dir === undefined ? env : { ...env, ...mark, VOICECTL_PROJECT_DIR: dir },
  })
  undo.add(child, async () => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  await waitFor(() => isPortHeld({ port, protocol: 'tcp' }), { what: 'the program to listen' })
}

test('free ports pass, and the look takes none of them', async () => {
  const port = await freePort()
  const seen = await look([needed(port), needed(port, { protocol: 'udp' })])
  expect(seen).toMatchObject({ status: 'pass', detail: '0 of 2 ports are held by this stack, the others are free' })
})

test('a port that another program holds is told with who it is; free again it passes', async () => {
  const port = await freePort()
  await listener(port)
  const seen = await look([needed(port)])
  expect(seen).toMatchObject({
    status: 'fail',
    detail: expect.stringMatching(new RegExp(`^Port ${port} \\(tcp\\) is held by node.*process \\d+`)),
  })
  expect(seen.finding?.fix.command).toMatch(/^kill \d+$/)
  await undo.run()
  expect((await look([needed(port)])).status).toBe('pass')
})

test('a port of another stack is told with its folder, one of ours passes', async () => {
  const port = await freePort()
  await listener(port, '/srv/other')
  const seen = await look([needed(port)], '/srv/ours')
  expect(seen).toMatchObject({ status: 'fail', finding: { fix: { command: 'voicectl down --project-dir /srv/other' } } })
  expect(await look([needed(port)], '/srv/other')).toMatchObject({ status: 'pass', detail: expect.stringContaining('1 of 1') })
})

test('a worker of `agent start` alone has a folder and no stack: it is ours, or a program to stop, and `down` is no help', async () => {
  const port = await freePort()
  await listener(port, '/srv/other', {})
  const health = needed(port, { service: 'agent' })
  const seen = await look([health], '/srv/ours')
  expect(seen).toMatchObject({ status: 'fail', finding: { fix: { command: expect.stringMatching(/^kill \d+$/) } } })
  expect(JSON.stringify(seen.finding)).not.toContain('/srv/other')
  expect(await look([health], '/srv/other')).toMatchObject({ status: 'pass', detail: expect.stringContaining('1 of 1') })
})

test('what moves several ports is said with its file once', async () => {
  const [one, two] = [await freePort(), await freePort()]
  await listener(one, '/srv/other')
  await listener(two, '/srv/other')
  const ports = [needed(one, { setting: 'web.port in voicectl.yaml' }), needed(two, { setting: 'livekit.port in voicectl.yaml' })]
  const seen = await look(ports, '/srv/ours')
  expect(seen.finding?.otherFixes.at(-1)?.text).toBe('Or move ours: web.port, livekit.port in voicectl.yaml')
})

test('UDP ports count too', async () => {
  const socket = createSocket('udp4')
  const port = await freePort()
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', () => resolve()))
  undo.add(socket, async () => {
    socket.close()
  })
  expect(await look([needed(port, { protocol: 'udp' })])).toMatchObject({
    status: 'fail',
    detail: expect.stringContaining(`${port} (udp)`),
  })
  expect(await look([needed(port)])).toMatchObject({ status: 'pass' })
})

test('where nobody knows which program a service is, no program is a stranger', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.add(server, async () => server.close())
  const port = (server.address() as { port: number }).port
  expect(await look([needed(port, { service: 'web' })])).toMatchObject({ status: 'pass' })
})
