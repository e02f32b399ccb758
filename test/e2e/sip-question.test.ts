import { access } from 'node:fs/promises'
import path from 'node:path'
import { spawn as spawnInTerminal } from '@lydell/node-pty'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/platform/package-root.ts'
import { lacksLiveKit } from '../support/livekit-server.ts'
import { lacks } from '../support/require.ts'
import { applyTo, plainState, startSipStack, writeStackFiles, type SipStack } from '../support/sip-server.ts'
import { cleanEnv } from '../support/voicectl.ts'
import { waitFor } from '../support/wait.ts'

const CTRL_D = '\u0004'

describe.skipIf(lacksLiveKit() || lacks('redis-server'))('the question before an apply', () => {
  let stack: SipStack
  beforeAll(async () => void (stack = await startSipStack()))
  afterEach(() => stack.clear())
  afterAll(() => stack.stop())

  beforeEach(async () => {
    const trunk = "{name: in, numbers: ['+15550000001'], authUsername: u2, authPassword: '${PW}'}"
    await writeStackFiles(stack, `telephony: {enabled: true}\nsip: {inbound: [${trunk}]}\n`, 'PW=q7n2hx514Tz0VbKm8LyRcWd3\n')
    await applyTo(stack, {
      inbound: [{ name: 'in', numbers: ['+15550000001'], authUsername: 'u', authPassword: 'q7n2hx514Tz0VbKm8LyRcWd3' }],
    })
  })

  function asked() {
    let screen = ''
    const terminal = spawnInTerminal(process.execPath, [path.join(packageRoot, 'bin/run.js'), 'sip', 'apply'], {
      cwd: stack.dir,
      env: cleanEnv(),
      cols: 120,
    })
    terminal.onData((data) => (screen += data))
    const { promise: ended, resolve } = Promise.withResolvers<number>()
    terminal.onExit(({ exitCode }) => resolve(exitCode))
    return {
      terminal,
      ended,
      screen: () => screen,
      sees: (text: string) => waitFor(() => screen.includes(text), { what: text }),
    }
  }

  it('is asked again where the server has changed while it stood', async () => {
    const { terminal, ended, sees, screen } = asked()
    await sees('Apply this?')
    const [trunk] = (await stack.api.list()).inbound
    await stack.api.replace('inbound', trunk?.sipTrunkId ?? '', { ...trunk, numbers: ['+15550000001', '+15550000002'] })
    terminal.write('y\r')
    await sees('The server has changed meanwhile')
    await sees('changed on the server since the last apply')
    terminal.write('n\r')
    expect([await ended, screen()]).toEqual([4, expect.stringContaining('nothing was changed')])
    expect((await plainState(stack.api)).ours.inbound).toMatchObject([{ authUsername: 'u', numbers: ['+15550000001', '+15550000002'] }])
  })

  it('is no consent where it ends without an answer, and leaves no lock', async () => {
    const { terminal, ended, sees, screen } = asked()
    await sees('Apply this?')
    terminal.write(CTRL_D)
    expect([await ended, screen()]).toEqual([130, expect.stringContaining('nothing was changed')])
    await expect(access(path.join(stack.dir, '.voicectl/sip/lock'))).rejects.toThrow('ENOENT')
  })
})
