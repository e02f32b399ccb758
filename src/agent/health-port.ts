import { Failure, type Fix } from '../core/failure.ts'
import { isPortFree, nextFreePort, portHolder } from '../platform/ports.ts'
import { describeProcess } from '../platform/processes.ts'
import { stackOfService } from '../platform/stack-marks.ts'

const HOST = '127.0.0.1'
const ASK_TIMEOUT_MS = 1000

/** Raises AGENT_RUNNING or PORT_TAKEN when the health port is not free: the SDK would only crash on it, after it registered. */
export async function requireHealthPort(port: number, agentName: string): Promise<void> {
  const wanted = { port, protocol: 'tcp', host: HOST } as const
  if (await isPortFree(wanted)) return
  const pid = await portHolder(wanted)
  const holder = pid === null ? null : await describeProcess(pid)
  const running = await workerAt(port)
  if (running !== null) throw alreadyRunning(port, { same: running === agentName, name: running, pid, stack: stackOfService(holder) })
  const free = await nextFreePort(wanted)
  throw new Failure({
    code: 'PORT_TAKEN',
    retryable: true,
    message: `The worker's health port ${port} is taken`,
    why: holder === null ? 'Another program listens there.' : `${holder.name} (process ${pid}) listens there.`,
    fix: [{ text: `End that program, or set agent.healthPort in voicectl.yaml to a free port${free === null ? '' : ` such as ${free}`}` }],
  })
}

/** The agent name of the worker whose health endpoint answers on a port, or null where none does. */
async function workerAt(port: number): Promise<string | null> {
  try {
    const response = await fetch(`http://${HOST}:${port}/worker`, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })
    const { agent_name: name } = (await response.json()) as { agent_name?: unknown }
    return typeof name === 'string' ? name : null
  } catch {
    return null
  }
}

function alreadyRunning(port: number, running: { same: boolean; name: string; pid: number | null; stack: string | null }): Failure {
  const { pid, stack } = running
  const who = pid === null ? '' : ` (process ${pid}${stack === null ? '' : `, of the stack in ${stack}`})`
  return new Failure({
    code: 'AGENT_RUNNING',
    retryable: true,
    message: running.same
      ? `A worker named ${running.name} already runs on this machine${who}`
      : `Another worker, ${running.name}, already uses health port ${port}${who}`,
    why: 'Each worker on a machine needs a health port of its own. Workers of one name share its calls.',
    fix: [...stopFix(running), { text: 'Or set another agent.healthPort in voicectl.yaml to run both' }],
  })
}

/** A stack would start a killed worker again. */
function stopFix({ pid, stack }: { pid: number | null; stack: string | null }): Fix[] {
  if (stack !== null) return [{ text: 'Stop that stack', command: `voicectl down --project-dir ${stack}` }]
  return pid === null ? [] : [{ text: 'Stop that one', command: `kill ${pid}` }]
}
