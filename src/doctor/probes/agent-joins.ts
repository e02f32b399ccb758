import { againFix, logsFix } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { probeJob } from '../probe-job.ts'
import { namesToProbe, needsAgent, workerHealth } from '../registered-workers.ts'
import { requiredAccess } from '../server-access.ts'
import type { Subject } from '../subject.ts'

/** Each takes a place of a worker for a moment. */
const MOST_JOBS = 3

export const probe: Probe = {
  id: 'agent.joins',
  title: 'Agent joins a room',
  after: ['agent.registered'],
  broken: 'the agent does not join',
  timeoutMs: 12_000,
  needs: needsAgent,
  run: look,
}

async function look(subject: Subject, tools: Tools): Promise<ProbeResult> {
  const access = requiredAccess(subject)
  const names = (await namesToProbe(subject, tools)).slice(0, MOST_JOBS)
  const jobs = await Promise.all(names.map(async (name) => ({ name, ...(await probeJob(tools, access, name)) })))
  const absent = jobs.filter(({ joinedMs }) => joinedMs === null).map(({ name }) => name || 'the worker without a name')
  if (absent.length === 0) {
    const slowest = Math.max(...jobs.map(({ joinedMs }) => joinedMs ?? 0))
    const shown = jobs.map(({ name }) => name || 'The worker without a name').join(', ')
    return { status: 'pass', detail: `${shown} joined a probe room within ${(slowest / 1000).toFixed(1)} s` }
  }
  const detail = `${absent.join(', ')} was sent to a probe room and did not come`
  const health = await workerHealth(subject, tools)
  const places = subject.stack?.config.agent.maxCalls
  if (places !== undefined && (health?.activeJobs ?? 0) >= places) {
    return {
      status: 'warn',
      detail: `${detail}: all its ${places} places are taken`,
      cause: 'A worker that is full refuses further calls; they are not answered until one ends.',
      fix: [{ text: 'Raise agent.maxCalls in voicectl.yaml, or run another worker on another machine' }],
    }
  }
  return {
    status: 'fail',
    detail,
    cause:
      'It is registered, but refuses jobs or can not carry them out: it is full, its job processes fail to start, or it can not reach the media ports of LiveKit. Callers hear nothing.',
    fix: [logsFix(subject, 'agent'), againFix(subject, 'agent')],
  }
}
