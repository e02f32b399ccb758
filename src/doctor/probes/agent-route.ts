import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { EXPECTED_ROUTE, probeJob } from '../probe-job.ts'
import { namesToProbe, needsAgent } from '../registered-workers.ts'
import { requiredAccess } from '../server-access.ts'
import type { Subject } from '../subject.ts'

export const probe: Probe = {
  id: 'agent.route',
  title: 'Mode routing',
  after: ['agent.joins'],
  timeoutMs: 12_000,
  needs: (subject) => (subject.stack?.config.agent.file === undefined ? needsAgent(subject) : 'agent.file has its own routing'),
  run: look,
}

async function look(subject: Subject, tools: Tools): Promise<ProbeResult> {
  const [name = ''] = await namesToProbe(subject, tools)
  const { route, isOurs } = await probeJob(tools, requiredAccess(subject), name)
  if (route === EXPECTED_ROUTE) return { status: 'pass', detail: `a caller who asks for support in Hindi gets ${route}` }
  if (!isOurs) return { status: 'unknown', detail: 'only a worker of voicectl says which way it routes' }
  if (route === null)
    return {
      status: 'unknown',
      detail: 'the worker joined and did not say which way it routes: no media comes through to it, or it is of an older version',
    }
  return {
    status: 'fail',
    detail: `A caller who asks for support in Hindi gets ${route} instead of ${EXPECTED_ROUTE}`,
    cause: 'The worker does not read mode and language as callers send them. They talk with the wrong specialist.',
    fix: [{ text: 'Start the worker again with this version of voicectl', command: 'voicectl restart agent' }],
  }
}
