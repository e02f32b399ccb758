import { createServer, type AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { startProgram, startWeb } from '../../test/support/programs.ts'
import { writeStack, type StackFolder } from '../../test/support/stack.ts'

const livekit = { port: 7880, tcpPort: 7881, udpPort: 7882, apiKey: 'APItest', apiSecret: 's'.repeat(40) }
const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function folder(): Promise<StackFolder> {
  const stack = await writeStack({ livekit })
  cleanups.push(() => stack.remove())
  return stack
}

it.each(['SIGTERM', 'SIGINT'] as const)('serves the stack of its folder, and ends well on %s', async (signal) => {
  const stack = await folder()
  const web = await startWeb(stack)
  cleanups.push(() => web.stop('SIGKILL'))
  const health = await fetch(`http://127.0.0.1:${stack.webPort}/api/health`)
  expect([health.status, await health.json()]).toEqual([200, { ok: true, name: 'test-stack' }])
  expect(await web.stop(signal)).toBe(0)
  expect(web.lines.join('\n')).not.toContain('warning')
})

it('says that its port is taken, and ends', async () => {
  const stack = await folder()
  const other = createServer().listen(stack.webPort, '127.0.0.1')
  cleanups.push(() => new Promise((resolve) => other.close(resolve)))
  await new Promise((resolve) => (other.listening ? resolve(null) : other.once('listening', resolve)))
  expect((other.address() as AddressInfo).port).toBe(stack.webPort)
  const web = await startProgram({ script: 'src/server/main.ts', env: { VOICECTL_PROJECT_DIR: stack.dir } })
  expect(await web.ended).toBe(1)
  expect(web.lines.join('\n')).toMatch(/port \d+ of 127\.0\.0\.1 is in use \(PORT_TAKEN\)/)
})

it('says what is wrong with the stack, and ends', async () => {
  const stack = await folder()
  await writeFile(path.join(stack.dir, '.env'), '')
  const web = await startProgram({ script: 'src/server/main.ts', env: { VOICECTL_PROJECT_DIR: stack.dir } })
  expect(await web.ended).toBe(2)
  expect(web.lines.join('\n')).toContain('LIVEKIT_API_SECRET is missing')
})
