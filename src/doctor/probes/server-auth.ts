import type { Fix } from '../../core/failure.ts'
import type { KeyProbe } from '../../livekit/probe.ts'
import type { Probe, ProbeResult } from '../probe.ts'
import { keyAnswer } from '../server.ts'
import { serverProcess, type ServerProcess } from '../server-process.ts'
import type { KeyPair, Subject } from '../subject.ts'

/** Tokens are refused from a minute on; half of that is a clock that nobody sets. */
const SKEW_WARN_MS = 30_000

/** Whether the server takes the key, and if not, whether key, secret or clock is to blame. */
export const probe: Probe = {
  id: 'server.auth',
  title: 'Key, secret and clock',
  after: ['server.reachable'],
  broken: 'LiveKit does not take the key',
  timeoutMs: 5000,
  needs: ({ serverUrl, keys }) => {
    if (serverUrl === null) return 'no file says where LiveKit is'
    return keys.length === 0 ? 'no file holds a key and secret' : true
  },
  run: async (subject, tools, signal) => {
    const url = subject.serverUrl ?? ''
    const answers = await Promise.all(subject.keys.map(async (pair) => ({ pair, answer: await keyAnswer(url, pair, { tools, signal }) })))
    const refused = answers.find(({ answer }) => answer.status !== 'accepted')
    if (refused) return refusal(subject, { ...refused, holder: await serverProcess(subject) })
    const [skew = 0] = answers.flatMap(({ answer }) => answer.skewMs ?? [])
    if (Math.abs(skew) > SKEW_WARN_MS) {
      return {
        status: 'warn',
        detail: `The key is accepted, and the server's clock is ${aside(skew)}`,
        cause: 'From a minute on the server refuses every token as not valid yet or expired.',
        fix: clockFixes,
      }
    }
    return {
      status: 'pass',
      detail: `The server accepts the key${answers.length > 1 ? `s of ${answers.map(({ pair }) => pair.user).join(', ')}` : ''}`,
    }
  },
}

const clockFixes: Fix[] = [
  { text: 'Set the clock by the network on both machines', command: 'sudo timedatectl set-ntp true' },
  { text: 'Compare them', command: 'date --utc' },
]

interface Refused {
  pair: KeyPair
  answer: KeyProbe
  holder: ServerProcess | null
}

function refusal(subject: Subject, { pair, answer, holder }: Refused): ProbeResult {
  const whose = pair.user === 'stack' ? '' : ` of ${pair.user}`
  switch (answer.status) {
    case 'unknown-key':
      return {
        status: 'fail',
        detail: `The server does not know the key${whose}`,
        cause:
          'LIVEKIT_API_KEY is not among the keys that this server was started with: another server, or one that was not started again.',
        fix: keyFixes(subject, holder),
      }
    case 'wrong-secret':
      return {
        status: 'fail',
        detail: `The server knows the key${whose} and refuses its secret`,
        cause: 'LIVEKIT_API_SECRET is not the one that belongs to this key on the server; every token is refused with 401.',
        fix: keyFixes(subject, holder),
      }
    case 'clock':
      return {
        status: 'fail',
        detail: answer.skewMs === null ? "The server's clock and this one differ" : `The server's clock is ${aside(answer.skewMs)}`,
        cause:
          'Tokens hold the times between which they are valid; the server refuses them as not valid yet or expired. Key and secret may be right.',
        fix: clockFixes,
      }
    case 'accepted':
    case 'not-livekit':
    case 'unreachable':
      return { status: 'unknown', detail: answer.detail }
  }
}

function keyFixes({ stack, target }: Subject, holder: ServerProcess | null): Fix[] {
  if (target === 'cloud') return [{ text: "Put the key and secret of this project into .env, from the project's settings page" }]
  if (stack === null) return [{ text: 'Compare the key and secret in all files', command: 'voicectl check' }]
  if (target === 'local' && holder?.whose === 'unmarked') {
    return [
      { text: `Another LiveKit has the port (${holder.name}, process ${holder.pid}): stop it`, command: `kill ${holder.pid}` },
      { text: 'Then start the stack', command: 'voicectl up' },
    ]
  }
  // Page and agent hold the key that they were started with, too.
  const restart = target === 'local' ? 'voicectl restart' : 'docker compose up --detach --force-recreate'
  return [
    { text: 'Start the stack again, all of it with the key of .env', command: restart },
    { text: 'Compare the key and secret in all files', command: 'voicectl check' },
  ]
}

function aside(skewMs: number): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  return `${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's`
}
