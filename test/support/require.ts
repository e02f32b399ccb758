import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** What some tests need beyond Node and npm. Each is the names under which its program may be installed. */
const programs = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  'espeak-ng': ['espeak-ng'],
  sox: ['sox'],
  go: ['go'],
  'redis-server': ['redis-server'],
  tmux: ['tmux'],
  docker: ['docker'],
  openssl: ['openssl'],
  iproute2: ['ip'],
  iptables: ['iptables'],
  sipp: ['sipp'],
} as const

export type Requirement = keyof typeof programs

/** The path of a program on this machine, or null. */
export function findProgram(requirement: Requirement, env: NodeJS.ProcessEnv = process.env): string | null {
  for (const folder of (env['PATH'] ?? '').split(path.delimiter).filter(Boolean)) {
    for (const name of programs[requirement]) {
      const file = path.join(folder, name)
      if (isExecutable(file)) return file
    }
  }
  return null
}

/**
 * Which of the requirements this machine lacks, for `describe.skipIf(lacks('espeak-ng'))`. Says on stderr what is missing and what was
 * skipped for it. With VOICECTL_TEST_REQUIRE_ALL=1 (CI) nothing is skipped: a missing program is an error.
 */
export function lacks(...requirements: Requirement[]): boolean {
  const missing = requirements.filter((requirement) => findProgram(requirement) === null)
  if (missing.length === 0) return false
  const text = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed here`
  if (process.env['VOICECTL_TEST_REQUIRE_ALL'] === '1') throw new Error(`${text}, and VOICECTL_TEST_REQUIRE_ALL=1 asks for every test`)
  process.stderr.write(`skipped: ${text}\n`)
  return true
}

/** True where this user may not make network namespaces; in CI that is an error as `lacks` has it. */
export function lacksNamespaces(): boolean {
  if (lacks('iproute2', 'iptables')) return true
  const name = `voicectl-try-${process.pid}`
  const made = spawnSync('ip', ['netns', 'add', name]).status === 0
  if (made) spawnSync('ip', ['netns', 'delete', name])
  else if (process.env['VOICECTL_TEST_REQUIRE_ALL'] === '1')
    throw new Error('Network namespaces need root, and VOICECTL_TEST_REQUIRE_ALL=1 asks for every test')
  else process.stderr.write('skipped: network namespaces need root\n')
  return !made
}

/** True where this is not the superuser, who alone may do it; in CI that is an error. */
export function lacksRoot(what: string): boolean {
  if (process.getuid?.() === 0 && process.platform === 'linux') return false
  if (process.env['VOICECTL_TEST_REQUIRE_ALL'] === '1')
    throw new Error(`${what} needs root, and VOICECTL_TEST_REQUIRE_ALL=1 asks for every test`)
  process.stderr.write(`skipped: ${what} needs root\n`)
  return true
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
