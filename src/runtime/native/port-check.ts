import { Failure, type Fix } from '../../core/failure.ts'
import { isPortFree, nextFreePort, portHolder } from '../../platform/ports.ts'
import { describeProcess } from '../../platform/processes.ts'
import { stackOfService } from '../../platform/stack-marks.ts'
import type { Service, ServicePort } from './service.ts'

/** Looks at every port of every service before anything starts. Raises PORT_TAKEN with who holds each taken one and what to change. */
export async function assertPortsFree(services: Service[]): Promise<void> {
  const wanted = services.flatMap(({ name, ports }) => ports.map((port) => ({ service: name, port })))
  const free = await Promise.all(wanted.map(({ port }) => isPortFree(port)))
  const taken = wanted.filter((_, index) => !free[index])
  if (taken.length === 0) return
  const avoid = new Set(wanted.map(({ port }) => port.port))
  const found = await Promise.all(taken.map(async ({ service, port }) => ({ service, port, holder: await holderOf(port) })))
  const [first] = found
  throw new Failure({
    code: 'PORT_TAKEN',
    retryable: true,
    message: found.length === 1 ? `Port ${first?.port.port} is taken` : `Ports ${found.map(({ port }) => port.port).join(', ')} are taken`,
    why: found
      .map(
        ({ service, port, holder }) =>
          `${service} needs ${port.port} (${port.protocol}), and ${holder?.text ?? 'another program'} holds it.`,
      )
      .join('\n'),
    fix: [
      ...stopFixes(found.map(({ holder }) => holder)),
      ...(await moveFixes(
        found.map(({ port }) => port),
        avoid,
      )),
    ],
  })
}

interface Holder {
  text: string
  pid: number
  /** The folder of the stack it belongs to. */
  stack: string | null
}

async function holderOf(port: ServicePort): Promise<Holder | null> {
  const pid = await portHolder(port)
  if (pid === null) return null
  const seen = await describeProcess(pid)
  const stack = stackOfService(seen)
  const name = seen?.name ?? 'a program'
  return { text: `${name} (process ${pid}${stack === null ? '' : `, of the stack in ${stack}`})`, pid, stack }
}

function stopFixes(holders: Array<Holder | null>): Fix[] {
  const known = holders.filter((holder) => holder !== null)
  const stacks = new Set(known.flatMap(({ stack }) => (stack === null ? [] : [stack])))
  const pids = new Set(known.filter(({ stack }) => stack === null).map(({ pid }) => pid))
  return [
    ...[...stacks].map((stack) => ({ text: 'Stop the other stack', command: `voicectl down --project-dir ${stack}` })),
    ...[...pids].map((pid) => ({ text: 'Stop that program if it is no longer needed', command: `kill ${pid}` })),
  ]
}

async function moveFixes(ports: ServicePort[], avoid: Set<number>): Promise<Fix[]> {
  const fixes: Fix[] = []
  for (const port of ports) {
    const other = await nextFreePort(port, avoid)
    if (other !== null) avoid.add(other)
    fixes.push({ text: `Or set ${port.key} to a free port${other === null ? '' : `, such as ${other}`}` })
  }
  return fixes
}
