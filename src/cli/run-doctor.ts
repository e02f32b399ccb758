import { Failure } from '../core/failure.ts'
import { suggest } from '../core/suggest.ts'
import type { Tools } from '../doctor/probe.ts'
import { probes } from '../doctor/probes/registry.ts'
import { chooseProbes, runProbes, type DoctorFinding, type DoctorResult, type ProbeEvent } from '../doctor/run-probes.ts'
import type { Subject } from '../doctor/subject.ts'
import { createTools } from '../doctor/tools.ts'
import { findingData, type FindingData } from './check-answer.ts'
import type { BundleResult } from './write-bundle.ts'

/** From the start of this program to the last probe, which leaves a second to tidy up and to print. A slow start leaves less of it, but never nothing. */
const PROBES_END_MS = 13_000
const LEAST_MS = 4000
const MOST_MS = 12_500

export interface DoctorOptions {
  subject: Subject
  /** Ids or areas of the wanted probes; all where it is empty. */
  only: readonly string[]
  /** With the probes of a public host. */
  prod: boolean
  onEvent(event: ProbeEvent): void
}

/** What `doctor` answers: for programs by `toJSON`, for people by `result`. */
export interface DoctorAnswer {
  result: DoctorResult
  /** The support archive, where one was asked for. */
  bundle?: BundleResult
  toJSON(): { probes: DoctorResult['probes']; findings: (FindingData & Pick<DoctorFinding, 'otherFixes'>)[]; bundle?: BundleResult }
}

/** Looks at a running stack. Raises UNKNOWN_PROBE. */
export async function runDoctor({ subject, only, prod, onEvent }: DoctorOptions): Promise<DoctorAnswer> {
  const chosen = chooseProbes(probes, { only: knownProbes(only.flatMap((names) => names.split(',')).map((name) => name.trim())), prod })
  const { tools, end } = createTools({ carrierChain, declaredSip })
  try {
    const result = await runProbes({ probes: chosen, subject, tools, onEvent, limitMs: timeLeft(performance.now()) })
    return {
      result,
      toJSON: () => ({
        probes: result.probes,
        findings: result.findings.map((finding) => ({ ...findingData(finding), otherFixes: finding.otherFixes })),
      }),
    }
  } finally {
    await end()
  }
}

/** `sip.alive` asks the SIP server already. */
const carrierChain: Tools['carrierChain'] = async (stack, signal) => {
  const [{ showCarrier }, { setTimeout: pause }] = await Promise.all([import('../sip/carriers/show.ts'), import('node:timers/promises')])
  return showCarrier(stack, { session: { pause: (ms, until) => pause(ms, undefined, { signal: until }), signal }, asksServer: false })
}

const declaredSip: Tools['declaredSip'] = async (stack, access) => {
  const { compareDeclared } = await import('../sip/apply/compare-declared.ts')
  return compareDeclared(stack, access)
}

/** How long the probes may take, in ms, where the program has run for `sinceStartMs` already. */
export function timeLeft(sinceStartMs: number): number {
  return Math.round(Math.min(MOST_MS, Math.max(LEAST_MS, PROBES_END_MS - sinceStartMs)))
}

/** The names as given, each of which must be a probe's id or the first word of one. Raises UNKNOWN_PROBE. */
export function knownProbes(names: readonly string[]): readonly string[] {
  const ids = probes.map(({ id }) => id)
  const areas = [...new Set(ids.map((id) => id.split('.')[0] ?? id))]
  const unknown = names.find((name) => !ids.includes(name) && !areas.includes(name))
  if (unknown === undefined) return names
  const near = unknown === '' ? null : suggest(unknown, [...ids, ...areas])
  throw new Failure({
    code: 'UNKNOWN_PROBE',
    message:
      unknown === ''
        ? '--only takes the id or area of a probe'
        : `There is no probe ${unknown}${near === null ? '' : `; did you mean ${near}?`}`,
    why: `The areas are ${areas.join(', ')}; voicectl doctor shows the probes of each.`,
    fix: near === null ? [] : [{ text: 'Name the probe', command: `voicectl doctor --only ${near}` }],
    exit: 2,
  })
}
