import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import type { PingAnswer } from '../../src/sip/ping/answer.ts'
import type { Undo } from './undo.ts'
import { runVoicectl } from './voicectl.ts'

/** A folder that is gone at the end. */
export async function emptyFolder(undo: Undo): Promise<string> {
  return undo.add(await mkdtemp(path.join(tmpdir(), 'voicectl-ping-')), (made) => rm(made, { recursive: true, force: true }))
}

/** Runs `voicectl sip ping`, in a folder that holds no stack unless one is given. */
export function sipPing(args: string[], { env = {}, dir = tmpdir() }: { env?: Record<string, string>; dir?: string } = {}) {
  return runVoicectl(['sip', 'ping', ...args], { cwd: dir, env })
}

/** The same with --json: one line, whose `ok` says what the exit code says. */
export async function sipPingJson(args: string[], env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await sipPing([...args, '--json'], { env })
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  const { ok, data } = JSON.parse(stdout) as { ok: boolean; data: PingAnswer }
  expect(ok).toBe(exitCode === 0)
  return { data, stderr, exitCode }
}
