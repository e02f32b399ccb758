import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { spawn } from '@lydell/node-pty'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanEnv } from '../../test/support/voicectl.ts'
import { waitFor, withTimeout } from '../../test/support/wait.ts'
import { packageRoot } from '../platform/package-root.ts'

let dir: string
let silent: Server
const sockets = new Set<Socket>()

// A server that takes connections and never answers: the probe looks for three seconds.
beforeAll(async () => {
  silent = createServer((socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  dir = await mkdtemp(path.join(tmpdir(), 'voicectl-lines-'))
  await writeFile(path.join(dir, 'livekit.yaml'), `port: ${(silent.address() as AddressInfo).port}\nrtc:\n  udp_port: 7882\n`)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  silent.close()
  await rm(dir, { recursive: true })
})

function openDoctor(env: Record<string, string>) {
  const args = [path.join(packageRoot, 'bin/dev.js'), 'doctor', '--only', 'server', '--project-dir', dir]
  const pty = spawn(process.execPath, args, { cols: 70, rows: 24, env: { ...cleanEnv(), TERM: 'xterm', ...env } })
  let raw = ''
  pty.onData((data) => (raw += data))
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  return { raw: () => raw, ended: () => withTimeout(exited, { what: 'doctor to end', context: () => raw }) }
}

test('on a terminal each running probe has a line that is redrawn and gone at the end', async () => {
  const doctor = openDoctor({ LANG: 'C.UTF-8' })
  await waitFor(() => /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].* LiveKit server \(server\.reachable\)/.test(doctor.raw()), { what: 'the line', context: doctor.raw })
  expect(await doctor.ended()).toBe(1)
  const last = doctor.raw().lastIndexOf('\u001B[J')
  expect(last).toBeGreaterThan(0)
  const answer = stripVTControlCharacters(doctor.raw().slice(last)).replaceAll('\r', '')
  expect(answer).toMatch(/^✗ server\.reachable/)
  expect(answer).toContain('no answer came in time')
  expect(answer.trimEnd().split('\n').at(-1)).toBe('0 passed, 0 warnings, 1 failed, 4 skipped, 0 unknown')
  expect(answer.split('\n').filter((line) => line.length > 70)).toEqual([])
})

test('without UTF-8 it spins in ASCII, and without colour it has none', async () => {
  const doctor = openDoctor({ LANG: 'C', LC_ALL: 'C', NO_COLOR: '1' })
  await doctor.ended()
  // oxlint-disable-next-line no-control-regex
  expect(doctor.raw()).toMatch(/^[\u0000-\u007F]*$/)
  expect(doctor.raw()).toMatch(/[|/\\-] LiveKit server \(server\.reachable\)/)
  // oxlint-disable-next-line no-control-regex
  expect(doctor.raw()).not.toMatch(/\u001B\[\d*m/)
})
