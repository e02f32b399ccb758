import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { childrenOf, survivors } from '../support/child-processes.ts'
import { lacksLiveKit, startLiveKit, type LiveKit } from '../support/livekit-server.ts'
import { QUIET_AGENT, writeAgentFile } from '../support/own-agent.ts'
import { startProgram, type Program } from '../support/programs.ts'
import { writeStack, type StackFolder } from '../support/stack.ts'
import { waitFor } from '../support/wait.ts'

const SLOW = { timeoutMs: 40_000 }

describe.skipIf(lacksLiveKit())('voicectl agent dev', () => {
  let livekit: LiveKit
  let stack: StackFolder
  let program: Program

  beforeEach(async () => {
    livekit = await startLiveKit()
    stack = await writeStack({ livekit, agent: { file: 'agent.mjs', lowMemory: true } })
    await writeAgentFile(stack.dir, QUIET_AGENT)
    program = await startProgram({ script: 'bin/dev.js', args: ['agent', 'dev', '--name', 'my-branch', '--project-dir', stack.dir] })
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`${program?.lines.slice(-30).join('\n')}\n`)
    await program?.stop()
    await livekit?.stop()
    await stack?.remove()
  })

  it('starts the worker again at a change, survives a broken agent, and leaves nothing behind', async () => {
    await program.waitForLine('Watching voicectl.yaml, .env, agent.mjs')
    await program.waitForLine('Registered as my-branch', SLOW)

    await writeAgentFile(stack.dir, `throw new Error('half written')`)
    await program.waitForLine('agent.mjs changed: starting the worker again')
    await program.waitForLine('Error: half written', SLOW)
    await program.waitForLine('The worker ended; waiting for a change', SLOW)

    const from = program.lines.length
    await writeAgentFile(stack.dir, QUIET_AGENT)
    await program.waitForLine('Registered as my-branch', { from, ...SLOW })

    const pids = await descendants(program.pid)
    expect(pids.length).toBeGreaterThan(2)
    expect(await program.stop('SIGINT')).toBe(130)
    expect(program.lines.filter((line) => line.includes('Stopping…'))).toHaveLength(1)
    expect(program.lines.slice(from).join('\n')).not.toContain('The worker ended')
    await waitFor(async () => (await survivors(pids)).length === 0, { what: 'all its processes to end' })
  })
})

async function descendants(pid: number): Promise<number[]> {
  const children = (await childrenOf(pid)).map((child) => child.pid)
  return [...children, ...(await Promise.all(children.map(descendants))).flat()]
}
