import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { namesInRedis, workerHealth } from '../registered-workers.ts'
import { needsAccess } from '../server-access.ts'
import { judgeSip, type KnownWorkers, type SipProblem } from '../sip-judgement.ts'
import { storedSip, type SipResources } from '../stored-sip.ts'
import type { Subject } from '../subject.ts'

/** Further ones are counted. */
const MOST_SHOWN = 4

export const probe: Probe = {
  id: 'sip.rules',
  title: 'SIP trunks and dispatch rules',
  after: ['server.auth'],
  timeoutMs: 6000,
  needs: (subject) => (subject.sip || subject.stack?.config.telephony.enabled ? needsAccess(subject) : 'no telephony is configured'),
  run: look,
}

async function look(subject: Subject, tools: Tools): Promise<ProbeResult> {
  let sip: SipResources
  try {
    sip = await storedSip(subject)
  } catch (error) {
    return unlisted((error as Error).message)
  }
  const { inbound, outbound, rules } = sip
  if (inbound.length + outbound.length + rules.length === 0) {
    return {
      status: 'warn',
      detail: 'There is no trunk and no dispatch rule yet',
      cause:
        'Calls from the telephone network are dropped, and none can be placed. After a restart of Redis without a volume they are gone, too.',
      fix: [
        {
          text: subject.stack?.config.sip
            ? 'Apply what the sip block of voicectl.yaml declares'
            : 'Declare a trunk and a dispatch rule for it in the sip block of voicectl.yaml, and apply it',
          command: 'voicectl sip apply',
        },
      ],
    }
  }
  const problems = judgeSip(sip, await workers(subject, tools))
  const counts = `${count(inbound.length, 'inbound trunk')}, ${count(outbound.length, 'outbound trunk')}, ${count(rules.length, 'dispatch rule')}`
  return problems.length === 0 ? { status: 'pass', detail: `${counts}, all in order` } : summary(problems)
}

function unlisted(message: string): ProbeResult {
  if (/redis required|sip not connected/i.test(message)) {
    return {
      status: 'fail',
      detail: 'LiveKit itself has no Redis, so it knows no trunks and no rules',
      cause: 'The server, livekit-sip and egress talk to each other through one Redis.',
      fix: [{ text: 'Set redis.address in livekit.yaml to the same Redis as in sip.yaml, and start the server again' }],
    }
  }
  return { status: 'unknown', detail: `LiveKit did not list its trunks and rules: ${message}` }
}

/** In Redis all are seen; else only those that the files and one worker's own word speak of. */
async function workers(subject: Subject, tools: Tools): Promise<KnownWorkers> {
  const [registered, health] = await Promise.all([namesInRedis(subject, tools), workerHealth(subject, tools)])
  const own = health?.state === 'registered' && health.name !== null ? [health.name] : []
  // A worker that runs and that Redis knows nothing of: its channels have other names now.
  if (registered && own.every((name) => registered.includes(name))) return { names: registered, complete: true }
  return { names: [...new Set([...own, ...subject.agent.names])], complete: false }
}

function summary(problems: SipProblem[]): ProbeResult {
  const [first] = problems
  const shown = problems.slice(0, MOST_SHOWN)
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return {
    status: first?.status ?? 'warn',
    detail: `${shown.map(({ message }) => message).join('; ')}${more}`,
    cause: [...new Set(shown.map(({ cause }) => cause))].join(' '),
    fix: shown.map(({ fix }) => fix),
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
