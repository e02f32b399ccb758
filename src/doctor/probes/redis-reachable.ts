import { connectionTrouble } from '../../core/connection-trouble.ts'
import { againFix, errorCode, startFix } from '../fixes.ts'
import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { needsRedis, redisView } from '../redis.ts'
import type { RedisTarget, Subject } from '../subject.ts'
import { worstOf } from '../worst.ts'

/** Whether each Redis that some program is told to use answers, and takes its password. */
export const probe: Probe = {
  id: 'redis.reachable',
  title: 'Redis',
  after: ['stack.running'],
  broken: "Redis can't be reached",
  timeoutMs: 5000,
  needs: needsRedis,
  run: async (subject, tools) => worstOf(await Promise.all(byServer(subject.redis).map((target) => look(subject, target, tools)))),
}

/** One target for each way to a server, whatever the database; `user` names all that go it. */
function byServer(targets: readonly RedisTarget[]): RedisTarget[] {
  const found = new Map<string, RedisTarget>()
  for (const target of targets) {
    const way = [target.host, target.port, target.username ?? '', target.password ?? ''].join(' ')
    const before = found.get(way)
    found.set(way, before ? { ...before, user: `${before.user}, ${target.user}` } : target)
  }
  return [...found.values()]
}

async function look(subject: Subject, target: RedisTarget, tools: Tools): Promise<ProbeResult> {
  const name = `${target.host}:${target.port}`
  try {
    await redisView(target, tools)
    return { status: 'pass', detail: `Redis answers at ${name}` }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (/^(WRONGPASS|NOAUTH|NOPERM|ERR .*AUTH)/.test(message)) return refused(name, target, message)
    if (message.startsWith('LOADING'))
      return { status: 'warn', detail: `Redis at ${name} still reads its file`, cause: 'It serves nobody until then.', fix: [wait] }
    const code = errorCode(error)
    return {
      status: 'fail',
      detail: `Redis can't be reached at ${name}, where ${target.user} look${target.user.includes(',') ? '' : 's'} for it: ${connectionTrouble(code)}`,
      cause: "Without Redis phone calls don't arrive and nothing is recorded; a server that is told to use it does not start.",
      fix: [
        code === 'TIMEOUT' || code === 'ETIMEDOUT' ? againFix(subject) : startFix(subject, 'redis'),
        { text: 'Ask it', command: `redis-cli -h ${target.host} -p ${target.port} ping` },
      ],
    }
  }
}

const wait = { text: 'Wait a moment and look again', command: 'voicectl doctor --only redis' }

function refused(name: string, { user, password }: RedisTarget, message: string): ProbeResult {
  const missing = message.startsWith('NOAUTH')
  return {
    status: 'fail',
    detail: missing
      ? `Redis at ${name} asks for a password, and none is set for ${user}`
      : `Redis at ${name} refuses the ${password === null ? 'user' : 'password'} of ${user}`,
    cause: "The program ends at its start, or goes on without Redis: phone calls then don't arrive.",
    fix: [
      { text: `Give ${user} the password that Redis has (requirepass or its ACL)` },
      { text: 'Compare what all files say', command: 'voicectl check' },
    ],
  }
}
