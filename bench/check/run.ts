// How long `voicectl check` takes: `npm run bench:check`, or with --short for a quick look. A real-size stack beside `--version`, in turns, so that a
// busy machine slows both alike; and a repository of 5,000 files, against a limit in seconds and in memory. Ends with 1 when one is over its limit, but
// not with --short: so few runs show, they don't judge.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatSummary, median, summarize } from '../support/statistics.ts'
import { completeStack, STACK_FILES } from './real-stack.ts'
import { fillRepository } from './repository.ts'

const runFile = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const isShort = process.argv.includes('--short')
const rounds = isShort ? 10 : 40
const repositoryRounds = isShort ? 3 : 10
const warmUps = 2

const MOST_RATIO = 2.5
const MOST_SECONDS = 2
const MOST_MB = 200
const FILES = 5000

/** Writes the process's peak of memory, in KB, to the descriptor that is opened for it. */
const PEAK =
  'data:text/javascript,import{writeFileSync}from"node:fs";process.once("exit",()=>writeFileSync(3,String(process.resourceUsage().maxRSS)))'

interface Run {
  ms: number
  peakMb: number | null
}

/** One run of voicectl; findings are no failure. */
function run(args: string[], cwd: string, { withPeak = false } = {}): Run {
  const start = performance.now()
  const child = spawnSync(process.execPath, [...(withPeak ? ['--import', PEAK] : []), runFile, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  const ms = performance.now() - start
  if (child.status !== 0 && child.status !== 1) throw new Error(`voicectl ${args.join(' ')} ended with ${child.status}\n${child.stderr}`)
  return { ms, peakMb: withPeak ? Number(child.output[3]) / 1024 : null }
}

function stackRatio(cwd: string): boolean {
  const times: { version: number[]; check: number[] } = { version: [], check: [] }
  for (let round = -warmUps; round < rounds; round++) {
    const [version, check] = [run(['--version'], cwd), run(['check'], cwd)]
    if (round < 0) continue
    times.version.push(version.ms)
    times.check.push(check.ms)
  }
  const ratio = median(times.check) / median(times.version)
  console.log(`voicectl --version             ${formatSummary(summarize(times.version))}`)
  console.log(`voicectl check, the stack      ${formatSummary(summarize(times.check))}`)
  return shown(`ratio ${ratio.toFixed(2)}x`, ratio <= MOST_RATIO, `${MOST_RATIO}x`)
}

function repositoryLimits(cwd: string): boolean {
  const times: number[] = []
  for (let round = -1; round < repositoryRounds; round++) {
    const { ms } = run(['check'], cwd)
    if (round >= 0) times.push(ms)
  }
  const peak = run(['check'], cwd, { withPeak: true }).peakMb ?? Number.NaN
  const seconds = median(times) / 1000
  console.log(`voicectl check, ${FILES} files    ${formatSummary(summarize(times))}`)
  const inTime = shown(`${seconds.toFixed(2)} s`, seconds <= MOST_SECONDS, `${MOST_SECONDS} s`)
  return shown(`peak of ${peak.toFixed(0)} MB`, peak <= MOST_MB, `${MOST_MB} MB`) && inTime
}

/** Raises where `check` knows more or fewer files of the stack than it is to be measured with. */
function checkFiles(stack: string): void {
  const { stdout } = spawnSync(process.execPath, [runFile, 'check', '--json'], { cwd: stack, encoding: 'utf8' })
  const { data } = JSON.parse(stdout) as { data: { files: number } }
  if (data.files !== STACK_FILES) throw new Error(`check knows ${data.files} files of the stack, not ${STACK_FILES}`)
}

function shown(what: string, within: boolean, limit: string): boolean {
  console.log(`  ${what}, limit ${limit}${within ? '' : '  over'}`)
  return within
}

const folder = mkdtempSync(path.join(tmpdir(), 'voicectl-bench-check-'))
try {
  if (!existsSync(fileURLToPath(new URL('../../dist/bundle', import.meta.url)))) throw new Error('voicectl is not built: npm run build')
  const names = ['--livekit-domain', 'livekit.acme-voice.com', '--web-domain', 'app.acme-voice.com']
  for (const name of ['stack', 'repository']) run(['init', name, '--target', 'self-hosted', ...names, '--telephony', '--yes'], folder)
  const stack = path.join(folder, 'stack')
  const repository = path.join(folder, 'repository')
  for (const root of [stack, repository]) completeStack(root)
  checkFiles(stack)
  fillRepository(repository, FILES - STACK_FILES)
  console.log(`Node ${process.versions.node}; a stack of ${STACK_FILES} files, ${rounds} runs each, interleaved\n`)
  const results = [stackRatio(stack), repositoryLimits(repository)]
  process.exitCode = results.every(Boolean) || isShort ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
