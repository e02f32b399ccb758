import { httpUrl, type KeyProbe } from '../../livekit/probe.ts'
import { connectionTrouble } from '../../core/connection-trouble.ts'
import { againFix, errorCode, logsFix, startFix } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { serverRedis } from '../psrpc-worker.ts'
import { redisView } from '../redis.ts'
import { keyAnswer } from '../server.ts'
import { isOnLoopback, serverProcess } from '../server-process.ts'
import type { Subject } from '../subject.ts'

/** Whether LiveKit answers where this stack's programs look for it, and not somebody else. */
export const probe: Probe = {
  id: 'server.reachable',
  title: 'LiveKit server',
  after: ['stack.running'],
  broken: "LiveKit can't be reached",
  timeoutMs: 8000,
  needs: ({ serverUrl }) => (serverUrl === null ? 'no file says where LiveKit is' : true),
  run: async (subject, tools, signal) => {
    const url = subject.serverUrl ?? ''
    const answer = await keyAnswer(url, subject.keys[0], { tools, signal })
    if (answer.status === 'unreachable')
      return (await waitingForRedis(subject, { url, tools, answer })) ?? unreachable(subject, url, answer)
    if (answer.status === 'not-livekit') return notLiveKit(subject, url, answer)
    const holder = await serverProcess(subject)
    if (holder?.whose !== 'other-stack') return { status: 'pass', detail: `LiveKit answers at ${url}` }
    return {
      status: 'fail',
      detail: `The LiveKit at ${url} belongs to the stack in ${holder.folder}`,
      cause: 'Two stacks share one port; calls to this one end at the other, which does not know its key.',
      fix: [
        { text: 'Stop the other stack', command: `voicectl down --project-dir ${holder.folder}` },
        { text: 'Or give this one another port: livekit.port in voicectl.yaml' },
      ],
    }
  },
}

/** A server whose Redis hangs takes connections and answers none. */
async function waitingForRedis(subject: Subject, { url, tools, answer }: { url: string; tools: Tools; answer: KeyProbe }) {
  const redis = serverRedis(subject)
  if (redis === undefined || !/^E?TIME(D)?OUT$/.test(answer.errorCode ?? '')) return null
  const trouble = await redisView(redis, tools).then(
    () => null,
    (error: unknown) => connectionTrouble(errorCode(error)),
  )
  if (trouble === null) return null
  return {
    status: 'fail' as const,
    detail: `LiveKit at ${url} does not answer, and neither does its Redis at ${redis.host}:${redis.port}: ${trouble}`,
    cause: 'LiveKit waits for Redis before it answers anything. No call can begin.',
    fix: [{ text: 'Mend Redis first', command: 'voicectl doctor --only redis.reachable' }],
  }
}

function unreachable(subject: Subject, url: string, { errorCode }: KeyProbe): ProbeResult {
  const code = errorCode ?? ''
  const detail = `LiveKit can't be reached at ${url}: ${connectionTrouble(code)}`
  const curl = { text: 'See what answers there', command: `curl -iv ${httpUrl(url)}` }
  if (code === 'ECONNREFUSED') {
    return {
      status: 'fail',
      detail,
      cause: 'LiveKit does not run, or listens on another port or address. No call can begin.',
      fix: [startFix(subject, 'livekit'), logsFix(subject, 'livekit')],
    }
  }
  if (['TIMEOUT', 'ETIMEDOUT'].includes(code) && isOnLoopback(url)) {
    return {
      status: 'fail',
      detail,
      cause: 'Something on this machine takes the connection and says nothing: LiveKit hangs, or another program holds the port.',
      fix: [againFix(subject, 'livekit'), curl],
    }
  }
  const names = ['ENOTFOUND', 'EAI_AGAIN'].includes(code)
  return {
    status: 'fail',
    detail,
    cause: names
      ? 'The host name in the URL has no address as seen from here: a typing mistake, a record that is not there yet, or no network.'
      : 'A firewall, a proxy or a certificate stands between this machine and the server, or the address is wrong. No call can begin.',
    fix: [names ? { text: 'Look the name up', command: `getent hosts ${new URL(httpUrl(url)).hostname}` } : curl],
  }
}

function notLiveKit(subject: Subject, url: string, { httpStatus }: KeyProbe): ProbeResult {
  const status = httpStatus ?? 0
  if (status >= 502 && status <= 504) {
    return {
      status: 'fail',
      detail: `A proxy answers at ${url} (${status}), and LiveKit behind it does not`,
      cause: 'LiveKit does not run, or the proxy sends requests to another port.',
      fix: [startFix(subject, 'livekit'), logsFix(subject, 'livekit')],
    }
  }
  if (status >= 300 && status < 400) {
    return {
      status: 'fail',
      detail: `${url} only redirects (${status})`,
      cause: 'Clients of LiveKit do not follow redirects. The address is mostly served with TLS: wss:// instead of ws://.',
      fix: [{ text: 'Put the address it redirects to into the URL', command: `curl -sI ${httpUrl(url)}` }],
    }
  }
  return {
    status: 'fail',
    detail: `Somebody else answers at ${url} (${status}), not LiveKit`,
    cause: 'Another program holds that port or name; a 200 from it looks like a healthy server. No call can begin.',
    fix: [{ text: 'See who answers', command: `curl -i ${httpUrl(url)}` }, { text: 'Stop that program, or move LiveKit to another port' }],
  }
}
