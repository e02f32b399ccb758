import path from 'node:path'
import { httpUrl, type KeyProbe } from '../../livekit/probe.ts'
import { portHolder } from '../../platform/ports.ts'
import { describeProcess } from '../../platform/processes.ts'
import { againFix, connectionTrouble, logsFix, startFix } from '../fixes.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import { keyAnswer } from '../server.ts'
import type { Subject } from '../subject.ts'

const PROJECT_MARK = 'VOICECTL_PROJECT_DIR'
const LOOPBACK = /^(localhost|127\.|\[::1\])/

/** Whether LiveKit answers where this stack's programs look for it, and not somebody else. */
export const probe: Probe = {
  id: 'server.reachable',
  title: 'LiveKit server',
  after: [],
  timeoutMs: 4000,
  needs: ({ serverUrl }) => (serverUrl === null ? 'no file says where LiveKit is' : true),
  run: async (subject, tools, signal) => {
    const url = subject.serverUrl ?? ''
    const answer = await keyAnswer(url, subject.keys[0], { tools, signal })
    if (answer.status === 'unreachable') return unreachable(subject, url, answer)
    if (answer.status === 'not-livekit') return notLiveKit(subject, url, answer)
    const other = await otherStack(url, subject.dir)
    if (other === null) return { status: 'pass', detail: `LiveKit answers at ${url}` }
    return {
      status: 'fail',
      detail: `The LiveKit at ${url} belongs to the stack in ${other}`,
      cause: 'Two stacks share one port; calls to this one end at the other, which does not know its key.',
      fix: [
        { text: 'Stop the other stack', command: `voicectl down --project-dir ${other}` },
        { text: 'Or give this one another port: livekit.port in voicectl.yaml' },
      ],
    }
  },
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
  if (['TIMEOUT', 'ETIMEDOUT'].includes(code) && LOOPBACK.test(new URL(httpUrl(url)).host)) {
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

/** The folder of another stack whose process holds the port, where this machine shows it; null for ours and for what can't be told. */
async function otherStack(url: string, dir: string): Promise<string | null> {
  const { host, hostname, port } = new URL(httpUrl(url))
  if (!LOOPBACK.test(host) || port === '' || hostname === '') return null
  const pid = await portHolder({ port: Number(port), protocol: 'tcp' })
  const folder = pid === null ? null : ((await describeProcess(pid))?.env.get(PROJECT_MARK) ?? null)
  return folder === null || path.resolve(folder) === path.resolve(dir) ? null : folder
}
