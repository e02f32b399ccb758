import type { Fix } from '../../core/failure.ts'
import { suggest } from '../../core/suggest.ts'
import { againFix, logsFix, startFix } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { probeJob } from '../probe-job.ts'
import { namesInRedis, namesToProbe, needsAgent, statedNames, workerHealth, type WorkerHealth } from '../registered-workers.ts'
import { requiredAccess } from '../server-access.ts'
import { serverProcess } from '../server-process.ts'
import type { Subject } from '../subject.ts'

export const probe: Probe = {
  id: 'agent.registered',
  title: 'Agent worker',
  after: ['server.reachable', 'server.auth'],
  broken: 'no worker is registered',
  timeoutMs: 12_000,
  needs: needsAgent,
  run: look,
}

async function look(subject: Subject, tools: Tools): Promise<ProbeResult> {
  const [redis, health] = await Promise.all([namesInRedis(subject, tools), workerHealth(subject, tools)])
  const seen = new Set(redis ?? [])
  if (health?.state === 'registered' && health.name !== null) seen.add(health.name)
  const wanted = await namesToProbe(subject, tools)
  const unseen = wanted.filter((name) => !seen.has(name))
  // Redis's channels are LiveKit's own affair and may change; the health port may be another machine's. Only a job that nobody takes proves it.
  const access = requiredAccess(subject)
  const jobs = unseen.map(async (name) => ((await probeJob(tools, access, name)).joinedMs === null ? [name] : []))
  const missing = (await Promise.all(jobs)).flat()
  const shown = wanted.map(called).join(', ')
  if (missing.length > 0 && statedNames(subject).length === 0) {
    return { status: 'unknown', detail: 'no file says which name the agent registers, and none without a name came to a probe room' }
  }
  if (missing.length > 0)
    return nobody(missing, {
      subject,
      health,
      isUp: (await serverProcess(subject))?.whose === 'ours',
      others: [...seen].filter((name) => !wanted.includes(name)),
    })
  const how = unseen.length > 0 ? 'by a probe job' : redis?.some((name) => wanted.includes(name)) ? "in LiveKit's Redis" : 'by its own word'
  return { status: 'pass', detail: `${shown} is registered, seen ${how}` }
}

interface Surroundings {
  subject: Subject
  health: WorkerHealth | null
  /** True where `voicectl up` runs this stack on this machine. */
  isUp: boolean
  /** Names of workers that are there and that nobody asks for. */
  others: string[]
}

function nobody(missing: string[], { subject, health, isUp, others }: Surroundings): ProbeResult {
  const detail = `No worker is registered as ${missing.map(called).join(', ')}`
  const ring = 'Rooms and calls that ask for it get no agent: callers hear nothing.'
  const near = nearMiss(missing, others)
  const { stack } = subject
  if (near && stack !== null && health?.name === near.found && missing.every((name) => name === stack.config.agent.name)) {
    return {
      status: 'fail',
      detail: `${detail}, but one is as ${called(near.found)}`,
      cause: `It was started before agent.name was changed in voicectl.yaml. ${ring}`,
      fix: [{ text: 'Start the stack again, the page and the worker with the present name', command: 'voicectl restart' }],
    }
  }
  if (near) {
    return {
      status: 'fail',
      detail: `${detail}, but one is as ${called(near.found)}`,
      cause: `${near.how} ${ring}`,
      fix: [{ text: `Give both the same name: ${setting(subject)} and what asks for it (dispatch rules, tokens)` }],
    }
  }
  if (health?.state === 'apart') {
    const said = health.detail === '' ? '' : ` (it says: ${health.detail})`
    return {
      status: 'fail',
      detail: `${detail}: the worker runs, but is not connected to LiveKit${said}`,
      cause: `A worker that can't reach LiveKit, or whose key is refused, goes on trying. ${ring}`,
      fix: [logsFix(subject, 'agent'), againFix(subject, 'agent')],
    }
  }
  if (health?.state === 'silent') {
    return {
      status: 'fail',
      detail: `${detail}: what holds its health port does not answer`,
      cause: `The worker hangs, or the machine has no time for it. ${ring}`,
      fix: [againFix(subject, 'agent'), logsFix(subject, 'agent')],
    }
  }
  return {
    status: 'fail',
    detail,
    cause: `It does not run, or runs under another key or for another server. ${ring}`,
    fix: isUp ? [againFix(subject, 'agent'), logsFix(subject, 'agent')] : startFixes(subject),
  }
}

function nearMiss(missing: string[], others: string[]): { found: string; how: string } | null {
  for (const name of missing) {
    const sameLetters = others.find((other) => other.toLowerCase() === name.toLowerCase())
    if (sameLetters !== undefined) return { found: sameLetters, how: 'Names count with upper and lower case.' }
    if (others.includes('') && name !== '') {
      return { found: '', how: 'A worker without a name is sent only to rooms that ask for no name.' }
    }
    const typo = suggest(name, others)
    const other = typo ?? others[0]
    if (other !== undefined) {
      return { found: other, how: typo ? 'One of the two is mistyped.' : `A worker named ${other} takes jobs for that name only.` }
    }
  }
  return null
}

/** The name as it is shown. */
function called(name: string): string {
  return name === '' ? 'a worker without a name' : name
}

function setting({ stack }: Subject): string {
  return stack ? 'agent.name in voicectl.yaml' : 'the agent_name that the worker registers'
}

function startFixes(subject: Subject): Fix[] {
  if (subject.stack === null)
    return [{ ...startFix(subject, 'the agent worker, with the LIVEKIT_URL, key and secret of this server') }, logsFix(subject, 'agent')]
  return [
    { text: 'Start the worker', command: 'voicectl agent start' },
    { text: 'Or the whole stack', command: 'voicectl up' },
  ]
}
