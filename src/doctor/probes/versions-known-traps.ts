import type { Probe, ProbeResult, Tools } from '../probe.ts'
import { redisView } from '../redis.ts'
import { joined } from '../server.ts'
import type { Subject } from '../subject.ts'
import { compareVersions, trapsOf } from '../version-traps.ts'

/** Which LiveKit runs, and what is known of that version. */
export const probe: Probe = {
  id: 'versions.known-traps',
  title: 'Versions',
  after: ['server.auth'],
  timeoutMs: 6000,
  needs: ({ serverUrl, keys, target }) => {
    if (target === 'cloud') return 'LiveKit Cloud is kept up by others'
    return serverUrl === null || keys.length === 0 ? 'no file says where LiveKit is, or no key is known' : true
  },
  run: async (subject, tools, signal) => {
    const [running, highest] = await Promise.all([runningVersion(subject, { tools, signal }), highestVersion(subject, tools)])
    const version = running ?? highest
    if (version === null) return { status: 'unknown', detail: 'the server does not tell its version' }
    return judge(subject, version, running === null ? null : highest)
  },
}

function judge(subject: Subject, version: string, highest: string | null): ProbeResult {
  const [trap, ...others] = trapsOf(version, subject)
  if (trap) {
    const newest = [trap, ...others]
      .map(({ until }) => until)
      .filter((until) => until !== null)
      .toSorted(compareVersions)
      .at(-1)
    return {
      status: 'warn',
      detail: `LiveKit ${version} ${trap.what}${others.length > 0 ? ` (and ${others.length} more)` : ''}`,
      cause: [trap, ...others].map(({ why }) => why).join(' '),
      fix: [
        newest === undefined
          ? { text: 'Allow the address of this host in livekit.yaml under turn.allow_restricted_peer_cidrs' }
          : {
              text: `Use LiveKit ${newest} or newer: change its image tag, then`,
              command: 'docker compose pull && docker compose up --detach',
            },
      ],
    }
  }
  if (highest !== null && compareVersions(version, highest) < 0) {
    return {
      status: 'warn',
      detail: `LiveKit ${version} runs on a Redis that ${highest} has used`,
      cause: 'What the newer server wrote there may be read wrongly by the older one; servers of two versions share no rooms.',
      fix: [{ text: `Use LiveKit ${highest} or newer everywhere` }],
    }
  }
  return { status: 'pass', detail: `LiveKit ${version}; no known trap of it concerns this stack` }
}

async function runningVersion(subject: Subject, run: { tools: Tools; signal: AbortSignal }): Promise<string | null> {
  const seat = await joined(subject.serverUrl ?? '', subject, run).catch(() => null)
  return seat === null || seat.version === '' ? null : seat.version
}

/** The highest version that has ever used the Redis. */
async function highestVersion({ redis }: Subject, tools: Tools): Promise<string | null> {
  const [target] = redis
  if (!target) return null
  return redisView(target, tools)
    .then((view) => view.get('livekit_version'))
    .catch(() => null)
}
