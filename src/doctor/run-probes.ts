import type { Fix } from '../core/failure.ts'
import type { Finding } from '../core/finding.ts'
import { hideTokens } from '../core/hide-secrets.ts'
import { maskSecrets } from '../core/mask.ts'
import type { Probe, ProbeResult, ProbeStatus, Tools } from './probe.ts'
import type { Subject } from './subject.ts'

/** The probes: long enough for the slowest chain of them, short enough to wait for. */
const RUN_MS = 12_500

/** In this order they are shown: first what all calls need. An area that is not here comes last. */
const AREAS = [
  'stack',
  'server',
  'tls',
  'dns',
  'media',
  'turn',
  'agent',
  'redis',
  'sip',
  'egress',
  'page',
  'db',
  'provider',
  'carrier',
  'host',
  'versions',
]

/** How one probe ended. */
export interface ProbeReport {
  id: string
  title: string
  status: ProbeStatus
  detail: string
  ms: number
}

/** Something that warns or fails. `fix` is the best thing to do, `otherFixes` what else may help. */
export interface DoctorFinding extends Finding {
  otherFixes: Fix[]
}

export interface DoctorResult {
  /** By area. */
  probes: ProbeReport[]
  findings: DoctorFinding[]
}

/** What happens while it runs: `begun` for one that really looks, `ended` for each. */
export type ProbeEvent = { type: 'begun'; id: string; title: string } | { type: 'ended'; report: ProbeReport; done: number; total: number }

export interface RunOptions {
  probes: readonly Probe[]
  subject: Subject
  tools: Tools
  onEvent?: (event: ProbeEvent) => void
  /** Aborted: whatever still looks is unknown. */
  signal?: AbortSignal
  /** Instead of RUN_MS. */
  limitMs?: number
}

interface Outcome {
  probe: Probe
  result: ProbeResult
  ms: number
  /** The probe whose failure keeps all behind this one from looking: itself, or the first one it waits for; null where nothing does. */
  blockedBy: Probe | null
}

/** Runs probes side by side, each as soon as those it needs have ended. Never raises: what goes wrong in a probe makes it unknown. */
export async function runProbes(options: RunOptions): Promise<DoctorResult> {
  const { probes, subject, tools, onEvent = () => {} } = options
  const late = AbortSignal.timeout(options.limitMs ?? RUN_MS)
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late
  const outcomes = new Map<string, Promise<Outcome>>()
  let done = 0
  const outcomeOf = (probe: Probe): Promise<Outcome> => {
    const known = outcomes.get(probe.id)
    if (known) return known
    const needed = probes.filter(({ id }) => probe.after.includes(id))
    const outcome = Promise.all(needed.map(outcomeOf)).then(async (before) => {
      const ended = await look({
        probe,
        before,
        subject,
        tools,
        signal,
        begin: () => onEvent({ type: 'begun', id: probe.id, title: probe.title }),
      })
      const shown = { ...ended, result: withoutSecrets(ended.result, subject.secrets) }
      onEvent({ type: 'ended', report: reportOf(shown), done: ++done, total: probes.length })
      return shown
    })
    outcomes.set(probe.id, outcome)
    return outcome
  }
  const all = await Promise.all(probes.map(outcomeOf))
  return { probes: all.map(reportOf), findings: all.flatMap(findingsOf) }
}

/** The probes of some ids or areas (`redis` for all of redis.*), with those they need; all where none is named. */
export function chooseProbes(probes: readonly Probe[], { only, prod }: { only: readonly string[]; prod: boolean }): Probe[] {
  const wanted = new Set<string>()
  const add = (probe: Probe) => {
    if (wanted.has(probe.id)) return
    wanted.add(probe.id)
    for (const other of probes) if (probe.after.includes(other.id)) add(other)
  }
  const named = (probe: Probe) => only.includes(probe.id) || only.includes(probe.id.split('.')[0] ?? '')
  for (const probe of probes) if (only.length === 0 ? prod || !probe.prodOnly : named(probe)) add(probe)
  return probes.filter(({ id }) => wanted.has(id)).toSorted((a, b) => rank(a) - rank(b) || steps(a, probes) - steps(b, probes))
}

/** How many probes have to end before it, one after another. */
function steps({ after }: Probe, probes: readonly Probe[]): number {
  return Math.max(0, ...probes.filter(({ id }) => after.includes(id)).map((probe) => 1 + steps(probe, probes)))
}

function rank({ id }: Probe): number {
  const place = AREAS.indexOf(id.split('.')[0] ?? '')
  return place === -1 ? AREAS.length : place
}

interface Look {
  probe: Probe
  before: Outcome[]
  subject: Subject
  tools: Tools
  signal: AbortSignal
  begin(): void
}

async function look({ probe, before, subject, tools, signal, begin }: Look): Promise<Outcome> {
  const began = performance.now()
  const end = (result: ProbeResult, blockedBy: Probe | null): Outcome => ({
    probe,
    result,
    blockedBy,
    ms: Math.round(performance.now() - began),
  })
  const needed = probe.needs(subject)
  if (needed !== true) return end({ status: 'skipped', detail: needed }, null)
  const failed = before.map(({ blockedBy }) => blockedBy).find((one) => one !== null)
  if (failed) return end({ status: 'skipped', detail: becauseOf(failed) }, failed)
  begin()
  const result = await attempt(probe, { subject, tools, signal })
  return end(result, result.status === 'fail' ? probe : null)
}

function becauseOf({ id, broken }: Probe): string {
  return broken === undefined ? `because ${id} failed` : `because ${broken} (${id})`
}

/** One look, bounded in time also where the probe ignores its signal. */
async function attempt(probe: Probe, { subject, tools, signal }: Pick<Look, 'subject' | 'tools' | 'signal'>): Promise<ProbeResult> {
  const own = AbortSignal.timeout(probe.timeoutMs)
  const both = AbortSignal.any([signal, own])
  const aborted = Promise.withResolvers<ProbeResult>()
  const giveUp = () =>
    aborted.resolve({
      status: 'unknown',
      detail: own.aborted
        ? `nothing seen within ${probe.timeoutMs / 1000} s`
        : 'not looked at to the end: the time of the whole run was up',
    })
  both.addEventListener('abort', giveUp, { once: true })
  if (both.aborted) giveUp()
  try {
    const seen = (async () => probe.run(subject, tools, both))().catch((error: unknown): ProbeResult | Promise<ProbeResult> =>
      both.aborted
        ? aborted.promise
        : { status: 'unknown', detail: `couldn't look: ${error instanceof Error ? error.message : String(error)}` },
    )
    return await Promise.race([seen, aborted.promise])
  } finally {
    both.removeEventListener('abort', giveUp)
  }
}

function withoutSecrets(result: ProbeResult, secrets: readonly string[]): ProbeResult {
  const shown = (text: string) => hideTokens(maskSecrets(text, secrets))
  const { status, detail, cause, fix } = result
  return {
    status,
    detail: shown(detail),
    ...(cause === undefined ? {} : { cause: shown(cause) }),
    ...(fix === undefined
      ? {}
      : { fix: fix.map((each) => ({ text: shown(each.text), ...(each.command ? { command: shown(each.command) } : {}) })) }),
  }
}

function reportOf({ probe, result, ms }: Outcome): ProbeReport {
  return { id: probe.id, title: probe.title, status: result.status, detail: result.detail, ms }
}

function findingsOf({ probe, result }: Outcome): DoctorFinding[] {
  const { status, detail, cause, fix = [] } = result
  if (status !== 'fail' && status !== 'warn') return []
  const [first = { text: 'Look at the logs', command: 'voicectl logs' }, ...otherFixes] = fix
  const severity = status === 'fail' ? 'error' : 'warning'
  return [{ id: probe.id, severity, message: detail, why: cause ?? '', fix: first, otherFixes, places: [], edits: [] }]
}
