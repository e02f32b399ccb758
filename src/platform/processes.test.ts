import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { describeProcess, identify, isRunning, signalGroup, signalProcess } from './processes.ts'

test('a process is the same one until it ends, and another start with its pid is not', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: { ...process.env, MARK: 'here' } })
  await once(child, 'spawn')
  const identity = await identify(child.pid ?? 0)
  if (identity === null) throw new Error('the child runs and is not found')
  expect(await isRunning(identity)).toBe(true)
  expect(await isRunning({ ...identity, began: 'another' })).toBe(false)
  if (process.platform === 'linux') expect((await describeProcess(identity.pid))?.env.get('MARK')).toBe('here')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await isRunning(identity)).toBe(false)
  expect(await describeProcess(identity.pid)).toBeNull()
  expect(signalProcess(identity.pid, 'SIGTERM')).toBe(false)
  expect(signalGroup(identity.pid, 'SIGTERM')).toBe(false)
})
