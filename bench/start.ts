// How long voicectl takes to start, beside Node alone: `npm run bench:start`, or with --short for a quick look. They run in turns, so
// that a busy machine slows them alike; what counts is the ratio of the medians. Ends with 1 when one is over its limit, but not with
// --short: so few runs show, they don't judge.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const runFile = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const isShort = process.argv.includes('--short')
const rounds = isShort ? 15 : 50
const warmUps = 2

interface Case {
  name: string
  args: string[]
  /** Times the median of Node alone; null for none. */
  limit: number | null
}

/** Milliseconds that a run of Node takes from its start to its end. */
function timeMs(args: string[], cwd: string): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  const taken = performance.now() - start
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}\n${stderr}`)
  return taken
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

function measure(cases: Case[], cwd: string): Map<string, number[]> {
  const times = new Map<string, number[]>(cases.map(({ name }) => [name, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (const { name, args } of cases) {
      const taken = timeMs(args, cwd)
      if (round >= 0) times.get(name)?.push(taken)
    }
  }
  for (const list of times.values()) list.sort((a, b) => a - b)
  return times
}

function report(cases: Case[], times: Map<string, number[]>): boolean {
  const base = quantile(times.get(cases[0]?.name ?? '') ?? [], 0.5)
  let withinLimits = true
  console.log(`Node ${process.versions.node}, ${rounds} runs each, interleaved; milliseconds\n`)
  console.log(
    `${'command'.padEnd(28)}${'fastest'.padStart(9)}${'median'.padStart(9)}${'p90'.padStart(9)}${'ratio'.padStart(9)}${'limit'.padStart(9)}`,
  )
  for (const { name, limit } of cases) {
    const sorted = times.get(name) ?? []
    const ratio = quantile(sorted, 0.5) / base
    const over = limit !== null && ratio > limit
    if (over) withinLimits = false
    const numbers = [quantile(sorted, 0), quantile(sorted, 0.5), quantile(sorted, 0.9)].map((ms) => ms.toFixed(1).padStart(9))
    const limitText = limit === null ? '' : `${limit.toFixed(1)}x`.padStart(9)
    console.log(`${name.padEnd(28)}${numbers.join('')}${`${ratio.toFixed(2)}x`.padStart(9)}${limitText}${over ? '  over' : ''}`)
  }
  return withinLimits
}

const folder = mkdtempSync(path.join(tmpdir(), 'voicectl-bench-'))
try {
  if (!existsSync(fileURLToPath(new URL('../dist/bundle', import.meta.url)))) throw new Error('voicectl is not built: npm run build')
  timeMs([runFile, 'init', 'stack', '--target', 'local', '--yes'], folder)
  const cases: Case[] = [
    { name: 'node -e 0', args: ['-e', '0'], limit: null },
    { name: 'voicectl --version', args: [runFile, '--version'], limit: 1.5 },
    { name: 'voicectl --help', args: [runFile, '--help'], limit: 3.2 },
    { name: 'voicectl status --json', args: [runFile, 'status', '--json', '--project-dir', 'stack'], limit: 4 },
    // Validates, derives and compares every file: shown, without a limit.
    { name: 'voicectl generate --dry-run', args: [runFile, 'generate', '--dry-run', '--project-dir', 'stack'], limit: null },
  ]
  process.exitCode = report(cases, measure(cases, folder)) || isShort ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
