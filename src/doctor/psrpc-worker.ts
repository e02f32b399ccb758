import { redisView } from './redis.ts'
import type { ProbeResult, Tools } from './probe.ts'
import type { RedisTarget, Subject } from './subject.ts'

/** A LiveKit service that serves requests through Redis. */
export interface PsrpcWorker {
  /** `SIP service` */
  what: string
  program: 'livekit-sip' | 'livekit-egress'
  /** Where it listens for work: internals of LiveKit, the same since 2023. */
  channel: string
  /** What fails without it. */
  consequence: string
}

/** The Redis through which the server gives work to its services. */
export function serverRedis({ redis }: Pick<Subject, 'redis'>): RedisTarget | undefined {
  return redis.find(({ user }) => user === 'livekit') ?? redis[0]
}

/** Whether such a service listens on the server's own Redis: that it runs is not enough. */
export async function lookForWorker(worker: PsrpcWorker, subject: Subject, tools: Tools): Promise<ProbeResult> {
  const { what, program, channel, consequence } = worker
  const target = serverRedis(subject)
  if (!target) return { status: 'unknown', detail: 'no file says which Redis LiveKit uses' }
  const view = await redisView(target, tools)
  const listeners = (await view.listeners([channel])).get(channel) ?? 0
  if (listeners > 0) {
    return {
      status: 'pass',
      detail: `${listeners === 1 ? 'one' : listeners} ${program} ${listeners === 1 ? 'takes' : 'take'} work from LiveKit's Redis at ${view.name}`,
    }
  }
  return {
    status: 'fail',
    detail: `No ${what} takes work from LiveKit's Redis at ${view.name}`,
    cause: `${program} does not run, or uses another Redis${program === 'livekit-sip' ? ', or has a cluster_id' : ''}. ${consequence}`,
    fix: [
      subject.stack
        ? { text: `Start ${program} with the redis.address of the server (${view.name})` }
        : {
            text: `Give ${program} the same redis.address as the server (${view.name}), and start it`,
            command: 'docker compose up --detach',
          },
      { text: `Read what ${program} says`, command: `docker compose logs --tail 50 ${program.replace('livekit-', '')}` },
    ],
  }
}
