import type { Fix } from '../../core/failure.ts'
import { askHttp, reasonOf } from '../ask-http.ts'
import { startFix } from '../fixes.ts'
import { bodyOf } from '../key-verdict.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import type { Subject } from '../subject.ts'

export const probe: Probe = {
  id: 'page.reachable',
  title: 'Page',
  after: ['stack.running'],
  broken: "the page can't be reached",
  timeoutMs: 5000,
  needs: ({ pageUrl, localPageUrl }) => (pageUrl === null && localPageUrl === null ? 'no file says where the page is' : true),
  run: look,
}

async function look(subject: Subject, tools: Tools, signal: AbortSignal): Promise<ProbeResult> {
  const { localPageUrl, pageUrl } = subject
  // On this machine first: where the page itself is down, the proxy before it is not to blame.
  const given = [localPageUrl, pageUrl].filter((url) => url !== null)
  const urls = [...new Set(given.map((url) => url.replace(/\/$/, '').replace('//localhost:', '//127.0.0.1:')))]
  for (const url of urls) {
    const fault = await faultOf(url, { subject, tools, signal })
    if (fault) return fault
  }
  return { status: 'pass', detail: `answers at ${urls.join(' and ')}` }
}

async function faultOf(
  url: string,
  { subject, tools, signal }: { subject: Subject; tools: Tools; signal: AbortSignal },
): Promise<ProbeResult | null> {
  const ours = subject.stack !== null
  const isLocal = url === subject.localPageUrl
  try {
    const answer = await askHttp({ url: `${url}${ours ? '/api/health' : '/'}`, ca: tools.ca }, signal)
    if (!ours) return answer.status < 500 ? null : broken(`answers ${answer.status}`, [startFix(subject, 'the page')])
    const { ok, name } = bodyOf(answer)
    if (answer.status === 200 && ok === true) return name === subject.name ? null : otherStack(url, String(name))
    return broken(`is not the page of voicectl: it answers ${answer.status}`, isLocal ? restart : proxy)
  } catch (error) {
    return broken(`does not answer: ${reasonOf(error, signal)}`, isLocal || !ours ? startFixes(subject) : proxy)
  }

  function broken(what: string, fix: Fix[]): ProbeResult {
    return { status: 'fail', detail: `${url} ${what}`, cause: 'Nobody can call from a browser.', fix }
  }
}

const proxy: Fix[] = [{ text: 'Start Caddy, or see why it does not reach the page', command: 'caddy run --config Caddyfile' }]
const restart: Fix[] = [
  { text: 'End what has the port, or set another web.port in voicectl.yaml, and start the stack again', command: 'voicectl up' },
]

function startFixes(subject: Subject): Fix[] {
  return [subject.stack ? { text: 'Start the stack, the page with it', command: 'voicectl up' } : startFix(subject, 'the page')]
}

function otherStack(url: string, name: string): ProbeResult {
  return {
    status: 'fail',
    detail: `${url} is the page of another stack, ${name}`,
    cause: "Callers talk with that stack's agent.",
    fix: [
      { text: 'Set another web.port in voicectl.yaml and start this stack again', command: 'voicectl up' },
      { text: 'Or stop the other one, in its own folder', command: 'voicectl down' },
    ],
  }
}
