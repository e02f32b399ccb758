import type { Place } from '../../core/place.ts'
import { isSlip } from '../../core/slip.ts'
import { suggest } from '../../core/suggest.ts'
import { entriesOf, itemsOf, nodeAt, textOf, type ConfigNode } from '../config-node.ts'
import type { Facts, ProjectFact, ServiceFact } from '../facts.ts'
import { isSameSite } from '../net/services.ts'
import type { Rule } from '../rule.ts'
import type { Folder } from '../source.ts'

const RESTART = /^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully']
const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+$|^\d+$/
const NETWORK_MODES = ['host', 'bridge', 'none', 'default']
const PORT = /^(?:(?:\[[\da-f:]+\]|[\d.]+):)?(?:(?:\d+(?:-\d+)?)?:)?\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/i

interface Refusal {
  message: string
  /** What to write. */
  fix: string
  at: Place
  /** What may be meant. */
  near?: Place | undefined
}

export const rule: Rule = {
  id: 'compose.refused',
  severity: 'error',
  summary: 'a value in a compose file that Docker Compose refuses',
  story: `Docker Compose reads the whole file before it starts anything. A volume that is not declared, a dependency on a service that is not there, a restart policy or duration that it can't read: each ends \`docker compose up\` with one line, and nothing is started.

Some show only when a container is made: a network mode that is no network, a condition \`service_healthy\` on a service without a healthcheck, a capability that the kernel does not know.

To be sure: \`docker compose config --quiet\` says nothing, and \`docker compose up --dry-run\` gets to its end.`,
  *find(facts, folder) {
    for (const project of facts.all('project')) {
      const services = facts.all('service').filter(({ site }) => site.stack === project.site.stack && site.project === project.site.project)
      for (const service of services) {
        for (const { message, fix, at, near } of refusals(facts, service, { project, folder })) {
          yield {
            message,
            why: 'Docker Compose, or Docker, refuses it: the service is not started.',
            fix: { text: fix },
            places: near ? [at, near] : [at],
          }
        }
      }
    }
  },
}

function* refusals(facts: Facts, service: ServiceFact, { project, folder }: { project: ProjectFact; folder: Folder }): Generator<Refusal> {
  const { node, name } = service
  yield* values(service)
  if (!project.complete) return
  if (!service.image && !service.built && !nodeAt(node, 'provider'))
    yield { message: `The service ${name} has neither an image nor a build`, fix: 'Give it image, or build', at: service.at }
  for (const { source, kind, at } of service.mounts) {
    if (kind === 'volume' && source !== null && !source.includes('$') && !project.volumes.includes(source)) {
      yield {
        message: `The volume ${source} of ${name} is not declared below volumes`,
        fix: meantOr(suggest(source, project.volumes), `Declare it at the end of the file: volumes, and below that ${source}:`),
        at,
        near: declared(folder, project, suggest(source, project.volumes)),
      }
    }
  }
  for (const [other, dependency] of entriesOf(nodeAt(node, 'depends_on'))) yield* dependencies(facts, { project, name, other, dependency })
}

function* values({ node, name: service }: ServiceFact): Generator<Refusal> {
  const check = (at: ConfigNode | undefined, form: RegExp, { what, fix }: { what: string; fix: string }): Refusal[] => {
    const text = textOf(at)
    if (!at || text === undefined || text.includes('$') || form.test(text)) return []
    return [{ message: `${text}, of ${service}, is ${what}`, fix, at: at.at }]
  }
  yield* check(nodeAt(node, 'restart'), RESTART, {
    what: 'no restart policy',
    fix: 'Write unless-stopped, always, on-failure or "no"',
  })
  yield* check(nodeAt(node, 'stop_grace_period'), DURATION, { what: 'no duration', fix: 'Write it with a unit, such as 60s' })
  for (const name of ['interval', 'timeout', 'start_period', 'start_interval']) {
    yield* check(nodeAt(node, 'healthcheck', name), DURATION, { what: 'no duration', fix: 'Write it with a unit, such as 5s' })
  }
  const mode = nodeAt(node, 'network_mode')
  // Any other word may be the name of a network.
  if (mode && NETWORK_MODES.some((known) => isSlip(known, textOf(mode) ?? '')))
    yield {
      message: `${textOf(mode)}, of ${service}, is no network mode`,
      fix: `Write ${NETWORK_MODES.find((known) => isSlip(known, textOf(mode) ?? ''))}`,
      at: mode.at,
    }
  for (const item of itemsOf(nodeAt(node, 'ports')))
    yield* check(item, PORT, { what: 'no port', fix: 'Write it as 7880:7880, or as 7882:7882/udp' })
  for (const [name, child] of entriesOf(nodeAt(node, 'extra_hosts'))) {
    const whole = /[:=]/.test(name) ? name : `${name}=${textOf(child) ?? ''}`
    if (!whole.includes('$') && !EXTRA_HOST.test(whole))
      yield {
        message: `${whole}, of ${service}, is no extra host`,
        fix: 'Write a name and an address, such as host.docker.internal:host-gateway',
        at: child.keyAt ?? child.at,
      }
  }
  const test = nodeAt(node, 'healthcheck', 'test', 0)
  yield* check(test, /^(?:CMD|CMD-SHELL|NONE)$/, {
    what: 'no form of a healthcheck',
    fix: 'Write CMD, CMD-SHELL or NONE as its first word',
  })
  for (const item of itemsOf(nodeAt(node, 'cap_add')))
    yield* check(item, CAPABILITY, { what: 'no capability that Linux has', fix: 'Write a name of capabilities(7), such as SYS_ADMIN' })
}

const EXTRA_HOST = /^[^:=]+[:=](?:host-gateway|[\d.]+|\[?[\da-f:.]+\]?)$/i
const CAPABILITY =
  /^(?:CAP_)?(?:ALL|AUDIT_(?:CONTROL|READ|WRITE)|BLOCK_SUSPEND|BPF|CHECKPOINT_RESTORE|CHOWN|DAC_(?:OVERRIDE|READ_SEARCH)|FOWNER|FSETID|IPC_(?:LOCK|OWNER)|KILL|LEASE|LINUX_IMMUTABLE|MAC_(?:ADMIN|OVERRIDE)|MKNOD|NET_(?:ADMIN|BIND_SERVICE|BROADCAST|RAW)|PERFMON|SETFCAP|SETGID|SETPCAP|SETUID|SYS_(?:ADMIN|BOOT|CHROOT|MODULE|NICE|PACCT|PTRACE|RAWIO|RESOURCE|TIME|TTY_CONFIG)|SYSLOG|WAKE_ALARM)$/i

interface Dependency {
  project: ProjectFact
  /** The service that depends. */
  name: string
  other: string
  dependency: ConfigNode
}

function* dependencies(facts: Facts, { project, name, other, dependency }: Dependency): Generator<Refusal> {
  const at = dependency.keyAt ?? dependency.at
  if (!project.services.includes(other))
    yield {
      message: `${name} depends on ${other}, and there is no such service`,
      fix: meantOr(suggest(other, project.services), `Add a service ${other}, or take it out of depends_on`),
      at,
      near: nearService(facts, project, other),
    }
  const condition = nodeAt(dependency, 'condition')
  const text = textOf(condition)
  if (!condition || text === undefined) return
  if (!CONDITIONS.includes(text)) {
    yield {
      message: `${text}, of ${name}, is no condition`,
      fix: meantOr(suggest(text, CONDITIONS), `Write ${CONDITIONS.slice(0, 2).join(', ')} or ${CONDITIONS[2]}`),
      at: condition.at,
    }
  }
  // Of other images nobody knows here whether they bring a healthcheck of their own.
  const target = facts.all('service').find((one) => one.name === other && isSameSite(one.site, { ...project.site, service: other }))
  const isKnown = target && !target.built && ['livekit', 'sip', 'egress', 'ingress', 'redis', 'proxy'].includes(target.user)
  if (text === 'service_healthy' && isKnown && !nodeAt(target.node, 'healthcheck', 'test')) {
    yield {
      message: `${name} waits until ${other} is healthy, and ${other} has no healthcheck`,
      fix: `Give ${other} a healthcheck, or write service_started`,
      at: condition.at,
    }
  }
}

function meantOr(meant: string | null, otherwise: string): string {
  return meant === null ? otherwise : `Write ${meant}`
}

function nearService(facts: Facts, { site, services }: ProjectFact, name: string): Place | undefined {
  const near = suggest(name, services)
  return facts.all('service').find((one) => one.name === near && isSameSite(one.site, { ...site, service: near }))?.at
}

/** Where a volume is declared: below `volumes:` at the top. */
function declared({ sources }: Folder, { site }: ProjectFact, name: string | null): Place | undefined {
  const lines = sources.find(({ path }) => path === site.project)?.text.split('\n') ?? []
  const top = lines.findIndex((line) => /^volumes[ \t]*:/.test(line))
  const line = name === null || top === -1 ? -1 : lines.findIndex((one, index) => index > top && one.trimStart().startsWith(`${name}:`))
  if (line === -1) return undefined
  return { file: site.project ?? '', line: line + 1, column: (lines[line] ?? '').search(/\S/) + 1, length: name?.length ?? 0 }
}
