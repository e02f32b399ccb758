import type { Probe, Tools } from '../../src/doctor/probe.ts'
import { runProbes, type DoctorFinding, type ProbeReport } from '../../src/doctor/run-probes.ts'
import { subjectOfStack } from '../../src/doctor/subject-of-stack.ts'
import type { Subject } from '../../src/doctor/subject.ts'
import { createTools } from '../../src/doctor/tools.ts'
import { loadStack } from '../../src/stack/load.ts'

export interface Probed extends ProbeReport {
  /** What doctor says of it where it warns or fails. */
  finding: DoctorFinding | null
}

/** Runs probes as doctor does, and gives how each ended, in their order. */
export async function runAll(
  probes: readonly Probe[],
  subject: Subject,
  replaced: Partial<Omit<Tools, 'once' | 'atEnd'>> = {},
): Promise<Probed[]> {
  const { tools, end } = createTools(replaced)
  try {
    const result = await runProbes({ probes, subject, tools })
    return result.probes.map((report) => ({ ...report, finding: result.findings.find(({ id }) => id === report.id) ?? null }))
  } finally {
    await end()
  }
}

/** Runs one probe. */
export async function runOne(probe: Probe, subject: Subject, replaced: Partial<Omit<Tools, 'once' | 'atEnd'>> = {}): Promise<Probed> {
  const [probed] = await runAll([probe], subject, replaced)
  if (!probed) throw new Error(`${probe.id} gave no report`)
  return probed
}

/** What doctor knows of a folder with a voicectl.yaml. */
export async function subjectOf(dir: string): Promise<Subject> {
  return subjectOfStack(await loadStack(dir, {}))
}

/** A subject of which nothing is known, with what a test sets. */
export function bareSubject(known: Partial<Subject> = {}): Subject {
  return {
    dir: '/nowhere',
    name: 'test',
    stack: null,
    target: null,
    mode: null,
    serverUrl: null,
    browserUrl: null,
    pageUrl: null,
    localPageUrl: null,
    keys: [],
    redis: [],
    hidden: [],
    ports: [],
    media: null,
    turn: null,
    domains: [],
    sip: null,
    egress: null,
    agent: { names: [], wanted: [], healthUrl: null },
    providers: [],
    env: new Map(),
    secrets: [],
    ...known,
  }
}
