import type { Probe } from '../probe.ts'
import { lookForWorker } from '../psrpc-worker.ts'
import { needsRedis } from '../redis.ts'

export const probe: Probe = {
  id: 'sip.service',
  title: 'SIP service on Redis',
  // A service that does not even answer is told once, there.
  after: ['redis.reachable', 'sip.alive'],
  timeoutMs: 4000,
  needs: (subject) => {
    if (subject.sip === null) return subject.target === 'cloud' ? 'LiveKit Cloud has its own' : 'no SIP service is configured'
    return needsRedis(subject)
  },
  run: (subject, tools) =>
    lookForWorker(
      {
        what: 'SIP service',
        program: 'livekit-sip',
        channel: 'SIPInternal|CreateSIPParticipant|REQ',
        consequence: 'Outbound calls end with "no response from servers", and inbound ones find no room.',
      },
      subject,
      tools,
    ),
}
