import type { Probe } from '../probe.ts'
import { lookForWorker } from '../psrpc-worker.ts'
import { needsRedis } from '../redis.ts'

export const probe: Probe = {
  id: 'egress.alive',
  title: 'Egress worker',
  after: ['redis.reachable'],
  timeoutMs: 4000,
  needs: (subject) => {
    if (subject.egress === null) return subject.target === 'cloud' ? 'LiveKit Cloud has its own' : 'no egress is configured'
    return needsRedis(subject)
  },
  run: (subject, tools) =>
    lookForWorker(
      {
        what: 'egress worker',
        program: 'livekit-egress',
        channel: 'EgressInternal|StartEgress|REQ',
        consequence: 'Recordings do not begin: requests end with "no response from servers".',
      },
      subject,
      tools,
    ),
}
